package nas.proxy.probe;

import java.nio.FloatBuffer;
import java.util.Arrays;
import nas.engine.NetworkRuntime;
import nas.engine.loss.Loss;
import nas.engine.loss.Losses;
import nas.engine.tensor.Tensor;
import nas.proxy.ImageBatch;

/** The loss of what a network answers to a batch. */
final class BatchLoss {

  private BatchLoss() {}

  /** Returns the mean loss, a scalar; the caller closes it. */
  static Tensor of(NetworkRuntime runtime, ImageBatch batch, Tensor output) {
    if (batch.target().isPresent()) {
      Loss own = Losses.of(batch.target().get());
      try (Tensor answers = answers(runtime, own, batch)) {
        return own.of(output, answers);
      }
    }
    int classes = runtime.network().outputNode().output().channels();
    try (Tensor targets = runtime.targets(batch.labels(), batch.images(), classes)) {
      return NetworkRuntime.crossEntropy(output, targets);
    }
  }

  /** Returns the right answers as the loss reads them, all examples counting alike. */
  private static Tensor answers(NetworkRuntime runtime, Loss own, ImageBatch batch) {
    long[] shape = own.shape(batch.images());
    int each = Math.toIntExact(Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact));
    int labels = batch.labelsOfEach();
    double[] values = new double[Math.multiplyExact(batch.images(), each)];
    for (int example = 0; example < batch.images(); example++) {
      int from = example * labels;
      FloatBuffer answer = FloatBuffer.allocate(each);
      own.write(
          Arrays.copyOfRange(batch.labels(), from, from + labels), 1.0 / batch.images(), answer);
      for (int at = 0; at < each; at++) {
        values[example * each + at] = answer.get(at);
      }
    }
    return runtime.array(values, shape);
  }
}
