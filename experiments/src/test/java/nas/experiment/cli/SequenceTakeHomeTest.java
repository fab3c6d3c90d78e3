package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import nas.engine.model.TrainedModel;
import nas.network.ClassPerStep;
import nas.network.LabelSequence;
import nas.result.journal.JournalReader;
import nas.result.journal.TrialRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks of texts and of sequences, trained in full, used and taken elsewhere. */
final class SequenceTakeHomeTest {

  private static final int STEPS = 8;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private Path text() {
    Nas.write(folder.resolve("letters.txt"), "it was the best of times, the worst. ".repeat(80));
    return Nas.write(
        folder.resolve("letters.yaml"),
        """
        name: letters
        search-space: {grammar: %s}
        data: {text: {file: letters.txt, steps: %d}}
        evaluator:
          training: {epochs: 2, batch-size: 20, optimizer: adam, learning-rate: 0.01, clip-norm: 1}
        budget: {trained-models: 2}
        strategies: [random]
        """
            .formatted(Path.of("../examples/text-space.yaml").toAbsolutePath().normalize(), STEPS));
  }

  private Path tones() {
    return Nas.write(
        folder.resolve("tones.yaml"),
        """
        name: tones
        search-space: {grammar: %s}
        data: {tones: {sequences: 100}}
        evaluator:
          training: {epochs: 2, batch-size: 20, optimizer: adam, learning-rate: 0.01, clip-norm: 1}
        budget: {trained-models: 2}
        strategies: [random]
        """
            .formatted(Path.of("../examples/tones-space.yaml").toAbsolutePath().normalize()));
  }

  /** Trains what two searched networks were compared with, and writes it for other programs. */
  private Path trained(Path experiment) {
    Path run = folder.resolve("run");
    Nas.say("run", experiment, "--out", run).done();
    String said = Nas.say("train", run, "--epochs", 3).done();
    Path trained = run.resolve("trained");
    assertTrue(said.contains(" examples to train on, "), said);
    assertTrue(said.contains("Next:"), said);
    return trained;
  }

