package nas.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntToLongFunction;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.space.NetworkVariant;
import nas.space.nasbench201.CanonicalDefinition;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class ProcessorLatencyTest {

  /** What the meter says, and how many passes that took. */
  private record Measured(double milliseconds, int passes) {}

  /** Measures passes each of which takes so many nanoseconds on a clock that stands otherwise. */
  private static Measured measure(IntToLongFunction nanosOfPass) {
    AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);
    AtomicInteger passes = new AtomicInteger();
    double milliseconds =
        new ProcessorLatency(now::get)
            .median(() -> now.addAndGet(nanosOfPass.applyAsLong(passes.getAndIncrement())));
    return new Measured(milliseconds, passes.get());
  }

  @Test
  void warmUpDoesNotCount() {
    assertEquals(new Measured(2, 20), measure(pass -> pass < 5 ? 900_000_000 : 2_000_000));
  }

  /** Every third pass is disturbed. */
  @Test
  void disturbedPassesDoNotMoveTheMedian() {
    assertEquals(new Measured(2, 20), measure(pass -> pass % 3 == 0 ? 50_000_000 : 2_000_000));
  }

  /** The second half of the first round takes longer, as when another program starts. */
  @Test
  void anUnquietRoundIsRepeated() {
    assertEquals(
        new Measured(2, 35), measure(pass -> pass >= 12 && pass < 20 ? 3_000_000 : 2_000_000));
  }

  /** Passes take 1, 2, 3 ... ms, so no round is quiet before the 151 are. */
  @Test
  void theMedianOfAllIsTakenInTheEnd() {
    Measured measured = measure(pass -> (pass - 4) % 15 * 1_000_000L + 1_000_000);
    assertEquals(new Measured(8, 155), measured);
  }

  /** Real time, of which only so much can be relied upon. */
  @Test
  @Tag("slow")
  void networksTakeTime() {
    NasBench201Space space =
        new NasBench201Space(
            new NasBench201Settings(4, 1, NetworkVariant.TRAINED, CanonicalDefinition.STRING));
    for (String cell :
        new String[] {
          "|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|skip_connect~0|none~1|avg_pool_3x3~2|",
          // No image reaches the output.
          "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|"
        }) {
      Network network = space.network(space.parse(cell), new Task(new FeatureShape(3, 16, 16), 10));
      double milliseconds = new ProcessorLatency(System::nanoTime).milliseconds(network);
      assertTrue(milliseconds > 0 && milliseconds < 1e6, cell + ": " + milliseconds);
    }
  }
}
