package nas.proxy.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeSet;
import nas.proxy.Metric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class MetricsTest {

  @Test
  void areSortedAndDistinct() {
    assertEquals(List.copyOf(new TreeSet<>(Metrics.names())), Metrics.names());
    for (Metric metric : Metrics.all()) {
      assertSame(metric, Metrics.named(metric.name()));
    }
    assertTrue(Metrics.names().containsAll(Vote.PUBLISHED));
    assertEquals(50, Metrics.all().size());
  }

  @Test
  void anUnknownNameIsRefusedWithTheNearest() {
    assertEquals(
        "there is no metric \"gradnrom\". Maybe you mean grad-norm.",
        refusal(() -> Metrics.named("gradnrom")));
    String message = refusal(() -> Metrics.named("\u001b[2Jqqqqqqqqqqqqq"));
    assertTrue(message.startsWith("there is no metric \"?[2Jqqqqqqqqqqqqq\". Maybe use one of "));
    assertTrue(Metrics.find("GRASP").isEmpty());
    assertTrue(Metrics.find("").isEmpty());
  }

  private static String refusal(Executable code) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, code).getMessage());
  }
}