  private OrtSession exported(Path trained) throws OrtException {
    Path file = folder.resolve("model.onnx");
    Nas.say("export", trained, "--to", "onnx", "--out", file).done();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      return OrtEnvironment.getEnvironment().createSession(file.toString(), options);
    }
  }

  @Test
  @Tag("slow")
  void anotherProgramForetellsTextsAsWell() throws IOException, OrtException {
    Path trained = trained(text());
    String curve = Files.readString(trained.resolve("learning-curve.csv"));
    assertTrue(
        curve.startsWith("epoch,train-loss,train-right-percent,validation-perplexity"), curve);
    assertEquals(4, curve.lines().count());
    String report = Files.readString(trained.resolve("report.html"));
    assertTrue(report.contains("test perplexity") && !report.contains("accuracy"), "its words");

    String other = "the times was it, of the best worst? the worst. it was the \u00e9tat of times.";
    Path file = Nas.write(folder.resolve("other.txt"), other);
    String said = Nas.say("predict", trained, file).done();
    try (OrtSession session = exported(trained)) {
      String perplexity = String.format(Locale.ROOT, "%.2f", perplexity(session, other));
      assertEquals(
          "%s: perplexity %s, %d characters, 2 unknown%n"
              .formatted(file, perplexity, other.length()),
          said);
    }
  }

  /** Computes the perplexity by the definition, from what the exported file says of itself. */
  private static double perplexity(OrtSession session, String text) throws OrtException {
    Map<String, String> about = session.getMetadata().getCustomMetadata();
    assertEquals("characters", about.get("reading.unit"));
    Map<String, Long> numbers = new HashMap<>();
    long count = 0;
    while (about.containsKey("class." + count)) {
      numbers.put(about.getOrDefault("class." + count, ""), count);
      count++;
    }
    long unknown = count - 1;
    long[] tokens =
        text.codePoints()
            .mapToLong(point -> numbers.getOrDefault(Character.toString(point), unknown))
            .toArray();
    double nats = 0;
    int pieces = (tokens.length - 1) / STEPS;
    for (int piece = 0; piece < pieces; piece++) {
      int from = piece * STEPS;
      LongBuffer read = LongBuffer.wrap(Arrays.copyOfRange(tokens, from, from + STEPS));
      try (OnnxTensor input =
              OnnxTensor.createTensor(
                  OrtEnvironment.getEnvironment(), read, new long[] {1, STEPS});
          OrtSession.Result result = session.run(Map.of("tokens", input))) {
        float[][][] shares = (float[][][]) result.get("probabilities").orElseThrow().getValue();
        for (int step = 0; step < STEPS; step++) {
          nats -= Math.log(shares[0][(int) tokens[from + step + 1]][step]);
        }
      }
    }
    return Math.exp(nats / (pieces * STEPS));
  }

  @Test
  @Tag("slow")
  void anotherProgramSpellsTones() throws OrtException {
    Path trained = trained(tones());
    TrainedModel model = TrainedModel.read(trained);
    assertEquals(new LabelSequence(7, 24, 6), model.signature().target());
    assertEquals("tone 6", model.classNames().get(6));
    try (OrtSession session = exported(trained);
        OnnxTensor input =
            OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(),
                FloatBuffer.allocate(2 * 16 * 96),
                new long[] {2, 16, 96});
        OrtSession.Result result = session.run(Map.of("sequence", input))) {
      float[][][] logits = (float[][][]) result.get("logits").orElseThrow().getValue();
      assertArrayEquals(
          new int[] {2, 7, 24}, new int[] {logits.length, logits[0].length, logits[0][0].length});
    }
    Refusal.refused(folder, "predict-sequence", "predict", trained, folder.resolve("tones.yaml"));
  }

  /** States cross the pieces of a text; a convolution has none, so that nothing changes for it. */
  @Test
  @Tag("slow")
  void statesGoOnWhereThereAreStates() throws IOException {
    Path experiment = text();
    List<TrialRecord> carried = new ArrayList<>();
    List<TrialRecord> fresh = new ArrayList<>();
    for (boolean carry : List.of(true, false)) {
      Path run = folder.resolve("carry-" + carry);
      Nas.say(
              "run",
              experiment,
              "--set",
              "budget.trained-models=8",
              "--set",
              "evaluator.training.carry-state=" + carry,
              "--out",
              run)
          .done();
      Path journal = run.resolve("journal").resolve("01-random").resolve("000.jsonl");
      (carry ? carried : fresh).addAll(JournalReader.read(journal).trials());
    }
    Set<Boolean> seen = new TreeSet<>();
    for (int i = 0; i < carried.size(); i++) {
      String architecture = carried.get(i).architecture();
      assertEquals(architecture, fresh.get(i).architecture());
      boolean recurrent = architecture.contains("recurrent");
      boolean same = carried.get(i).result().equals(fresh.get(i).result());
      assertEquals(!recurrent, same, architecture);
      seen.add(recurrent);
    }
    assertEquals(Set.of(true, false), seen, "networks with states and without");
  }

  @Test
  @Tag("slow")
  void whatIsNoTextOfItsKindIsRefused() {
    Path trained = trained(text());
    assertEquals(STEPS, ((ClassPerStep) TrainedModel.read(trained).signature().target()).steps());
    Path small = Nas.write(folder.resolve("small.txt"), "it was");
    Refusal.refused(folder, "predict-text-short", "predict", trained, small);
    Refusal.refused(folder, "predict-text-csv", "predict", trained, small, "--csv");
    Refusal.refused(
        folder,
        "train-text-augmentation",
        "train",
        folder.resolve("run"),
        "--set",
        "evaluator.training.augmentation=[horizontal-flip]",
        "--out",
        folder.resolve("again"));
    assertTrue(Files.notExists(folder.resolve("again")), "nothing is written");
  }
}
