package nas.experiment.place;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import nas.cluster.Loopback;
import nas.cluster.SparkCluster;
import nas.evaluator.ProgressListener;
import nas.evaluator.Slice;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract of workplaces, held by Spark. */
@Tag("slow")
final class SparkWorkplaceTest extends WorkplaceContract {

  @SuppressWarnings("NullAway.Init") // Before all tests.
  private static Workplace workplace;

  @BeforeAll
  static void open() throws Exception {
    Loopback.during(
        Map.of(),
        () ->
            workplace =
                new SparkCluster().open("local[2]", new Cargo(List.of(), List.of()), notice -> {}));
  }

  @AfterAll
  static void close() {
    workplace.close();
    workplace.close();
  }

  @Override
  Workplace workplace() {
    return workplace;
  }

  @Test
  void coresAreSlots() {
    assertEquals(2, workplace.slots());
  }

  private static String lengthy(int milliseconds) {
    String text =
        """
        name: lengthy
        search-space: {nasbench201: {channels: 2, cells-per-stage: 1}}
        evaluator: {noisy: {pause-milliseconds: %d}}
        budget: {trained-models: 1}
        strategies: [random]
        """
            .formatted(milliseconds);
    Setup setup =
        Setup.of(Asked.READER.read(text, "the test", List.of()).experiment(), Optional.empty());
    return new EvaluationRequest(setup, Asked.ARCHITECTURES.get(1), 0, 5, Slice.WHOLE).toText();
  }

  /** Otherwise both cores would be busy for a minute. */
  @Test
  @Timeout(45)
  void whoeverIsInterruptedLeavesNothingRunning() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<String>> asked = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        asked.add(threads.submit(() -> workplace.evaluate(lengthy(60_000), ProgressListener.NONE)));
      }
      TimeUnit.SECONDS.sleep(3);
      threads.shutdownNow();
      for (Future<String> one : asked) {
        ExecutionException stopped = assertThrows(ExecutionException.class, one::get);
        assertInstanceOf(InterruptedException.class, stopped.getCause());
      }
      assertInstanceOf(
          Answer.Evaluated.class, Answer.of(workplace.evaluate(lengthy(1), ProgressListener.NONE)));
    } finally {
      threads.shutdownNow();
    }
  }
}
