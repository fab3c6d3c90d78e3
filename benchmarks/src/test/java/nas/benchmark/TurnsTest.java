package nas.benchmark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

public class TurnsTest {

  private static final List<String> CALLS = new ArrayList<>();

  /** What the tests measure. */
  @State(Scope.Benchmark)
  @BenchmarkMode(Mode.SingleShotTime)
  public static class Work {

    /** Written down at each call. */
    @Param("none")
    public String name = "none";

    /** Is busy for a hundredth of a second, in ten operations. */
    @Benchmark
    @OperationsPerInvocation(10)
    public long busy() {
      CALLS.add(name);
      long end = System.nanoTime() + 10_000_000;
      long sum = 0;
      while (System.nanoTime() < end) {
        sum++;
      }
      return sum;
    }

    /** Takes time on the wall only. */
    @Benchmark
    public void idle() throws InterruptedException {
      Thread.sleep(100);
    }

    /** Throws. */
    @Benchmark
    public void broken() {
      throw new IllegalArgumentException("broken as told");
    }
  }

  private static Contestant work(String method, String name) {
    return Contestant.of(Work.class, method, Map.of("name", name));
  }

  @Test
  void everyOtherRoundRunsBackwards() {
    CALLS.clear();
    List<Contestant> contestants = List.of(work("busy", "a"), work("busy", "b"));
    Map<Contestant, double[]> seconds = new Turns(Turns.Clock.WALL, 0).seconds(contestants, 2);
    assertEquals(List.of("a", "b", "b", "a", "a", "b"), CALLS);
    assertEquals(contestants, List.copyOf(seconds.keySet()));
    for (double[] taken : seconds.values()) {
      assertEquals(2, taken.length);
      assertTrue(taken[0] >= 0.001 && taken[1] >= 0.001, "an operation is a tenth of a call");
    }
  }

  @Test
  void warmsUpBeforeEachTurn() {
    CALLS.clear();
    new Turns(Turns.Clock.WALL, 2).seconds(List.of(work("busy", "a")), 1);
    assertEquals(List.of("a", "a", "a", "a", "a", "a"), CALLS);
  }

  @Test
  @Tag("slow")
  void sleepTakesNoProcessorTime() {
    Contestant idle = work("idle", "x");
    double wall = Turns.of(new Turns(Turns.Clock.WALL, 0).seconds(List.of(idle), 1), idle)[0];
    double busy = Turns.of(new Turns(Turns.Clock.PROCESSOR, 0).seconds(List.of(idle), 1), idle)[0];
    assertTrue(wall >= 0.1, () -> "wall " + wall);
    assertTrue(busy > 0 && busy < 0.09, () -> "processor " + busy);
  }

  @Test
  void whatABenchmarkThrowsIsThrown() {
    assertEquals(
        "broken as told",
        assertThrows(
                IllegalArgumentException.class,
                () -> new Turns(Turns.Clock.WALL, 0).seconds(List.of(work("broken", "x")), 1))
            .getMessage());
    assertArrayEquals(new double[0], Turns.of(Map.of(), work("busy", "a")));
  }
}
