package nas.space.joint;

import java.util.List;

/**
 * A setting that is chosen with an architecture, such as a learning rate.
 *
 * @param name printable ASCII characters without spaces
 * @param options its values as texts write them, printable ASCII characters without spaces; at
 *     least one, no one twice
 */
public record Hyperparameter(String name, List<String> options) {

  /** Copies the list. */
  public Hyperparameter {
    options = List.copyOf(options);
  }

  /** Returns an option as the text of a point has it: {@code learning-rate=0.05}. */
  String word(int option) {
    return name + "=" + options.get(option);
  }

  /** Returns all options as the text of a point has them. */
  List<String> words() {
    return options.stream().map(option -> name + "=" + option).toList();
  }
}
