package nas.proxy.probe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nas.engine.Execution;
import nas.engine.Rule;
import nas.engine.kernel.Scaled;
import nas.engine.kernel.Synflow;
import nas.engine.tensor.Tensor;
import nas.network.Network;

/**
 * Executes SynFlow's network without overflow: every array carries a power of two, by which its
 * true values are larger, and maybe a tangent; see {@link Synflow}.
 */
final class SynflowRule implements Rule {

  private final boolean tangent;
  private final boolean keepReductionBatchNorm;
  private final Map<Integer, Integer> exponents = new HashMap<>();

  SynflowRule(boolean tangent, boolean keepReductionBatchNorm) {
    this.tangent = tangent;
    this.keepReductionBatchNorm = keepReductionBatchNorm;
    exponents.put(0, 0);
  }

  /** Returns the exponent of a node's array, once it has been computed. */
  int exponent(Network.Node node) {
    return exponentOf(node.index());
  }

  private int exponentOf(int node) {
    Integer exponent = exponents.get(node);
    if (exponent == null) {
      throw new IllegalStateException("node " + node + " has not been computed");
    }
    return exponent;
  }

  @Override
  public Tensor output(Execution execution) {
    Network.Node node = execution.node();
    boolean normalises = keepReductionBatchNorm && node.role() == Network.Role.REDUCTION;
    List<Integer> read = execution.inputs().stream().map(this::exponentOf).toList();
    Scaled output = execution.synflow(new Synflow(read, tangent, normalises));
    exponents.put(node.index(), output.exponent());
    return output.values();
  }
}
