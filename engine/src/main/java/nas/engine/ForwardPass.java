package nas.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import nas.engine.tensor.Tensor;
import nas.engine.tensor.Tensors;
import nas.network.FeatureShape;
import org.jspecify.annotations.Nullable;

/** Computes the nodes of a network in order, and frees what nobody reads any more. */
final class ForwardPass {

  private final ExecutionPlan plan;
  private final @Nullable CarriedStates carried;
  private final @Nullable Tensor[] values;

  private ForwardPass(ExecutionPlan plan, @Nullable CarriedStates carried) {
    this.plan = plan;
    this.carried = carried;
    values = new @Nullable Tensor[plan.network().nodes().size()];
  }

  /**
   * Executes a network.
   *
   * @param images (batch, channels, height, width); stays open
   * @param carried where states come from and go to; null: they are zero and forgotten
   * @return the output (batch, channels, height, width), or (batch, channels) where height and
   *     width are 1; the caller closes it
   * @throws IllegalArgumentException if the images do not fit
   */
  static Tensor run(
      ExecutionPlan plan,
      NetworkArrays arrays,
      Tensor images,
      Mode mode,
      Rule rule,
      Tap tap,
      @Nullable CarriedStates carried) {
    FeatureShape input = plan.network().input();
    long[] shape = images.shape();
    if (!java.util.Arrays.equals(shape, shape(shape.length == 0 ? 0 : shape[0], input))) {
      throw new IllegalArgumentException(
          "images of shape (%s) do not fit %s".formatted(sizes(shape), input));
    }
    if (plan.network().outputNode().index() == 0) {
      return images.copy();
    }
    return new ForwardPass(plan, carried).run(arrays, images, mode, rule, tap);
  }

  private static String sizes(long[] shape) {
    return LongStream.of(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
  }

  /** Returns the shape of a batch as the engine takes it. */
  static long[] shape(long batch, FeatureShape shape) {
    return LongStream.concat(
            LongStream.of(batch), shape.sizes().stream().mapToLong(Integer::longValue))
        .toArray();
  }

  private Tensor run(NetworkArrays arrays, Tensor images, Mode mode, Rule rule, Tap tap) {
    values[0] = images;
    long batch = images.size(0);
    boolean dropping = mode == Mode.TRAINING && rule == Rule.OPERATIONS;
    try (Tensors pieces = arrays.piecesForPass(dropping)) {
      Execution.Pass pass = new Execution.Pass(arrays, plan, pieces, mode, carried);
      for (ExecutionPlan.Step step : plan.steps()) {
        List<Tensor> read = new ArrayList<>();
        for (int index : step.inputs()) {
          read.add(present(values[index]));
        }
        int index = step.node().index();
        Tensor before = carried == null ? null : carried.before(index, batch);
        Tensor output =
            before == null ? rule.output(new Execution(pass, step, read, batch, images)) : before;
        values[index] = output;
        Tensor replaced = tap.after(step.node(), output);
        if (replaced != output) {
          values[index] = replaced;
          output.close();
        }
        if (carried != null) {
          carried.keep(index, replaced);
        }
        step.released().forEach(this::close);
      }
      return result(batch);
    } finally {
      for (int index = 1; index < values.length; index++) {
        close(index);
      }
    }
  }

  private Tensor result(long batch) {
    int last = plan.network().outputNode().index();
    Tensor result = present(values[last]);
    FeatureShape output = plan.network().outputNode().output();
    if (output.kind() != FeatureShape.Kind.IMAGE || output.height() != 1 || output.width() != 1) {
      values[last] = null;
      return result;
    }
    return result.reshape(batch, output.channels());
  }

  private void close(int index) {
    Tensor value = values[index];
    if (index > 0 && value != null) {
      value.close();
      values[index] = null;
    }
  }

  private static Tensor present(@Nullable Tensor tensor) {
    if (tensor == null) {
      throw new IllegalStateException("a node was read after it was released");
    }
    return tensor;
  }
}
