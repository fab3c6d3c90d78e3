package nas.experiment.place;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import nas.core.UserError;
import nas.core.trial.Curve;
import nas.core.trial.FailureKind;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.evaluator.Evaluator;
import nas.evaluator.ProgressListener.Epoch;
import nas.evaluator.Slice;
import nas.evaluator.SliceResult;
import nas.proxy.Score;
import nas.proxy.service.MeasuredScores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and answers are the same behind their texts, which are single lines. */
final class TextsTest {

  private static final Setup SETUP =
      new Setup("name: \"é\"\nsecond: {line: '\\'}\n", Optional.of("/runs/a folder/checkpoints"));

  private static final Curve CURVE =
      new Curve(new TreeMap<>(Map.of(1, 1 / 3.0, 12, 100.0, 2, Double.MIN_VALUE)));

  private static String line(String text) {
    assertEquals(1, text.lines().count(), text);
    return text;
  }

  private static SliceResult.Paused paused() {
    return new SliceResult.Paused(3, CURVE, ByteBuffer.wrap(new byte[] {0, -1, 10, 13, 127}));
  }

  @Test
  void requestsAreTheSame() {
    for (Slice slice : List.of(Slice.WHOLE, Slice.until(2), paused().goOn(4), paused().end())) {
      EvaluationRequest request =
          new EvaluationRequest(SETUP, "|a~0|+|\"b\"~1|", 2, Long.MIN_VALUE + 1, slice);
      EvaluationRequest read = EvaluationRequest.of(line(request.toText()));
      assertEquals(request, read);
    }
    ScoreRequest scoring =
        new ScoreRequest(
            SETUP,
            new TreeMap<>(Map.of("data", "é \"digits\"", "seed", "-1")),
            List.of("zen(images=32)@1", "snip@2"),
            List.of("|a~0|", "\n"));
    assertEquals(scoring, ScoreRequest.of(line(scoring.toText())));
    Setup bare = new Setup("", Optional.empty());
    assertEquals(bare, Setup.of(line(bare.toText())));
  }

  @Test
  void answersAreTheSame() {
    Result trained =
        new Result.Trained(
            Objective.ACCURACY,
            100 / 3.0,
            OptionalDouble.of(2 / 3.0),
            OptionalDouble.empty(),
            CURVE,
            new TreeMap<>(Map.of("epochs", 12.0, "parameters", 1e7, "loss", 0.1)));
    for (Answer answer :
        List.of(
            new Answer.Evaluated(new SliceResult.Ended(trained)),
            new Answer.Evaluated(
                new SliceResult.Ended(
                    new Result.Failed(FailureKind.WORKER_LOST, "é\n", OptionalDouble.of(0.1)))),
            new Answer.Evaluated(new SliceResult.Ended(new Result.Skipped("no row"))),
            new Answer.Evaluated(paused()),
            new Answer.Scored(List.of()),
            new Answer.Scored(
                List.of(
                    new MeasuredScores(
                        new TreeMap<>(
                            Map.of(
                                "a@1", new Score.Value(1 / 3.0),
                                "b@1", new Score.Value(-0.0),
                                "c@1", new Score.Value(Double.MIN_VALUE),
                                "d@1", new Score.Value(-Double.MAX_VALUE),
                                "e@1", new Score.Value(4),
                                "zen(images=32)@1",
                                    new Score.Undefined(Score.Reason.NO_PATH, "é\n"))),
                        0.1 + 0.2),
                    new MeasuredScores(new TreeMap<>(), 0))),
            new Answer.Told(new TreeMap<>(Map.of("device", "cpu", "pytorch", "1"))),
            new Answer.Refused(new UserError("wrong", "file:3", "mend it")),
            new Answer.Broken("java.lang.Exception: é", "at a\nat b\n"))) {
      assertEquals(answer, Answer.of(line(answer.toText())));
    }
  }

  @Test
  void epochsAreTheSame() {
    for (Epoch epoch :
        List.of(
            new Epoch(1, 2, 1 / 3.0, 50, OptionalDouble.of(2 / 3.0)),
            new Epoch(2, 2, Double.NaN, Double.POSITIVE_INFINITY))) {
      assertEquals(epoch, EpochText.read(line(EpochText.write(epoch))));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{}",
        "{\"ended\": {}}",
        "{\"paused\": {\"epoch\": 1}}",
        "{\"scored\": {}}"
      })
  void whatIsNoneIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Answer.of(text));
    assertThrows(IllegalArgumentException.class, () -> EvaluationRequest.of(text));
    assertThrows(IllegalArgumentException.class, () -> ScoreRequest.of(text));
  }

  /** What a native library prints before it may stand in the middle of a line. */
  @Test
  void messagesAreToldFromWhatOthersPrint() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write("half a line".getBytes(StandardCharsets.UTF_8));
    Message message = Message.of(Message.Kind.NOTICE, "it's é");
    message.write(out);
    out.write("nas-worker other {}\n".getBytes(StandardCharsets.UTF_8));
    List<Optional<Message>> read =
        out.toString(StandardCharsets.UTF_8).lines().map(Message::read).toList();
    assertEquals(List.of(Optional.empty(), Optional.of(message), Optional.empty()), read);
    assertEquals("it's é", message.sentence());
  }

  @Test
  void endsAreNamed() {
    assertEquals("it was ended by signal 11 (SIGSEGV)", WorkerProcess.end(139));
    assertEquals("it ended with exit code 3", WorkerProcess.end(3));
  }

  /** What an evaluator can do and this one forgot would be that of no evaluator at all. */
  @Test
  void aPlacedEvaluatorForgetsNothing() throws NoSuchMethodException {
    for (Method method : Evaluator.class.getMethods()) {
      Method own = PlacedEvaluator.class.getMethod(method.getName(), method.getParameterTypes());
      assertTrue(
          !own.getDeclaringClass().isInterface() || Modifier.isStatic(method.getModifiers()),
          method.toString());
    }
  }
}
