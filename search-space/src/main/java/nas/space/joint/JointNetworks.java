package nas.space.joint;

import nas.network.Network;
import nas.network.Task;
import nas.space.Blueprint;
import nas.space.NetworkSize;
import nas.space.ResizableBlueprint;

/** The networks of architectures with settings: those of the architectures. */
interface JointNetworks<A> extends Blueprint<Joint<A>> {

  /** Returns the networks of the architectures alone. */
  Blueprint<A> architectures();

  static <A> Blueprint<Joint<A>> of(Blueprint<A> architectures) {
    return architectures instanceof ResizableBlueprint<A> resizable
        ? new OfManySizes<>(resizable)
        : new OfOneSize<>(architectures);
  }

  @Override
  default Network network(Joint<A> point, Task task) {
    return architectures().network(point.architecture(), task);
  }

  @Override
  default void check(Task task) {
    architectures().check(task);
  }

  /** Networks of one size. */
  record OfOneSize<A>(Blueprint<A> architectures) implements JointNetworks<A> {}

  /** Networks that can be made smaller. */
  record OfManySizes<A>(ResizableBlueprint<A> architectures)
      implements JointNetworks<A>, ResizableBlueprint<Joint<A>> {
    @Override
    public NetworkSize size() {
      return architectures.size();
    }

    @Override
    public Blueprint<Joint<A>> resized(NetworkSize size) {
      return of(architectures.resized(size));
    }
  }
}
