package nas.experiment.config;

import java.util.Optional;

/**
 * A key whose value is not the same in two experiments.
 *
 * @param path the key path, such as {@code budget.trained-models}
 * @param first its value in the first experiment, or nothing
 * @param second its value in the second experiment, or nothing
 */
public record Difference(String path, Optional<String> first, Optional<String> second) {

  @Override
  public String toString() {
    return path + ": " + first.orElse("absent") + " / " + second.orElse("absent");
  }
}
