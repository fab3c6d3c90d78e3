package nas.evaluator.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.engine.data.Dataset;
import nas.engine.data.TonesPlugin;
import nas.engine.tensor.Device;
import nas.engine.tensor.Devices;
import nas.evaluator.ProgressListener;
import nas.network.Network;
import nas.network.Padding;
import nas.network.Sides;
import nas.network.operation.Convolution;
import nas.network.operation.Linear;
import nas.network.operation.Relu;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TonesTrainingTest {

  private static final Dataset TONES =
      new TonesPlugin().read(new TonesPlugin.Settings(4, 8, 64, 4, 0.3, 400, 5));

  private static Network network() {
    Network.Builder b = Network.builder("listener", TONES.task().input());
    int node = 0;
    for (int layer = 0; layer < 2; layer++) {
      Convolution halving =
          new Convolution(
              16,
              new Sides(1, 5),
              new Sides(1, 2),
              new Padding(0, 2, 0, 2),
              new Sides(1, 1),
              1,
              true);
      node = b.add("relu" + layer, new Relu(), b.add("convolution" + layer, halving, node));
    }
    b.add("head", new Linear(TONES.task().classes(), true), node);
    return b.build();
  }

  private static Result trained(int threads) throws InterruptedException {
    return new Trainer(
            TestData.adam(8, 16, 1, 0, threads),
            new PlainLessons(TONES),
            Devices.of(Device.CPU),
            Checkpoints.none(),
            StartingPoint.DRAWN)
        .train(network(), 1, ProgressListener.NONE);
  }

  @Test
  @Tag("slow")
  void sequencesOfTonesAreSpelt() throws Exception {
    Result.Trained result = assertInstanceOf(Result.Trained.class, trained(1));
    assertEquals(Objective.LABEL_ERROR_RATE, result.objective());
    assertTrue(result.validation() < 0.2, result.toString());
    assertTrue(result.test().orElseThrow() < 0.2, result.toString());
    assertEquals(result, trained(0));
  }
}
