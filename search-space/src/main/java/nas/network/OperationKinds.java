package nas.network;

import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Kinds of operations that can be named; found by {@link ServiceLoader}, as what executes
 * operations lies elsewhere.
 */
public interface OperationKinds {

  /** Returns kinds of operations by their names. */
  SortedMap<String, Class<? extends Operation>> kinds();

  /** Returns all kinds that are there, those of plug-ins that were given included. */
  static SortedMap<String, Class<? extends Operation>> known() {
    SortedMap<String, Class<? extends Operation>> known = new TreeMap<>();
    for (OperationKinds some : ServiceLoader.load(OperationKinds.class)) {
      known.putAll(some.kinds());
    }
    return known;
  }
}
