package nas.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.core.trial.Better;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import org.junit.jupiter.api.Test;

final class RewardScaleTest {

  private static final Objective PERPLEXITY = Objective.ofMetric("perplexity", Better.LOWER);
  private static final Objective ERROR = Objective.ofMetric("error-percent", Better.LOWER);

  @Test
  void accuraciesAreSharesWhateverCameBefore() {
    RewardScale scale = new RewardScale();
    assertEquals(93.76 / 100, scale.of(new Result.Trained(93.76)));
    scale.add(new Result.Trained(12));
    assertEquals(93.76 / 100, scale.of(new Result.Trained(93.76)));
    assertEquals(0.75, scale.of(new Result.Trained(ERROR, 25)));
  }

  @Test
  void perplexitiesHaveTheirPlaceAmongThoseSeen() {
    RandomGenerator random = Seeds.generator(3);
    RewardScale scale = new RewardScale();
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 1000; i++) {
      double value = 60 + 200 * random.nextDouble();
      sum += value;
      squares += value * value;
      scale.add(new Result.Trained(PERPLEXITY, value));
    }
    double mean = sum / 1000;
    double deviation = Math.sqrt(squares / 1000 - mean * mean);
    assertEquals(0.5, scale.of(new Result.Trained(PERPLEXITY, mean)), 1e-9);
    double better = scale.of(new Result.Trained(PERPLEXITY, mean - deviation));
    assertEquals(1 / (1 + Math.exp(-1)), better, 1e-9);
    assertTrue(scale.of(new Result.Trained(PERPLEXITY, 1e9)) >= 0);
  }

  @Test
  void equalOnesAreInTheMiddle() {
    RewardScale scale = new RewardScale();
    assertEquals(0.5, scale.of(new Result.Trained(PERPLEXITY, 80)));
    scale.add(new Result.Trained(PERPLEXITY, 80));
    scale.add(new Result.Trained(PERPLEXITY, 80));
    assertEquals(0.5, scale.of(new Result.Trained(PERPLEXITY, 80)));
    assertEquals(0.5, scale.of(new Result.Trained(PERPLEXITY, 70)));
  }
}
