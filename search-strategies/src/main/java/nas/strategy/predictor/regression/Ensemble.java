package nas.strategy.predictor.regression;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.core.plugin.Setting;

/**
 * Several regressions, each of which learns from a bootstrap sample of the examples, and how much
 * their disagreement counts for a candidate: what is ranked is their mean and a share of their
 * standard deviation, an upper confidence bound (Auer 2002, Using Confidence Bounds for
 * Exploitation-Exploration Trade-offs).
 *
 * @param members their number
 * @param optimism how many standard deviations are added; 0 ranks the mean
 */
public record Ensemble(
    @Setting(
            value = "How many regressions learn, each from a bootstrap sample of the networks.",
            byDefault = "5",
            min = 2,
            max = 1000)
        int members,
    @Setting(
            value =
                "How many standard deviations among them are added to their mean: the more, the"
                    + " sooner what they disagree on is tried.",
            byDefault = "0.5",
            min = 0,
            max = 100)
        double optimism) {

  Regression train(RegressionFamily family, TrainingTable table, int trees, long seed) {
    RandomGenerator random = Seeds.generator(Seeds.mix(seed ^ Seeds.hash("ensemble")));
    List<Regression> trained = new ArrayList<>();
    for (int member = 0; member < members; member++) {
      trained.add(
          Regression.train(family, table.bootstrap(random), trees, Seeds.mix(seed + member)));
    }
    return features -> bound(trained, features);
  }

  private double[] bound(List<Regression> trained, FeatureColumns features) {
    double[] sums = new double[features.rows()];
    double[] squares = new double[features.rows()];
    for (Regression member : trained) {
      double[] predicted = member.predict(features);
      for (int row = 0; row < predicted.length; row++) {
        sums[row] += predicted[row];
        squares[row] += predicted[row] * predicted[row];
      }
    }
    for (int row = 0; row < sums.length; row++) {
      double mean = sums[row] / members;
      double variance = Math.max(0, squares[row] / members - mean * mean);
      sums[row] = mean + optimism * StrictMath.sqrt(variance);
    }
    return sums;
  }
}
