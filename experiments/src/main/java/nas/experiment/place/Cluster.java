package nas.experiment.place;

import java.util.function.Consumer;

/**
 * Opens workplaces on other machines. Those that there are, are found by the service file of this
 * interface, so that what they need comes with their own jars.
 */
public interface Cluster {

  /**
   * Says whether it is the one that {@code execution.workers} names.
   *
   * @param workers such as {@code spark://host:7077}
   */
  boolean isNamed(String workers);

  /**
   * Opens it, and waits until it can work.
   *
   * @param workers its name
   * @param cargo what its machines are given
   * @param notices takes what it has to say to people
   * @return the workplace, which may be closed more than once
   * @throws nas.core.UserException if it cannot be reached, or does not begin to work
   */
  Workplace open(String workers, Cargo cargo, Consumer<String> notices);
}
