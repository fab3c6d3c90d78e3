package nas.evaluator.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.plugin.InvalidSettingException;
import nas.core.trial.Result;
import nas.engine.Initialiser;
import nas.engine.NamedTensor;
import nas.engine.tensor.Device;
import nas.engine.tensor.Devices;
import nas.evaluator.ProgressListener;
import nas.evaluator.Slice;
import nas.evaluator.SliceResult;
import nas.network.Network;
import nas.network.operation.BatchNorm;
import nas.network.operation.Dropout;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Moving averages of weights, and the weights of the best epoch. */
final class KeptWeightsTest {

  /** All training images at once, so that a step is an epoch. */
  private static final int ALL = 4096;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  /**
   * What a training left.
   *
   * @param tensors by name
   */
  private record Left(Result.Trained result, SortedMap<String, NamedTensor> tensors) {
    float[] values(String name) {
      return Objects.requireNonNull(tensors.get(name)).values();
    }

    int measured(String name) {
      return Objects.requireNonNull(result.measurements().get(name)).intValue();
    }
  }

  private static Trainer trainer(TrainingSettings settings) {
    return new Trainer(settings, TestData.split(), Device.CPU);
  }

  private static Left left(TrainingSettings settings, Network network) throws InterruptedException {
    SortedMap<String, NamedTensor> tensors = new TreeMap<>();
    Result result =
        trainer(settings)
            .train(
                network,
                5,
                ProgressListener.NONE,
                runtime -> runtime.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor)));
    return new Left(assertInstanceOf(Result.Trained.class, result), tensors);
  }

  /** With dropout, which counts its batches. */
  private static Network network() {
    Network.Builder b = Network.builder("dropping", TestData.split().task().input());
    int norm = b.add("norm", BatchNorm.standard(true), 0);
    int pool = b.add("pool", new GlobalAveragePool(), norm);
    b.add("classifier", new Linear(10, true), b.add("drop", new Dropout(0.2), pool));
    return b.build();
  }

  private static TrainingSettings constant(int epochs) {
    return TrainingSettings.standard(epochs)
        .with(Batching.STANDARD.withSize(ALL))
        .with(
            new Optimisation(
                OptimizerKind.SGD, 0.5, Schedule.CONSTANT, 0, 0.9, true, 0, Optional.empty()));
  }

  private static TrainingSettings averaging(TrainingSettings settings, double decay) {
    return settings.with(new Weights(Initialiser.PYTORCH_DEFAULT, Optional.of(decay)));
  }

  /** Of trainings that end after each of the steps, by the formula in double precision. */
  @ParameterizedTest
  @CsvSource({"0.999, 6", "0.3, 6", "0, 2"})
  @Tag("slow")
  void theAverageIsThatOfTheWeightsAfterEachStep(double decay, int steps) throws Exception {
    SortedMap<String, double[]> expected = new TreeMap<>();
    // A learning rate of 0 leaves the weights as they are drawn.
    for (NamedTensor tensor :
        left(constant(1).with(TestData.rate(0)), network()).tensors().values()) {
      double[] start = new double[tensor.values().length];
      for (int at = 0; at < start.length; at++) {
        start[at] = tensor.values()[at];
      }
      expected.put(tensor.name(), start);
    }
    Arrays.fill(Objects.requireNonNull(expected.get("norm.running_mean")), 0);
    Arrays.fill(Objects.requireNonNull(expected.get("norm.running_var")), 1);
    Left plain = left(constant(steps), network());
    for (int step = 0; step < steps; step++) {
      double keep = Math.min(decay, (1.0 + step) / (10.0 + step));
      Left after = left(constant(step + 1), network());
      for (Map.Entry<String, double[]> average : expected.entrySet()) {
        float[] now = after.values(average.getKey());
        double[] values = average.getValue();
        for (int at = 0; at < now.length; at++) {
          values[at] = keep * values[at] + (1 - keep) * now[at];
        }
      }
    }
    Left averaged = left(averaging(constant(steps), decay), network());
    assertEquals(plain.tensors().keySet(), averaged.tensors().keySet());
    boolean differs = false;
    for (NamedTensor tensor : averaged.tensors().values()) {
      float[] last = plain.values(tensor.name());
      for (int at = 0; at < tensor.values().length; at++) {
        double wanted =
            tensor.name().equals("drop.num_batches_tracked")
                ? steps
                : Objects.requireNonNull(expected.get(tensor.name()))[at];
        assertEquals(wanted, tensor.values()[at], 1e-5, tensor.name());
        differs |= Math.abs(last[at] - tensor.values()[at]) > 1e-3;
      }
    }
    assertEquals(decay > 0, differs, "the average is not the last weights");
    assertEquals(
        plain.result().measurements().get("train-loss"),
        averaged.result().measurements().get("train-loss"),
        "the training itself is the same");
  }

  private static TrainingSettings stopping(int epochs, int patience) {
    return TestData.settings(epochs, 0.2)
        .with(Validation.STANDARD.with(new EarlyStopping(patience)));
  }

  /** By the curve of the same training without early stopping. */
  @ParameterizedTest
  @CsvSource({"1, 0, 0", "2, 0, 0.9", "2, 2, 0"})
  @Tag("slow")
  void theTrainingEndsAndTheBestWeightsAreKept(int patience, int every, double decay)
      throws Exception {
    // Enough measurements that one is no better than those before, however the processor rounds.
    int epochs = 14 * Math.max(1, every);
    TrainingSettings whole =
        TestData.settings(epochs, 0.2).with(Validation.STANDARD.every(Math.max(1, every)));
    TrainingSettings early = stopping(epochs, patience);
    early = early.with(early.validation().every(every));
    if (decay > 0) {
      whole = averaging(whole, decay);
      early = averaging(early, decay);
    }
    Network network = TestData.small("early");
    SortedMap<Integer, Double> curve = left(whole, network).result().validationCurve().byEpoch();
    int best = 0;
    double bestValue = 0;
    int end = epochs;
    for (Map.Entry<Integer, Double> point : curve.entrySet()) {
      if (best == 0 || point.getValue() > bestValue) {
        best = point.getKey();
        bestValue = point.getValue();
      }
      if (point.getKey() - best >= patience) {
        end = point.getKey();
        break;
      }
    }
    Left stopped = left(early, network);
    assertTrue(end < epochs && best < end, "this training says something: " + curve);
    assertEquals(
        curve.headMap(end + 1), stopped.result().validationCurve().byEpoch(), "as far as it goes");
    SortedMap<String, Double> measured = stopped.result().measurements();
    assertEquals(best, measured.get(Trainer.BEST_EPOCH));
    assertEquals(end, measured.get("epochs"));
    assertEquals(epochs, measured.get("schedule-epochs"));
    assertEquals(bestValue, stopped.result().validation());
    Left upToBest =
        left(whole.with(new TrainingLength(epochs, List.of(), Optional.of(best), 0)), network);
    assertEquals(upToBest.result().test(), stopped.result().test());
    for (NamedTensor tensor : upToBest.tensors().values()) {
      assertArrayEquals(tensor.values(), stopped.values(tensor.name()), tensor.name());
    }
  }

  @Test
  @Tag("slow")
  void withPatienceForAllEpochsTheBestOneIsKept() throws Exception {
    Left left = left(stopping(6, 100), TestData.small("patient"));
    SortedMap<Integer, Double> curve = left.result().validationCurve().byEpoch();
    assertEquals(6, curve.size());
    assertEquals(6.0, left.result().measurements().get("epochs"));
    assertFalse(left.result().measurements().containsKey("schedule-epochs"));
    assertEquals(
        curve.values().stream().mapToDouble(value -> value).max().orElseThrow(),
        left.result().validation());
  }

  /** An interruption after any epoch and a pause after any other change no bit. */
  @Test
  @Tag("slow")
  void interruptionsAndPausesChangeNothing() throws Exception {
    TrainingSettings settings = averaging(stopping(14, 2), 0.9);
    Network network = TestData.small("resumed");
    Left whole = left(settings, network);
    int end = whole.measured("epochs");
    assertTrue(end > 3 && end < 14, "ends early, after epoch " + end);
    for (int epoch : new int[] {1, end - 2, end - 1}) {
      Trainer kept =
          new Trainer(
              settings,
              TestData.split(),
              Devices.of(Device.CPU),
              Checkpoints.heldIn(folder.resolve("kept-" + epoch), notice -> {}));
      assertThrows(
          InterruptedException.class,
          () ->
              kept.train(
                  network,
                  5,
                  state -> {
                    if (state.number() == epoch) {
                      Thread.currentThread().interrupt();
                    }
                  }));
      SortedMap<String, NamedTensor> tensors = new TreeMap<>();
      // Twice: the checkpoint after the end is held.
      for (int time = 0; time < 2; time++) {
        List<ProgressListener.Epoch> told = new ArrayList<>();
        Result again =
            kept.train(
                network,
                5,
                told::add,
                runtime -> runtime.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor)));
        assertEquals(whole.result(), again, "after epoch " + epoch);
        assertEquals(end, told.size());
        assertEquals(end, told.get(end - 1).total());
      }
      whole
          .tensors()
          .forEach(
              (name, tensor) ->
                  assertArrayEquals(
                      tensor.values(), Objects.requireNonNull(tensors.get(name)).values(), name));
      SliceResult.Paused paused =
          assertInstanceOf(
              SliceResult.Paused.class,
              trainer(settings)
                  .train(network, 5, Slice.until(epoch), ProgressListener.NONE, trained -> {}));
      SliceResult.Ended ended =
          assertInstanceOf(
              SliceResult.Ended.class,
              trainer(settings)
                  .train(network, 5, paused.goOn(Slice.END), ProgressListener.NONE, trained -> {}));
      assertEquals(whole.result(), ended.result(), "paused after epoch " + epoch);
      // What is ended from outside is what its best epoch was up to then.
      SliceResult.Ended cut =
          assertInstanceOf(
              SliceResult.Ended.class,
              trainer(settings)
                  .train(network, 5, paused.end(), ProgressListener.NONE, trained -> {}));
      Result.Trained soFar = assertInstanceOf(Result.Trained.class, cut.result());
      assertEquals(
          soFar.validationCurve().best(soFar.objective().better()).orElseThrow(),
          soFar.validation());
    }
    // Where it would have paused the training is at its end.
    assertInstanceOf(
        SliceResult.Ended.class,
        trainer(settings)
            .train(network, 5, Slice.until(end), ProgressListener.NONE, trained -> {}));
    assertNotEquals(
        whole.result(), left(stopping(14, 2), network).result(), "the average decides, too");
  }

  @Test
  void rangesAreChecked() {
    assertEquals(
        "ema",
        assertThrows(
                InvalidSettingException.class, () -> averaging(TrainingSettings.standard(1), 1))
            .key());
    assertEquals(
        "patience", assertThrows(InvalidSettingException.class, () -> new EarlyStopping(0)).key());
  }
}
