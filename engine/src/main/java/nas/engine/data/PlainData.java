package nas.engine.data;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import nas.network.Task;

/**
 * Examples that come in three parts.
 *
 * @param name name for people
 * @param classNames names of the classes for people
 * @param reading see {@link Dataset#reading}
 * @param parts the examples to train on, to validate and to test
 * @param sha256 checksum over all of them
 */
record PlainData(
    String name,
    Task task,
    List<String> classNames,
    SortedMap<String, String> reading,
    Map<Part, Examples> parts,
    String sha256,
    Inventory inventory)
    implements Dataset {

  /** Copies the collections and checks that all parts are there. */
  PlainData {
    classNames = List.copyOf(classNames);
    parts = Map.copyOf(parts);
    if (parts.size() != Part.values().length) {
      throw new IllegalArgumentException("examples of " + parts.keySet() + " only");
    }
  }

  @Override
  public Examples examples(Part part) {
    return Objects.requireNonNull(parts.get(part));
  }
}
