package nas.engine;

import java.util.List;
import java.util.function.Supplier;
import nas.engine.kernel.Call;
import nas.engine.kernel.Kernel;
import nas.engine.kernel.Kernels;
import nas.engine.kernel.Scaled;
import nas.engine.kernel.Synflow;
import nas.engine.tensor.Tensor;
import nas.engine.tensor.Tensors;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Operation;
import org.jspecify.annotations.Nullable;

/** One node about to be computed; valid only while its {@link Rule} runs. */
public final class Execution {

  /** What all nodes of one pass share. */
  record Pass(
      NetworkArrays arrays,
      ExecutionPlan plan,
      List<Tensor> pieces,
      Mode mode,
      @Nullable CarriedStates carried) {}

  private final Pass pass;
  private final ExecutionPlan.Step step;
  private final List<Tensor> values;
  private final long batch;
  private final Tensor example;

  Execution(Pass pass, ExecutionPlan.Step step, List<Tensor> values, long batch, Tensor example) {
    this.pass = pass;
    this.step = step;
    this.values = values;
    this.batch = batch;
    this.example = example;
  }

  /** Returns the node. */
  public Network.Node node() {
    return step.node();
  }

  /** Returns whether the output is zero whatever the images are; there are no inputs then. */
  public boolean zero() {
    return step.zero();
  }

  /** Returns the indices of the nodes it reads; a sum skips those that are zero. */
  public List<Integer> inputs() {
    return step.inputs();
  }

  /** Returns what the operation computes. */
  public Tensor output() {
    return step.zero() ? zeros() : kernel().forward(call());
  }

  /**
   * Returns what SynFlow makes of the operation.
   *
   * @param synflow how, with the exponents of {@link #inputs}
   */
  public Scaled synflow(Synflow synflow) {
    return step.zero() ? new Scaled(zeros(), Scaled.NOTHING) : kernel().synflow(call(), synflow);
  }

  private Kernel<Operation> kernel() {
    return Kernels.of(step.node());
  }

  private Tensor zeros() {
    return example.scope().full(example.precision(), 0, ForwardPass.shape(batch, node().output()));
  }

  private Call<Operation> call() {
    return new NodeCall(values, pass.plan().network().inputsOf(node()), batch, null);
  }

  /** The node as its kernel sees it. */
  private final class NodeCall implements Call<Operation> {
    private final List<Tensor> inputs;
    private final List<FeatureShape> shapes;
    private final long batch;
    private final @Nullable List<Tensor> vectors;

    NodeCall(
        List<Tensor> inputs,
        List<FeatureShape> shapes,
        long batch,
        @Nullable List<Tensor> vectors) {
      this.inputs = inputs;
      this.shapes = shapes;
      this.batch = batch;
      this.vectors = vectors;
    }

    @Override
    public Operation operation() {
      return step.node().operation();
    }

    @Override
    public String node() {
      return step.node().name();
    }

    @Override
    public List<Tensor> inputs() {
      return inputs;
    }

    @Override
    public List<FeatureShape> shapes() {
      return shapes;
    }

    @Override
    public FeatureShape output() {
      return step.node().output();
    }

    @Override
    public long batch() {
      return batch;
    }

    @Override
    public boolean training() {
      return pass.mode() == Mode.TRAINING;
    }

    @Override
    public int parameters() {
      return step.parameters().size();
    }

    @Override
    public Tensor vector(int parameter) {
      return vectors == null
          ? pass.pieces().get(step.parameters().get(parameter))
          : vectors.get(parameter);
    }

    @Override
    public Tensor parameter(int parameter) {
      int index = step.parameters().get(parameter);
      return vector(parameter).reshape(pass.plan().parameters().get(index).dimensions());
    }

    @Override
    public Tensor state(int state) {
      return pass.arrays().state(step.node(), state);
    }

    @Override
    public Tensors carried() {
      CarriedStates carried = pass.carried();
      return carried == null ? new Tensors() : carried.ofOperation(step.node().index(), batch);
    }

    @Override
    public void carry(List<Tensor> states) {
      CarriedStates carried = pass.carried();
      if (carried != null) {
        carried.keepOfOperation(step.node().index(), states);
      }
    }

    @Override
    public Tensor constant(String name, Supplier<double[]> values, long... shape) {
      return pass.arrays().constant(name, values, shape);
    }

    @Override
    public Call<Operation> on(List<Tensor> others, long size) {
      return new NodeCall(others, shapes, size, vectors);
    }

    @Override
    public Call<Operation> with(List<Tensor> others) {
      return new NodeCall(inputs, shapes, batch, others);
    }
  }
}
