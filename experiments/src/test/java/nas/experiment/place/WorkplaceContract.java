package nas.experiment.place;

import static nas.experiment.place.Asked.ARCHITECTURES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import nas.core.trial.Result;
import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.evaluator.ProgressListener;
import nas.evaluator.Slice;
import nas.evaluator.SliceResult;
import nas.proxy.Score;
import nas.proxy.service.MeasuredScores;
import org.junit.jupiter.api.Test;

/** What holds of every workplace. */
abstract class WorkplaceContract {

  private static final Asked<?> ASKED = Asked.usual();

  /** Returns the workplace, with at least two slots. */
  abstract Workplace workplace();

  private Answer score(ScoreRequest request) throws Exception {
    return Answer.of(workplace().score(request.toText()));
  }

  private List<MeasuredScores> scores(List<String> architectures) throws Exception {
    Answer answer = score(ASKED.request(architectures));
    return Asked.timeless(assertInstanceOf(Answer.Scored.class, answer).scores());
  }

  private static <A> Evaluator<A> evaluator(Asked<A> asked) {
    return asked
        .loaded()
        .createEvaluator(
            asked.space(), new EvaluatorContext(Optional.of(asked.loaded().readData()), 0));
  }

  @Test
  void provenanceIsThatOfTheEvaluator() throws Exception {
    Answer told = Answer.of(workplace().provenance(ASKED.setup().toText()));
    assertEquals(new Answer.Told(evaluator(ASKED).provenance()), told);
  }

  @Test
  void evaluationsAreThoseOfTheEvaluator() throws Exception {
    for (long seed = 0; seed < 5; seed++) {
      String request =
          new EvaluationRequest(ASKED.setup(), ARCHITECTURES.get(1), 0, seed, Slice.WHOLE).toText();
      assertEquals(
          new Answer.Evaluated(new SliceResult.Ended(evaluated(ASKED, seed))),
          Answer.of(workplace().evaluate(request, ProgressListener.NONE)));
    }
  }

  private static <A> Result evaluated(Asked<A> asked, long seed) throws InterruptedException {
    return evaluator(asked)
        .evaluate(asked.space().parse(ARCHITECTURES.get(1)), seed, ProgressListener.NONE);
  }

  @Test
  void scoresAreThoseOfThisProcessHoweverTheyAreAskedFor() throws Exception {
    List<MeasuredScores> right = ASKED.right(ARCHITECTURES);
    assertTrue(right.get(0).scores().values().stream().anyMatch(Score.Undefined.class::isInstance));
    assertTrue(right.get(2).scores().values().stream().allMatch(Score.Value.class::isInstance));
    assertEquals(right, scores(ARCHITECTURES));
    List<MeasuredScores> alone = new ArrayList<>();
    for (String architecture : ARCHITECTURES) {
      alone.addAll(scores(List.of(architecture)));
    }
    assertEquals(right, alone);
    assertEquals(List.of(), scores(List.of()));
  }

  @Test
  void severalAreAnsweredAtOnce() throws Exception {
    List<MeasuredScores> right = ASKED.right(ARCHITECTURES);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<MeasuredScores>>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(threads.submit(() -> scores(ARCHITECTURES)));
      }
      for (Future<List<MeasuredScores>> one : all) {
        assertEquals(right, one.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void assertRefused(String problem, ScoreRequest request) throws Exception {
    Answer.Refused refused = assertInstanceOf(Answer.Refused.class, score(request));
    assertTrue(refused.error().problem().contains(problem), refused.toString());
  }

  @Test
  void whatUsersCanMendIsRefused() throws Exception {
    Setup setup = ASKED.setup();
    SortedMap<String, String> circumstances = ASKED.scorer().circumstances();
    SortedMap<String, String> others = new TreeMap<>(circumstances);
    others.put("engine.pytorch", "0.1");
    assertRefused(
        "Workers would score with another engine.pytorch",
        new ScoreRequest(setup, others, ASKED.labels(), List.of()));
    assertRefused(
        "There is no metric \"snap\"",
        new ScoreRequest(setup, circumstances, List.of("snap@1"), List.of()));
    assertRefused(
        "Workers would score by snip@1, here it is snip@7",
        new ScoreRequest(setup, circumstances, List.of("snip@7"), List.of()));
    assertRefused(
        "none", new ScoreRequest(setup, circumstances, ASKED.labels(), List.of("|none~0|")));
    assertRefused(
        "Unknown key 'nam' in the experiment",
        new ScoreRequest(
            new Setup("nam: x", Optional.empty()), circumstances, ASKED.labels(), List.of()));
    assertEquals(ASKED.right(ARCHITECTURES), scores(ARCHITECTURES), "it still works");
  }

  @Test
  void whatIsNoRequestIsADefect() throws Exception {
    assertInstanceOf(Answer.Broken.class, Answer.of(workplace().score("{}")));
    assertInstanceOf(Answer.Broken.class, Answer.of(workplace().score("[1]")));
    assertInstanceOf(
        Answer.Broken.class, Answer.of(workplace().evaluate("{}", ProgressListener.NONE)));
  }

  @Test
  void whoIsInterruptedIsNotAnswered() throws Exception {
    String request = ASKED.request(ARCHITECTURES).toText();
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> workplace().score(request));
    assertEquals(ASKED.right(ARCHITECTURES), scores(ARCHITECTURES), "others are");
  }
}
