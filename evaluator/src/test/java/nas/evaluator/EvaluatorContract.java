package nas.evaluator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import nas.core.trial.Result;
import org.junit.jupiter.api.Test;

/**
 * What holds for every evaluator: results depend on the architecture and the seed alone, whoever
 * asks, in whatever order and on however many threads, and are what the protocol says.
 *
 * @param <A> the architecture
 */
public interface EvaluatorContract<A> {

  /** Makes an evaluator; two of them are equal. */
  Evaluator<A> evaluator() throws Exception;

  /** Returns some different valid architectures, at least two of which have a result. */
  List<A> architectures() throws Exception;

  /** Returns by which values the evaluator lets networks be searched. */
  Protocol protocol() throws Exception;

  /** Returns the results of all architectures, each with a seed of its own. */
  private List<Result> results(Evaluator<A> evaluator) throws Exception {
    List<Result> results = new ArrayList<>();
    for (A architecture : architectures()) {
      results.add(evaluator.evaluate(architecture, results.size(), ProgressListener.NONE));
    }
    return results;
  }

  @Test
  default void equalQuestionsHaveEqualAnswers() throws Exception {
    try (Evaluator<A> one = evaluator();
        Evaluator<A> other = evaluator()) {
      List<Result> results = results(one);
      assertEquals(results, results(one), "asked again");
      assertEquals(results, results(other), "another one");
      assertEquals(one.provenance(), other.provenance());
      assertEquals(one.objective(), other.objective());
    }
  }

  @Test
  default void architecturesAreEvaluatedSideBySideAndInAnyOrder() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (Evaluator<A> evaluator = evaluator()) {
      List<Future<Result>> asked = new ArrayList<>();
      List<A> architectures = architectures();
      for (int back = architectures.size() - 1; back >= 0; back--) {
        int seed = back;
        asked.add(
            threads.submit(
                () -> evaluator.evaluate(architectures.get(seed), seed, ProgressListener.NONE)));
      }
      List<Result> results = new ArrayList<>();
      for (Future<Result> one : asked) {
        results.add(0, one.get());
      }
      assertEquals(results(evaluator), results);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  default void resultsAreWhatTheProtocolSays() throws Exception {
    try (Evaluator<A> evaluator = evaluator()) {
      assertEquals(protocol().metric(), evaluator.objective().key());
      assertEquals(protocol().scores(), evaluator.objective().score());
      List<Result.Trained> trained = new ArrayList<>();
      for (Result result : results(evaluator)) {
        if (result instanceof Result.Trained one) {
          trained.add(one);
        } else if (result instanceof Result.Failed failed) {
          assertFalse(failed.message().isBlank(), "a failure has a reason");
        }
      }
      for (Result.Trained one : trained) {
        assertEquals(evaluator.objective(), one.objective());
        if (protocol().searched().equals(protocol().reported())) {
          assertEquals(one.validation(), one.reported());
        }
      }
      assertFalse(trained.size() < 2, "at least two have a result");
      assertFalse(
          trained.stream().map(Result.Trained::validation).distinct().count() < 2,
          "architectures differ");
    }
  }
}
