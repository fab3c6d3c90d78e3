package nas.evaluator.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import nas.core.Seeds;
import nas.core.trial.Result;
import nas.engine.tensor.Device;
import nas.engine.tensor.Devices;
import nas.evaluator.ProgressListener;
import nas.evaluator.Slice;
import nas.evaluator.SliceResult;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckpointTest {

  private static final int EPOCHS = 6;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private final List<String> notices = new ArrayList<>();

  private static TrainingSettings settings(OptimizerKind optimizer, int checkpointEvery) {
    boolean adam = optimizer == OptimizerKind.ADAM;
    return TrainingSettings.standard(EPOCHS)
        .with(
            new Optimisation(
                optimizer, 0.05, Schedule.COSINE, 1, 0.9, true, 0.0005, Optional.of(5.0)))
        .with(Validation.STANDARD.every(1))
        .with(
            AugmentationPolicy.NONE
                .of(
                    List.of(
                        AugmentationKind.HORIZONTAL_FLIP,
                        AugmentationKind.RANDOM_CROP,
                        AugmentationKind.CUTOUT))
                .sized(1, 3))
        .with(
            adam
                ? new TrainingLoss(ClassWeights.BALANCED, new Regularisation(0.1, 0.2, 1))
                : TrainingLoss.PLAIN)
        .with(new TrainingExecution("cpu", checkpointEvery, 2));
  }

  private Path kept() {
    return folder.resolve("checkpoints");
  }

  private Trainer trainer(TrainingSettings settings) {
    return new Trainer(
        settings, TestData.split(), Devices.of(Device.CPU), Checkpoints.in(kept(), notices::add));
  }

  private List<Path> files() throws IOException {
    if (!Files.exists(kept())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(kept())) {
      return files.sorted().toList();
    }
  }

  /** Trains until an epoch has ended and leaves what a killed process leaves. */
  private void interrupted(TrainingSettings settings, int epoch, long seed) {
    ProgressListener interrupting =
        state -> {
          if (state.number() == epoch) {
            Thread.currentThread().interrupt();
          }
        };
    assertThrows(
        InterruptedException.class,
        () -> trainer(settings).train(TestData.small("net"), seed, interrupting));
  }

  /** The accuracies of every epoch and the loss to the last bit, from wherever it goes on. */
  @ParameterizedTest
  @EnumSource(OptimizerKind.class)
  @Tag("slow")
  void aTrainingThatGoesOnEndsWithTheSameBits(OptimizerKind optimizer) throws Exception {
    long testSeed = System.nanoTime();
    RandomGenerator random = Seeds.generator(testSeed);
    long seed = random.nextLong();
    int every = 1 + random.nextInt(2);
    TrainingSettings settings = settings(optimizer, every);
    List<ProgressListener.Epoch> told = new ArrayList<>();
    Result whole =
        new Trainer(settings, TestData.split(), Device.CPU)
            .train(TestData.small("net"), seed, told::add);
    int first = every + random.nextInt(EPOCHS - every - 1);
    interrupted(settings, first, seed);
    assertEquals(1, files().size(), "seed " + testSeed);
    List<ProgressListener.Epoch> again = new ArrayList<>();
    // It pauses after the first epoch that is trained now.
    SliceResult.Paused paused =
        assertInstanceOf(
            SliceResult.Paused.class,
            trainer(settings)
                .train(TestData.small("net"), seed, Slice.until(1), again::add, trained -> {}));
    SliceResult.Ended end =
        assertInstanceOf(
            SliceResult.Ended.class,
            trainer(settings)
                .train(
                    TestData.small("net"),
                    seed,
                    paused.goOn(Slice.END),
                    again::add,
                    trained -> {}));
    Result resumed = end.result();
    assertEquals(whole, resumed, "seed " + testSeed);
    assertEquals(told, again, "earlier epochs are told again, seed " + testSeed);
    assertEquals(first / every * every + 1, paused.epoch(), "seed " + testSeed);
    assertFalse(Files.exists(kept()), "nothing stays of a training that has ended");
    assertEquals(List.of(), notices);
    Result.Trained trained = assertInstanceOf(Result.Trained.class, whole);
    assertEquals(trained.validation(), trained.validationCurve().byEpoch().get(6));
    assertTrue(trained.validationCurve().byEpoch().containsKey(1));
    Result other = trainer(settings).train(TestData.small("net"), seed + 1, ProgressListener.NONE);
    assertNotEquals(whole, other, "the comparison can tell trainings apart");
  }

  @Test
  void aCheckpointSurvivesItsFile() throws Checkpoint.DamagedException {
    Checkpoint checkpoint =
        new Checkpoint(
            "näme",
            3,
            new TreeMap<>(Map.of("a", 1.5, "b", Double.MIN_VALUE)),
            new TreeMap<>(Map.of("w", new float[] {1, -0f, Float.MIN_VALUE}, "e", new float[0])));
    Checkpoint read = Checkpoint.of(checkpoint.bytes());
    assertEquals("näme", read.training());
    assertEquals(3, read.epochs());
    assertEquals(checkpoint.numbers(), read.numbers());
    assertEquals(checkpoint.arrays().keySet(), read.arrays().keySet());
    assertArrayEquals(checkpoint.arrays().get("w"), read.arrays().get("w"));
  }

  @Test
  void everyCutAndEveryChangedByteIsNoticed() {
    byte[] bytes =
        new Checkpoint(
                "t",
                1,
                new TreeMap<>(Map.of("loss", 0.5)),
                new TreeMap<>(Map.of("w", new float[] {1, 2})))
            .bytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(bytes, length);
      assertThrows(Checkpoint.DamagedException.class, () -> Checkpoint.of(cut));
    }
    for (int at = 0; at < bytes.length; at++) {
      byte[] changed = bytes.clone();
      changed[at] ^= 0x20;
      assertThrows(Checkpoint.DamagedException.class, () -> Checkpoint.of(changed), "byte " + at);
    }
  }

  /** Each gives one notice and the numbers of an undisturbed training. */
  @Test
  @Tag("slow")
  void unusableCheckpointsAreLeftOutOfAccount() throws Exception {
    TrainingSettings settings = settings(OptimizerKind.SGD, 1);
    Result whole =
        new Trainer(settings, TestData.split(), Device.CPU)
            .train(TestData.small("net"), 1, ProgressListener.NONE);
    interrupted(settings, 2, 1);
    Path file = files().get(0);
    byte[] good = Files.readAllBytes(file);
    byte[] foreign = new Checkpoint("another", 1, new TreeMap<>(), new TreeMap<>()).bytes();
    String start = file + " ";
    String end = "; the network is trained from the start.";
    Map<String, byte[]> bad =
        new TreeMap<>(
            Map.of(
                "is no checkpoint of this program",
                "PK".getBytes(StandardCharsets.US_ASCII),
                "is cut off or damaged: the checksum over its 1000 bytes is wrong",
                java.util.Arrays.copyOf(good, 1000),
                "is the checkpoint of another training",
                foreign));
    for (var entry : bad.entrySet()) {
      notices.clear();
      Files.createDirectories(kept());
      Files.write(file, entry.getValue());
      assertEquals(whole, trainer(settings).train(TestData.small("net"), 1, ProgressListener.NONE));
      assertEquals(List.of(start + entry.getKey() + end), notices);
      assertFalse(Files.exists(file));
    }
  }

  @Test
  @Tag("slow")
  void whereNothingCanBeWrittenTrainingGoesOn() throws Exception {
    Files.writeString(kept(), "a file where the folder belongs");
    TrainingSettings settings = settings(OptimizerKind.SGD, 1);
    Result outcome = trainer(settings).train(TestData.small("net"), 1, ProgressListener.NONE);
    assertInstanceOf(Result.Trained.class, outcome);
    assertEquals(
        List.of(
            "No checkpoint can be written to "
                + kept()
                + " (a file stands in its place); trainings go on without, and would start anew"
                + " after an interruption."),
        notices);
    assertEquals("a file where the folder belongs", Files.readString(kept()));
  }

  /** The device says for every byte that it is full. */
  @Test
  @Tag("slow")
  void aHeldCheckpointOutlivesTheTrainingAndSavesDoingItAgain() throws Exception {
    TrainingSettings settings = settings(OptimizerKind.SGD, 4);
    List<ProgressListener.Epoch> told = new ArrayList<>();
    Result whole = held().train(TestData.small("net"), 5, told::add);
    assertEquals(1, files().size(), "after the last epoch, which is no multiple of 4");
    assertTrue(Checkpoints.areIn(kept()));
    List<ProgressListener.Epoch> again = new ArrayList<>();
    Checkpoints checkpoints = Checkpoints.heldIn(kept(), notices::add);
    Result second =
        new Trainer(settings, TestData.split(), Devices.of(Device.CPU), checkpoints)
            .train(TestData.small("net"), 5, again::add);
    assertEquals(whole, second);
    assertEquals(told, again);
    assertEquals(1, files().size(), "still held");
    checkpoints.release();
    assertFalse(Files.exists(kept()));
    assertFalse(Checkpoints.areIn(kept()));
    assertEquals(List.of(), notices);
  }

  private Trainer held() {
    return new Trainer(
        settings(OptimizerKind.SGD, 4),
        TestData.split(),
        Devices.of(Device.CPU),
        Checkpoints.heldIn(kept(), notices::add));
  }

  @Test
  void aFullDiskIsANotice() throws Exception {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full), "skipped: no /dev/full on this system");
    Checkpoints checkpoints = Checkpoints.in(kept(), notices::add);
    Checkpoint checkpoint =
        new Checkpoint("t", 1, new TreeMap<>(), new TreeMap<>(Map.of("w", new float[10])));
    checkpoints.keep(checkpoint);
    Path file = files().get(0);
    String written = file.getFileName() + "." + ProcessHandle.current().pid() + ".unfinished";
    Files.createSymbolicLink(file.resolveSibling(written), full);
    checkpoints.keep(checkpoint);
    assertEquals(1, notices.size());
    assertTrue(
        notices.get(0).contains("(No space left on device); trainings go on without"),
        notices.get(0));
    assertEquals(1, checkpoints.find("t").orElseThrow().epochs(), "the former one stays");
  }

  @Test
  void whatAKilledProcessWasWritingIsRemoved() throws Exception {
    Files.createDirectories(kept());
    Files.writeString(kept().resolve("0123.checkpoint.unfinished"), "half");
    Checkpoints checkpoints = Checkpoints.in(kept(), notices::add);
    checkpoints.keep(new Checkpoint("t", 1, new TreeMap<>(), new TreeMap<>()));
    assertEquals(1, files().size());
    checkpoints.remove("t");
    assertFalse(Files.exists(kept()));
  }
}
