package nas.evaluator.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.core.UserException;
import nas.core.plugin.InvalidSettingException;
import nas.core.trial.FailureKind;
import nas.core.trial.Fidelity;
import nas.core.trial.Result;
import nas.engine.data.DataSplit;
import nas.engine.data.ImageData;
import nas.engine.data.Images;
import nas.engine.tensor.Device;
import nas.engine.tensor.OutOfDeviceMemoryException;
import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.evaluator.EvaluatorPlugin;
import nas.evaluator.ProgressListener;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.network.operation.BatchNorm;
import nas.network.operation.Concatenate;
import nas.network.operation.Convolution;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.Zero;
import nas.space.NetworkVariant;
import nas.space.nasbench201.CanonicalDefinition;
import nas.space.nasbench201.NasBench201Architecture;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TrainerTest {

  private static Trainer trainer(TrainingSettings settings) {
    return new Trainer(settings, TestData.split(), Device.CPU);
  }

  @Test
  @Tag("slow")
  void learnsDigits() throws InterruptedException {
    List<ProgressListener.Epoch> epochs = new ArrayList<>();
    Network network = TestData.small("small");
    Result outcome = trainer(TestData.settings(8, 0.1)).train(network, 1, epochs::add);
    Result.Trained trained = assertInstanceOf(Result.Trained.class, outcome);
    assertTrue(trained.reported() > 90, trained.toString());
    assertTrue(trained.validation() > 90, trained.toString());
    assertEquals(8, epochs.size());
    assertEquals(1, epochs.get(0).number());
    assertEquals(8, epochs.get(7).total());
    assertTrue(epochs.get(7).trainLoss() < epochs.get(0).trainLoss() / 3, epochs.toString());
    assertTrue(epochs.get(7).trainRightPercent() > 90, epochs.toString());
    assertEquals(
        List.of("epochs", "macs", "parameters", "train-loss"),
        List.copyOf(trained.measurements().keySet()));
    assertEquals((double) network.parameters(), trained.measurements().get("parameters"));
    assertEquals(epochs.get(7).trainLoss(), trained.measurements().get("train-loss"));
  }

  @Test
  @Tag("slow")
  void augmentationAndClippingStillLearn() throws InterruptedException {
    TrainingSettings s = TestData.settings(8, 0.1, AugmentationKind.RANDOM_CROP);
    TrainingSettings clipped =
        s.with(Batching.STANDARD.withSize(50))
            .with(
                new Optimisation(
                    OptimizerKind.SGD,
                    0.1,
                    Schedule.CONSTANT,
                    1.5,
                    0.9,
                    false,
                    0,
                    Optional.of(2.0)))
            .with(new Validation(0.1, 0.1, 0, Optional.empty(), Optional.empty()))
            .with(new Weights(nas.engine.Initialiser.KAIMING_NORMAL, Optional.empty()));
    Result outcome = trainer(clipped).train(TestData.small("a"), 3, ProgressListener.NONE);
    Result.Trained trained = assertInstanceOf(Result.Trained.class, outcome);
    assertTrue(trained.reported() > 60, trained.toString());
  }

  @Test
  @Tag("slow")
  void theSameSeedGivesTheSameBitsOnAnyNumberOfThreads() throws Exception {
    Trainer trainer =
        trainer(
            TestData.settings(
                2, 0.1, AugmentationKind.HORIZONTAL_FLIP, AugmentationKind.RANDOM_CROP));
    List<Result> alone = new ArrayList<>();
    for (int seed = 0; seed < 4; seed++) {
      alone.add(trainer.train(TestData.small("n" + seed % 2), seed, ProgressListener.NONE));
    }
    assertNotEquals(alone.get(0), alone.get(2), "another seed is another training");
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<Result>> together = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        int seed = i % 4;
        together.add(
            pool.submit(
                () -> trainer.train(TestData.small("n" + seed % 2), seed, ProgressListener.NONE)));
      }
      for (int i = 0; i < 12; i++) {
        assertEquals(alone.get(i % 4), together.get(i).get(), "seed " + i % 4);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  @Tag("slow")
  void aLossThatIsNotFiniteIsAnOutcome() throws InterruptedException {
    Network.Builder b = Network.builder("explodes", new FeatureShape(1, 8, 8));
    int pool = b.add("stem", Convolution.same(64, 3, 1, true), 0);
    for (int i = 0; i < 6; i++) {
      pool = b.add("conv" + i, Convolution.same(64, 3, 1, true), pool);
    }
    b.add("classifier", new Linear(10, true), b.add("pool", new GlobalAveragePool(), pool));
    Result outcome = trainer(TestData.settings(3, 100)).train(b.build(), 1, ProgressListener.NONE);
    Result.Failed failed = assertInstanceOf(Result.Failed.class, outcome);
    assertEquals(FailureKind.NON_FINITE_LOSS, failed.kind());
    assertTrue(
        failed
            .message()
            .matches("the training loss became (NaN|Infinity) in epoch 1 of 3, step \\d+ of 17"),
        failed.message());
    assertEquals(
        outcome, trainer(TestData.settings(3, 100)).train(b.build(), 1, ProgressListener.NONE));
  }

  @Test
  void runningOutOfMemoryIsAnOutcome() throws InterruptedException {
    Result.Failed failed =
        assertInstanceOf(
            Result.Failed.class,
            trainer(TestData.settings(1, 0.1)).train(TestData.huge(), 1, ProgressListener.NONE));
    assertEquals(FailureKind.OUT_OF_MEMORY, failed.kind(), failed.message());
    assertEquals("cpu ran out of memory at batch size 64 and again at 32", failed.message());
  }

  private static RuntimeException outOfMemory() {
    return OutOfDeviceMemoryException.orElse(new EngineException("CUDA out of memory"));
  }

  @Test
  @Tag("slow")
  void whatDoesNotFitIsTrainedOnceMoreWithHalfTheBatch() throws InterruptedException {
    List<Integer> seen = new ArrayList<>();
    ProgressListener failingOnce =
        epoch -> {
          seen.add(epoch.number());
          if (seen.size() == 2) {
            throw outOfMemory();
          }
        };
    TrainingSettings settings = TestData.settings(3, 0.1);
    Result.Trained trained =
        assertInstanceOf(
            Result.Trained.class, trainer(settings).train(TestData.small("m"), 1, failingOnce));
    assertEquals(List.of(1, 2, 1, 2, 3), seen);
    assertEquals(32, trained.measurements().get("batch-size"));
    Result.Trained small =
        assertInstanceOf(
            Result.Trained.class,
            trainer(settings.with(Batching.STANDARD.withSize(32)))
                .train(TestData.small("m"), 1, ProgressListener.NONE));
    assertEquals(small.validation(), trained.validation());
    assertEquals(small.measurements().get("train-loss"), trained.measurements().get("train-loss"));
  }

  @Test
  void whatFitsNeitherWayIsAFailure() throws InterruptedException {
    ProgressListener failing =
        epoch -> {
          throw outOfMemory();
        };
    Result.Failed failed =
        assertInstanceOf(
            Result.Failed.class,
            trainer(TestData.settings(3, 0.1)).train(TestData.small("m"), 1, failing));
    assertEquals(FailureKind.OUT_OF_MEMORY, failed.kind());
    assertEquals("cpu ran out of memory at batch size 64 and again at 32", failed.message());
  }

  @Test
  void aNetworkWithoutAPathFromTheImagesIsUntrainable() throws InterruptedException {
    Network.Builder b = Network.builder("cut", new FeatureShape(1, 8, 8));
    int zero = b.add("zero", new Zero(), 0);
    b.add("classifier", new Linear(10, true), b.add("pool", new GlobalAveragePool(), zero));
    Result.Failed failed =
        assertInstanceOf(
            Result.Failed.class,
            trainer(TestData.settings(1, 0.1)).train(b.build(), 1, ProgressListener.NONE));
    assertEquals(FailureKind.UNTRAINABLE, failed.kind());
    assertEquals("no path leads from the images to the logits", failed.message());
  }

  @Test
  void aNetworkWithoutParametersIsUntrainable() throws InterruptedException {
    Network.Builder b = Network.builder("fixed", new FeatureShape(1, 8, 8));
    int pool = b.add("pool", new GlobalAveragePool(), 0);
    b.add("copies", new Concatenate(), java.util.Collections.nCopies(10, pool));
    Result.Failed failed =
        assertInstanceOf(
            Result.Failed.class,
            trainer(TestData.settings(1, 0.1)).train(b.build(), 1, ProgressListener.NONE));
    assertEquals(FailureKind.UNTRAINABLE, failed.kind());
    assertEquals("no parameter influences the logits", failed.message());
  }

  @Test
  void aNetworkForOtherImagesIsUntrainable() throws InterruptedException {
    Network.Builder b = Network.builder("other", new FeatureShape(3, 8, 8));
    b.add("classifier", new Linear(10, true), b.add("pool", new GlobalAveragePool(), 0));
    Result.Failed failed =
        assertInstanceOf(
            Result.Failed.class,
            trainer(TestData.settings(1, 0.1)).train(b.build(), 1, ProgressListener.NONE));
    assertEquals(FailureKind.UNTRAINABLE, failed.kind());
  }

  @Test
  void anInterruptEndsTheTraining() {
    ProgressListener interrupting = epoch -> Thread.currentThread().interrupt();
    assertThrows(
        InterruptedException.class,
        () -> trainer(TestData.settings(5, 0.1)).train(TestData.small("i"), 1, interrupting));
    assertFalse(Thread.interrupted(), "the interrupt is consumed by the exception");
  }

  @Test
  void anySmallNumberOfImagesCanBeTrainedOn() throws InterruptedException {
    for (int count = 2; count <= 5; count++) {
      FeatureShape shape = new FeatureShape(1, 8, 8);
      byte[] pixels = new byte[64 * count];
      int[] labels = new int[count];
      for (int i = 0; i < count; i++) {
        labels[i] = i % 10;
        pixels[64 * i + i] = 100;
      }
      Images images = new Images(shape, pixels, labels);
      Images one = new Images(shape, new byte[64], new int[] {3});
      ImageData data =
          new ImageData(
              "few", new Task(shape, 10), images, Optional.of(one), Optional.of(one), "00");
      TrainingSettings pairs =
          TestData.settings(2, 0.01)
              .with(Batching.STANDARD.withSize(2))
              .with(
                  new Optimisation(
                      OptimizerKind.SGD, 0.01, Schedule.COSINE, 0, 0.9, true, 0, Optional.empty()));
      // 1 x 1 feature maps: a batch of one would have no variance.
      Network.Builder b = Network.builder("tiny", shape);
      int pool = b.add("pool", new GlobalAveragePool(), 0);
      int norm = b.add("bn", BatchNorm.standard(true), pool);
      b.add("classifier", new Linear(10, true), norm);
      Result outcome =
          new Trainer(pairs, DataSplit.of(data, 0.2, 0.2, 1), Device.CPU)
              .train(b.build(), 1, ProgressListener.NONE);
      assertInstanceOf(Result.Trained.class, outcome, count + " images");
    }
  }

  private static NasBench201Space space() {
    return new NasBench201Space(
        new NasBench201Settings(4, 1, NetworkVariant.TRAINED, CanonicalDefinition.LIVE));
  }

  @Test
  @Tag("slow")
  void thePluginIsFoundAndTrains() throws InterruptedException {
    EvaluatorPlugin<?> found =
        java.util.ServiceLoader.load(EvaluatorPlugin.class).stream()
            .map(java.util.ServiceLoader.Provider::get)
            .filter(plugin -> plugin.name().equals("training"))
            .findFirst()
            .orElseThrow();
    assertEquals(TrainingSettings.class, found.settings());
    ImageData digits = TestData.digits();
    NasBench201Space space = space();
    try (Evaluator<NasBench201Architecture> evaluator =
        new TrainingPlugin()
            .create(
                TestData.settings(3, 0.1), space, new EvaluatorContext(Optional.of(digits), 1))) {
      assertEquals(digits.sha256(), evaluator.provenance().get("data-sha256"));
      assertEquals("1079", evaluator.provenance().get("training-images"));
      assertEquals("359", evaluator.provenance().get("validation-images"));
      assertEquals("359", evaluator.provenance().get("test-images"));
      assertEquals("cpu", evaluator.provenance().get("device"));
      assertEquals("2.7.1", evaluator.provenance().get("pytorch"));
      NasBench201Architecture good =
          space.parse(
              "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|");
      Result.Trained trained =
          assertInstanceOf(
              Result.Trained.class, evaluator.evaluate(good, 1, ProgressListener.NONE));
      assertTrue(trained.reported() > 90, trained.toString());
      NasBench201Architecture dead = space.parse("|none~0|+|none~0|none~1|+|none~0|none~1|none~2|");
      Result.Failed failed =
          assertInstanceOf(Result.Failed.class, evaluator.evaluate(dead, 1, ProgressListener.NONE));
      assertEquals(FailureKind.UNTRAINABLE, failed.kind());
    }
  }

  private static TrainingSettings schedule(
      int epochs, double warmupEpochs, List<Integer> fidelities) {
    return TestData.settings(epochs, 0.1)
        .with(TrainingLength.of(epochs).withFidelities(fidelities))
        .with(Optimisation.STANDARD.changed(OptimizerKind.SGD, 0.1, warmupEpochs));
  }

  /** A lower fidelity is the training that settings with so many epochs describe. */
  @Test
  @Tag("slow")
  void fidelitiesAreShorterSchedules() throws InterruptedException {
    TrainingSettings settings = schedule(4, 2, List.of(1, 2));
    assertEquals(
        List.of(
            new Fidelity("epochs-1", 0.25),
            new Fidelity("epochs-2", 0.5),
            new Fidelity("epochs-4", 1)),
        new TrainingPlugin().fidelities(settings));
    assertEquals(
        List.of(new Fidelity("epochs-7", 1)),
        new TrainingPlugin().fidelities(schedule(7, 0, List.of())));
    EvaluatorContext context = new EvaluatorContext(Optional.of(TestData.digits()), 1);
    NasBench201Architecture cell = NasBench201Space.fromIndex(12_345);
    try (Evaluator<NasBench201Architecture> several =
            TrainingEvaluator.full(settings, space(), context);
        Evaluator<NasBench201Architecture> shorter =
            TrainingEvaluator.full(schedule(2, 1, List.of()), space(), context);
        Evaluator<NasBench201Architecture> full =
            TrainingEvaluator.full(schedule(4, 2, List.of()), space(), context)) {
      Result expected = shorter.evaluate(cell, 5, ProgressListener.NONE);
      assertInstanceOf(Result.Trained.class, expected);
      assertEquals(expected, several.evaluate(cell, 1, 5, ProgressListener.NONE));
      expected = full.evaluate(cell, 5, ProgressListener.NONE);
      assertEquals(expected, several.evaluate(cell, 2, 5, ProgressListener.NONE));
      assertEquals(expected, several.evaluate(cell, 5, ProgressListener.NONE));
    }
  }

  @Test
  void fidelitiesThatAreNoShorterTrainingsAreRefused() {
    for (List<Integer> bad :
        List.of(List.of(0), List.of(4), List.of(-1), List.of(2, 2), List.of(3, 1))) {
      InvalidSettingException refused =
          assertThrows(InvalidSettingException.class, () -> schedule(4, 0, bad), bad::toString);
      assertEquals("fidelities", refused.key());
      assertEquals(
          "fidelities ("
              + bad
              + ") must be increasing numbers of epochs, at least 1 and below epochs (4)",
          refused.getMessage());
    }
  }

  @Test
  void imagesTooSmallForTheSpaceAreAnOutcome() throws InterruptedException {
    FeatureShape shape = new FeatureShape(1, 6, 6);
    Images images = new Images(shape, new byte[36 * 20], new int[20]);
    ImageData data =
        new ImageData("six", new Task(shape, 2), images, Optional.empty(), Optional.empty(), "0");
    try (Evaluator<NasBench201Architecture> evaluator =
        TrainingEvaluator.full(
            TrainingSettings.standard(1), space(), new EvaluatorContext(Optional.of(data), 1))) {
      Result.Failed failed =
          assertInstanceOf(
              Result.Failed.class,
              evaluator.evaluate(NasBench201Space.fromIndex(0), 1, ProgressListener.NONE));
      assertEquals(FailureKind.UNTRAINABLE, failed.kind());
      assertTrue(failed.message().startsWith("images of 6 x 6 pixels cannot be halved twice"));
    }
  }

  @Test
  void imagesThatFitNoNetworkOfTheSpaceAreRefusedBeforeARun() {
    FeatureShape shape = new FeatureShape(1, 6, 6);
    Images images = new Images(shape, new byte[36 * 20], new int[20]);
    ImageData data =
        new ImageData("six", new Task(shape, 2), images, Optional.empty(), Optional.empty(), "0");
    UserException refused =
        assertThrows(
            UserException.class,
            () ->
                new TrainingPlugin()
                    .create(
                        TrainingSettings.standard(1),
                        space(),
                        new EvaluatorContext(Optional.of(data), 1)));
    assertEquals(
        "Data set six does not fit: images of 6 x 6 pixels cannot be halved twice, as the"
            + " reductions of NAS-Bench-201 do. Maybe use images whose height and width are"
            + " multiples of 4.",
        refused.getMessage());
  }

  @Test
  void refusesMissingImagesAndTooFew() {
    InvalidSettingException missing =
        assertThrows(
            InvalidSettingException.class,
            () ->
                TrainingEvaluator.full(
                    TrainingSettings.standard(1),
                    space(),
                    new EvaluatorContext(Optional.empty(), 1)));
    assertEquals("data", missing.key());
    FeatureShape shape = new FeatureShape(1, 8, 8);
    Images four = new Images(shape, new byte[256], new int[] {0, 1, 0, 1});
    ImageData data =
        new ImageData("four", new Task(shape, 2), four, Optional.empty(), Optional.empty(), "0");
    UserException few = assertThrows(UserException.class, () -> DataSplit.of(data, 0.2, 0.2, 1));
    assertEquals(
        "Data set four has 4 training images, which leaves 0 for validation", few.getMessage());
  }

  @Test
  void aClassWithOneImageIsRefusedByName() {
    FeatureShape shape = new FeatureShape(1, 8, 8);
    int[] labels = new int[21];
    labels[13] = 1;
    Images images = new Images(shape, new byte[21 * 64], labels);
    ImageData data =
        new ImageData("birds", new Task(shape, 2), images, Optional.empty(), Optional.empty(), "0")
            .withClassNames(List.of("duck", "swan"));
    UserException one = assertThrows(UserException.class, () -> DataSplit.of(data, 0.2, 0.2, 1));
    assertEquals(
        "Class swan of data set birds has one training image, so none is left to validate with",
        one.getMessage());
    ImageData whole =
        new ImageData("birds", data.task(), images, Optional.of(images), Optional.empty(), "0");
    assertEquals(17, DataSplit.of(whole, 0.2, 0.2, 1).training().count());
  }

  @Test
  void aBatchBeyondABufferIsRefused() {
    FeatureShape shape = new FeatureShape(3, 4096, 4096);
    Trainer.requireBuffer(64, 10, new Task(shape, 2));
    Trainer.requireBuffer(10, 64, new Task(shape, 2));
    InvalidSettingException error =
        assertThrows(
            InvalidSettingException.class, () -> Trainer.requireBuffer(64, 11, new Task(shape, 2)));
    assertEquals("batch-size", error.key());
    assertEquals("batch-size (64) is too large for images of 3x4096x4096", error.getMessage());
    assertEquals("use at most 10", error.advice());
  }

  /** Wherever an interrupt strikes, the thread trains on as if nothing had happened. */
  @Test
  @Tag("slow")
  void anInterruptLeavesNothingBehind() throws Exception {
    Trainer trainer = trainer(TestData.settings(3, 0.1));
    Network network = TestData.small("struck");
    Result undisturbed = trainer.train(network, 1, ProgressListener.NONE);
    long start = System.nanoTime();
    assertEquals(undisturbed, trainer.train(network, 1, ProgressListener.NONE));
    long wholeNanos = System.nanoTime() - start;
    boolean gradients = JniUtils.isGradMode();
    RandomGenerator random = Seeds.generator(4);
    Thread victim = Thread.currentThread();
    int struck = 0;
    int late = 0;
    for (int i = 1; i <= 100; i++) {
      long delay = random.nextLong(wholeNanos);
      Thread striker =
          new Thread(
              () -> {
                LockSupport.parkNanos(delay);
                victim.interrupt();
              });
      striker.start();
      try {
        assertEquals(undisturbed, trainer.train(network, 1, ProgressListener.NONE));
      } catch (InterruptedException e) {
        struck++;
      }
      while (striker.isAlive()) {
        LockSupport.parkNanos(100_000);
      }
      // An interrupt that came too late for this training must not strike the next.
      late += Thread.interrupted() ? 1 : 0;
      assertEquals(gradients, JniUtils.isGradMode(), "interrupt " + i);
    }
    assertEquals(100, struck + late);
    assertTrue(struck > 0, "no training was interrupted");
    assertEquals(undisturbed, trainer.train(network, 1, ProgressListener.NONE));
  }
}
