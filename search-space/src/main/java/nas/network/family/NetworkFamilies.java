package nas.network.family;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import nas.core.UserException;
import nas.core.text.ErrorText;
import nas.network.Network;
import nas.network.Task;

/** All families of networks that are at hand. */
public final class NetworkFamilies {

  /** Published names end so where the network was made for small images. */
  private static final List<String> SMALL = List.of("_cifar10", "_cifar100", "_svhn");

  private static final int SMALL_PIXELS = 32;

  private static final List<NetworkFamily> ALL =
      ServiceLoader.load(NetworkFamily.class).stream().map(ServiceLoader.Provider::get).toList();

  private NetworkFamilies() {}

  /** Returns all families, in the order in which they are asked for a name. */
  public static List<NetworkFamily> all() {
    return ALL;
  }

  /**
   * Returns a network by its name, such as {@code resnet20}. A name that ends with {@code
   * _cifar10}, {@code _cifar100} or {@code _svhn} is that of a network for small images, whatever
   * the task.
   *
   * @throws UserException if no family knows the name, or the network cannot take such images
   */
  public static Network network(String name, Task task) {
    NetworkFamily.Member member = find(name);
    try {
      return member.build(task);
    } catch (IllegalArgumentException refused) {
      throw new UserException(
          "There is no network %s for %s: %s"
              .formatted(name, task.input().described(), refused.getMessage()),
          "use images of another size, or another network");
    }
  }

  /**
   * Returns the family of a network.
   *
   * @throws UserException if no family knows the name
   */
  public static NetworkFamily family(String name) {
    return candidates(name)
        .filter(family -> family.find(member(name)).isPresent())
        .findFirst()
        .orElseThrow(() -> unknown(name));
  }

  private static NetworkFamily.Member find(String name) {
    return candidates(name)
        .map(family -> family.find(member(name)))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(() -> unknown(name));
  }

  private static Stream<NetworkFamily> candidates(String name) {
    boolean small = !member(name).equals(name);
    return ALL.stream().filter(family -> !small || family.pixels() == SMALL_PIXELS);
  }

  private static String member(String name) {
    return SMALL.stream()
        .filter(name::endsWith)
        .findFirst()
        .map(end -> name.substring(0, name.length() - end.length()))
        .orElse(name);
  }

  private static UserException unknown(String name) {
    List<String> known = new ArrayList<>();
    ALL.forEach(family -> known.addAll(family.members()));
    return new UserException(
        "There is no network " + ErrorText.quote(name),
        ErrorText.nearest(name, known)
            .map(nearest -> "you mean " + nearest)
            .orElse("use one that 'java -jar nas.jar networks' lists"));
  }
}
