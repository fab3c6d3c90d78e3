package nas.evaluator.training;

import java.util.List;
import java.util.Optional;
import nas.engine.data.DataSplit;
import nas.engine.data.DigitsPlugin;
import nas.engine.data.ImageData;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.operation.BatchNorm;
import nas.network.operation.Convolution;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.Relu;

/** What the tests train on and what they train. */
final class TestData {

  private TestData() {}

  static ImageData digits() {
    return new DigitsPlugin().read(new DigitsPlugin.Settings(8));
  }

  static DataSplit split() {
    return DataSplit.of(digits(), 0.2, 0.2, 1);
  }

  static Network small(String id) {
    Network.Builder b = Network.builder(id, new FeatureShape(1, 8, 8));
    int stem = b.add("stem", Convolution.same(8, 3, 1, false), 0);
    int relu = b.add("relu", new Relu(), b.add("bn", BatchNorm.standard(true), stem));
    int next = b.add("conv", Convolution.same(16, 3, 2, false), relu);
    int bend = b.add("relu2", new Relu(), b.add("bn2", BatchNorm.standard(true), next));
    b.add("classifier", new Linear(10, true), b.add("pool", new GlobalAveragePool(), bend));
    return b.build();
  }

  /** A network that no memory suffices for. */
  static Network huge() {
    Network.Builder b = Network.builder("huge", new FeatureShape(1, 8, 8));
    // 64 images of 9 windows of 40,006 x 40,006 values, over 3 TB, before the first output: no
    // way to convolve gets far enough to fill memory.
    int huge = b.add("stem", new Convolution(4096, 3, 1, 20_000, 1, 1, false), 0);
    b.add("classifier", new Linear(10, true), b.add("pool", new GlobalAveragePool(), huge));
    return b.build();
  }

  /** Adam at a constant rate, in steps of a few examples, without weight decay. */
  static TrainingSettings adam(
      int epochs, int batch, double clipNorm, int validateAndKeepEvery, int threads) {
    return adam(epochs, batch, clipNorm, validateAndKeepEvery, threads, true);
  }

  static TrainingSettings adam(
      int epochs,
      int batch,
      double clipNorm,
      int validateAndKeepEvery,
      int threads,
      boolean carryState) {
    return TrainingSettings.standard(epochs)
        .with(new Batching(batch, carryState))
        .with(
            new Optimisation(
                OptimizerKind.ADAM,
                0.01,
                Schedule.CONSTANT,
                0,
                0.9,
                false,
                0,
                Optional.of(clipNorm)))
        .with(Validation.STANDARD.every(validateAndKeepEvery))
        .with(new TrainingExecution("cpu", validateAndKeepEvery, threads));
  }

  static TrainingSettings settings(int epochs, double learningRate, AugmentationKind... kinds) {
    return TrainingSettings.standard(epochs)
        .with(rate(learningRate))
        .with(AugmentationPolicy.NONE.of(List.of(kinds)).sized(1, 16));
  }

  /** The standard steps at another learning rate. */
  static Optimisation rate(double learningRate) {
    return Optimisation.STANDARD.changed(OptimizerKind.SGD, learningRate, 0);
  }
}
