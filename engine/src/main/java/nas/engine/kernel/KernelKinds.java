package nas.engine.kernel;

import java.util.SortedMap;
import nas.network.Operation;
import nas.network.OperationKinds;

/** Makes known the operations that {@link Kernels} execute. */
public final class KernelKinds implements OperationKinds {

  /** Creates it, for {@link java.util.ServiceLoader}. */
  public KernelKinds() {}

  @Override
  public SortedMap<String, Class<? extends Operation>> kinds() {
    return Kernels.kinds();
  }
}
