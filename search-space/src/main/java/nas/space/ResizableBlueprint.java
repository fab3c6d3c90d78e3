package nas.space;

import java.util.Optional;

/**
 * A blueprint whose networks can be made narrower or shallower, as reduced training does.
 *
 * @param <A> the architecture
 */
public interface ResizableBlueprint<A> extends Blueprint<A> {

  /** Returns how wide and deep its networks are. */
  NetworkSize size();

  /**
   * Returns the blueprint of networks of another size for the same architectures.
   *
   * @throws IllegalArgumentException if networks cannot have that size
   */
  Blueprint<A> resized(NetworkSize size);

  /** Returns the blueprint of a space, if its networks can be resized. */
  static <A> Optional<ResizableBlueprint<A>> of(Space<A> space) {
    return Capability.find(space, ResizableBlueprint.class);
  }
}
