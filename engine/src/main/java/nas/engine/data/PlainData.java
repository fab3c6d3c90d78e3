package nas.engine.data;

import nas.network.Task;

/**
 * Examples that come in three parts.
 *
 * @param name name for people
 * @param sha256 checksum over all of them
 */
record PlainData(
    String name,
    Task task,
    Examples training,
    Examples validation,
    Examples test,
    String sha256,
    Inventory inventory)
    implements Dataset {

  @Override
  public Examples examples(Part part) {
    return switch (part) {
      case TRAINING -> training;
      case VALIDATION -> validation;
      case TEST -> test;
    };
  }
}
