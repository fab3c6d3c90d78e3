package nas.evaluator.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import nas.core.trial.FailureKind;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.engine.data.Dataset;
import nas.engine.data.Part;
import nas.engine.data.TextPlugin;
import nas.engine.data.TextUnit;
import nas.engine.tensor.Device;
import nas.engine.tensor.Devices;
import nas.evaluator.ProgressListener;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.operation.Embedding;
import nas.network.operation.Linear;
import nas.network.operation.Lstm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextTrainingTest {

  private static final int STEPS = 6;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private Dataset text(String text) throws IOException {
    Path file = folder.resolve("text.txt");
    Files.writeString(file, text);
    return new TextPlugin()
        .read(
            new TextPlugin.Settings(Optional.of(file), TextUnit.CHARACTERS, STEPS, 100, 0.1, 0.1));
  }

  private static Network network(Dataset data) {
    int tokens = data.task().classes();
    Network.Builder b = Network.builder("lstm", data.task().input());
    int embedded = b.add("embedding", new Embedding(tokens, 8), 0);
    b.add("decoder", new Linear(tokens, true), b.add("lstm", new Lstm(16, 2), embedded));
    return b.build();
  }

  private Trainer trainer(Dataset data, int threads, boolean kept) {
    return new Trainer(
        TestData.adam(4, 20, 0.25, 1, threads),
        new PlainLessons(data),
        Devices.of(Device.CPU),
        kept ? Checkpoints.in(folder.resolve("kept"), notice -> {}) : Checkpoints.none(),
        StartingPoint.DRAWN);
  }

  private static Result.Trained trained(Result result) {
    return assertInstanceOf(Result.Trained.class, result, result.toString());
  }

  /**
   * What follows on a character is certain, but for the first of a piece: the perplexity comes near
   * the best one that is possible.
   */
  @Test
  @Tag("slow")
  void aTextThatCanBeForetoldIsLearnt() throws Exception {
    Dataset data = text("abcdefgh".repeat(400));
    Result.Trained result =
        trained(trainer(data, 1, false).train(network(data), 1, ProgressListener.NONE));
    assertEquals(Objective.PERPLEXITY, result.objective());
    assertTrue(result.validation() < 1.1, result.toString());
    assertTrue(result.test().orElseThrow() < 1.1, result.toString());
    assertEquals(4, result.validationCurve().byEpoch().size());
    assertEquals(427, data.examples(Part.TRAINING).count() + 1);
  }

  /** Nothing can be foretold of characters drawn at random: the perplexity is their number. */
  @Test
  @Tag("slow")
  void noiseHasThePerplexityOfItsCharacters() throws Exception {
    StringBuilder noise = new StringBuilder();
    nas.core.Seeds.generator(3).ints(8000, 0, 8).forEach(at -> noise.append((char) ('a' + at)));
    Dataset data = text(noise.toString());
    Result.Trained result =
        trained(trainer(data, 1, false).train(network(data), 1, ProgressListener.NONE));
    assertEquals(8, result.test().orElseThrow(), 0.4, result.toString());
  }

  @Test
  @Tag("slow")
  void aTrainingThatGoesOnEndsWithTheSameBits() throws Exception {
    Dataset data = text("to be or not to be, that is the question. ".repeat(40));
    Result whole = trainer(data, 0, false).train(network(data), 7, ProgressListener.NONE);
    for (int epoch = 1; epoch < 4; epoch++) {
      int last = epoch;
      ProgressListener interrupting =
          state -> {
            if (state.number() == last) {
              Thread.currentThread().interrupt();
            }
          };
      assertThrows(
          InterruptedException.class,
          () -> trainer(data, 2, true).train(network(data), 7, interrupting));
    }
    assertEquals(whole, trainer(data, 1, true).train(network(data), 7, ProgressListener.NONE));
  }

  @Test
  void aNetworkForImagesIsNotTrained() throws Exception {
    Dataset data = text("abcdefgh".repeat(400));
    Result.Failed failed =
        assertInstanceOf(
            Result.Failed.class,
            trainer(data, 1, false).train(TestData.small("images"), 1, ProgressListener.NONE));
    assertEquals(FailureKind.UNTRAINABLE, failed.kind());
    assertEquals(
        "the network maps 1x8x8 to 10x1x1, the data are one of 9 classes at each of 6 steps of 6"
            + " tokens",
        failed.message());
    assertEquals(FeatureShape.tokens(6), data.task().input());
  }
}
