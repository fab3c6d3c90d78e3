package nas.engine.kernel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.network.Attributes;
import nas.network.Network;
import nas.network.Operation;
import org.jspecify.annotations.Nullable;

/**
 * All kernels that are there: those that service files on the class path name, and those of plug-in
 * jars once they are {@linkplain #register registered}.
 */
public final class Kernels {

  private static volatile Kernels all = onClassPath();

  private final Map<Class<?>, Kernel<?>> byOperation = new HashMap<>();
  private final SortedMap<String, Class<? extends Operation>> kinds = new TreeMap<>();
  private final SortedMap<String, List<Kernel<?>>> reading = new TreeMap<>();

  private Kernels() {}

  private static Kernels onClassPath() {
    Kernels found = new Kernels();
    for (Kernel<?> kernel : ServiceLoader.load(Kernel.class)) {
      Class<? extends Operation> operation = kernel.operation();
      Class<?> other = found.kinds.get(Attributes.kind(operation));
      if (other != null) {
        throw new IllegalStateException(
            "%s and %s are both named %s"
                .formatted(other.getName(), operation.getName(), Attributes.kind(operation)));
      }
      found.add(kernel);
    }
    return found.withReaders();
  }

  /**
   * Adds kernels, for all networks from here on. An operation that was known before is executed by
   * its new kernel; a kind that was known before is the new operation where it is read by its name.
   */
  public static synchronized void register(Collection<? extends Kernel<?>> kernels) {
    Kernels more = new Kernels();
    more.byOperation.putAll(all.byOperation);
    more.kinds.putAll(all.kinds);
    kernels.forEach(more::add);
    all = more.withReaders();
  }

  private void add(Kernel<?> kernel) {
    byOperation.put(kernel.operation(), kernel);
    kinds.put(Attributes.kind(kernel.operation()), kernel.operation());
  }

  private Kernels withReaders() {
    for (Class<? extends Operation> operation : kinds.values()) {
      Kernel<?> kernel = Objects.requireNonNull(byOperation.get(operation));
      kernel
          .onnxOperators()
          .forEach(name -> reading.computeIfAbsent(name, key -> new ArrayList<>()).add(kernel));
    }
    return this;
  }

  /**
   * Returns the kernel that executes a node.
   *
   * @throws IllegalArgumentException if there is none, naming the node and its operation
   */
  public static Kernel<Operation> of(Network.Node node) {
    return of(node.operation(), node.name());
  }

  /**
   * Returns the kernel that executes an operation.
   *
   * @param node name of the operation's node, for messages
   * @throws IllegalArgumentException as {@link #of(Network.Node)}
   */
  // The map holds a kernel under the class of its own operation only.
  @SuppressWarnings("unchecked")
  public static Kernel<Operation> of(Operation operation, String node) {
    @Nullable Kernel<?> kernel = all.byOperation.get(operation.getClass());
    if (kernel == null) {
      throw new IllegalArgumentException(
          ("node %s: nothing executes operation %s (%s). Maybe name its kernel in"
                  + " META-INF/services/%s.")
              .formatted(
                  node, operation.kind(), operation.getClass().getName(), Kernel.class.getName()));
    }
    return (Kernel<Operation>) kernel;
  }

  /** Returns the operations that can be executed, by {@link Operation#kind}. */
  public static SortedMap<String, Class<? extends Operation>> kinds() {
    return Collections.unmodifiableSortedMap(all.kinds);
  }

  /** Returns the kernels that read an ONNX operator, in the order of their operations' kinds. */
  public static List<Kernel<?>> reading(String operator) {
    return all.reading.getOrDefault(operator, List.of());
  }

  /** Returns the ONNX operators that kernels read. */
  public static Set<String> onnxOperators() {
    return Collections.unmodifiableSet(all.reading.keySet());
  }
}
