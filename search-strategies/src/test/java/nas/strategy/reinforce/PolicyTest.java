package nas.strategy.reinforce;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import nas.core.ChiSquare;
import nas.core.Seeds;
import nas.core.plugin.InvalidSettingException;
import org.hipparchus.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The policies against independent formulas, finite differences and their own probabilities. */
final class PolicyTest {

  private static final long SEED = 20261123;
  private static final List<Integer> SIZES = List.of(3, 2, 4);
  private static final int EMBEDDING = 5;
  private static final int HIDDEN = 6;

  /** An LSTM far enough from its start that all probabilities differ. */
  private static LstmPolicy lstm(List<Integer> sizes) {
    LstmPolicy policy = new LstmPolicy(sizes, EMBEDDING, HIDDEN, SEED);
    spread(policy, 8);
    return policy;
  }

  private static IndependentPolicy independent() {
    IndependentPolicy policy = new IndependentPolicy(SIZES);
    spread(policy, 1);
    return policy;
  }

  private static void spread(Policy policy, double factor) {
    RandomGenerator random = Seeds.generator(SEED);
    policy.change(
        parameters -> {
          for (int index = 0; index < parameters.length; index++) {
            parameters[index] =
                (float) (factor * parameters[index] + (factor == 1 ? random.nextDouble(-1, 1) : 0));
          }
        });
  }

  private static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    for (int index = 0; index < values.length; index++) {
      wide[index] = values[index];
    }
    return wide;
  }

  private static double[][] logProbabilities(
      Policy policy, double[] parameters, List<Integer> choices) {
    if (policy instanceof LstmPolicy) {
      return new PlainLstm(SIZES, EMBEDDING, HIDDEN, parameters).logProbabilities(choices);
    }
    double[][] all = new double[SIZES.size()][];
    int from = 0;
    for (int position = 0; position < SIZES.size(); position++) {
      all[position] = new double[SIZES.get(position)];
      double sum = 0;
      for (int option = 0; option < all[position].length; option++) {
        sum += Math.exp(parameters[from + option]);
      }
      for (int option = 0; option < all[position].length; option++) {
        all[position][option] = parameters[from + option] - Math.log(sum);
      }
      from += all[position].length;
    }
    return all;
  }

  private static double logProbability(Policy policy, double[] parameters, List<Integer> choices) {
    double[][] all = logProbabilities(policy, parameters, choices);
    double sum = 0;
    for (int position = 0; position < all.length; position++) {
      sum += all[position][choices.get(position)];
    }
    return sum;
  }

  private static double entropy(double[][] logProbabilities) {
    double entropy = 0;
    for (double[] position : logProbabilities) {
      for (double value : position) {
        entropy -= Math.exp(value) * value;
      }
    }
    return entropy;
  }

  private static List<List<Integer>> allSequences() {
    List<List<Integer>> all = new ArrayList<>();
    for (int first = 0; first < 3; first++) {
      for (int second = 0; second < 2; second++) {
        for (int third = 0; third < 4; third++) {
          all.add(List.of(first, second, third));
        }
      }
    }
    return all;
  }

  @Test
  @Tag("slow")
  void gradientsEqualFiniteDifferencesOfTheFormulas() {
    for (Policy policy : List.of(independent(), lstm(SIZES))) {
      List<List<Integer>> sequences = List.of(List.of(2, 0, 3), List.of(0, 1, 1), List.of(2, 0, 3));
      double[] weights = {0.7, -0.4, 0.1};
      double entropyBonus = 0.3;
      ToDoubleFunction<double[]> objective =
          parameters -> {
            double sum = 0;
            for (int index = 0; index < weights.length; index++) {
              List<Integer> choices = sequences.get(index);
              sum += weights[index] * logProbability(policy, parameters, choices);
              sum += entropyBonus * entropy(logProbabilities(policy, parameters, choices));
            }
            return sum / weights.length;
          };
      double[] parameters = widened(policy.parameters());
      float[] gradient = policy.gradient(sequences, weights, entropyBonus);
      double greatest = 0;
      for (int index = 0; index < parameters.length; index++) {
        double kept = parameters[index];
        parameters[index] = kept + 1e-5;
        double above = objective.applyAsDouble(parameters);
        parameters[index] = kept - 1e-5;
        double below = objective.applyAsDouble(parameters);
        parameters[index] = kept;
        assertEquals((above - below) / 2e-5, gradient[index], 2e-6, policy + " at " + index);
        greatest = Math.max(greatest, Math.abs(gradient[index]));
      }
      assertTrue(greatest > 0.05, "the gradient is not all but zero: " + greatest);
    }
  }

  /** Of a softmax alone, the gradient of the log probability is the choice minus p. */
  @Test
  void withoutHiddenStateTheLstmIsSoftmaxRegression() {
    List<Integer> sizes = List.of(4);
    LstmPolicy policy = lstm(sizes);
    int biases = policy.parameters().length - 4;
    // With heads of zero weight only the biases decide.
    policy.change(numbers -> Arrays.fill(numbers, biases - 4 * HIDDEN, biases, 0));
    float[] parameters = policy.parameters();
    double sum = 0;
    for (int option = 0; option < 4; option++) {
      sum += Math.exp(parameters[biases + option]);
    }
    float[] gradient = policy.gradient(List.of(List.of(2)), new double[] {1.5}, 0);
    for (int option = 0; option < 4; option++) {
      double expected = 1.5 * ((option == 2 ? 1 : 0) - Math.exp(parameters[biases + option]) / sum);
      assertEquals(expected, gradient[biases + option], 1e-6, "option " + option);
    }
    for (int index = 0; index < biases - 4 * HIDDEN; index++) {
      assertEquals(0, gradient[index], "nothing flows through heads of zero weight");
    }
  }

  @Test
  void samplesFollowTheProbabilities() {
    int draws = 20_000;
    for (Policy policy : List.of(independent(), lstm(SIZES))) {
      List<RandomGenerator> randoms = new ArrayList<>();
      RandomGenerator seeds = Seeds.generator(SEED);
      for (int draw = 0; draw < draws; draw++) {
        randoms.add(Seeds.generator(seeds.nextLong()));
      }
      List<List<Integer>> all = allSequences();
      long[] counts = new long[all.size()];
      policy.sample(randoms).forEach(choices -> counts[all.indexOf(choices)]++);
      double[] parameters = widened(policy.parameters());
      double[] expected =
          all.stream()
              .mapToDouble(c -> draws * Math.exp(logProbability(policy, parameters, c)))
              .toArray();
      double p = new ChiSquareTest().chiSquareTest(expected, counts);
      assertTrue(p > 1e-4, policy + ": p = " + p + " with seed " + SEED);
      // The test can tell: a uniform policy would not pass.
      assertThrows(AssertionError.class, () -> ChiSquare.assertUniform(counts, "uniform"));
    }
  }

  /** What is remembered of prefixes must not outlive the parameters it was computed with. */
  @Test
  @Tag("slow")
  void changedParametersChangeTheNextSequences() {
    LstmPolicy policy = lstm(SIZES);
    List<RandomGenerator> randoms = new ArrayList<>();
    for (int draw = 0; draw < 200; draw++) {
      randoms.add(Seeds.generator(SEED + draw));
    }
    policy.sample(randoms);
    int biases = policy.parameters().length - 12;
    policy.change(parameters -> parameters[biases + 1] += 100);
    assertTrue(
        policy.sample(randoms).stream().allMatch(choices -> choices.get(0) == 1),
        "the bias of the first choice's second option decides");
  }

  @Test
  @Tag("slow")
  void sequencesBeyondOneTensorProgramAreHandledAlike() {
    List<Integer> sizes = Collections.nCopies(60, 2);
    LstmPolicy policy = lstm(sizes);
    List<RandomGenerator> randoms = new ArrayList<>();
    for (int draw = 0; draw < 300; draw++) {
      randoms.add(Seeds.generator(SEED + draw));
    }
    List<List<Integer>> sequences = policy.sample(randoms);
    assertEquals(300, sequences.size());
    assertEquals(
        sequences.get(299), policy.sample(List.of(Seeds.generator(SEED + 299))).get(0), "the last");
    double[] weights = new double[300];
    double[] sum = new double[policy.parameters().length];
    for (int row = 0; row < 300; row++) {
      weights[row] = Math.sin(row);
      float[] one =
          policy.gradient(sequences.subList(row, row + 1), new double[] {weights[row]}, 0.01);
      for (int index = 0; index < sum.length; index++) {
        sum[index] += one[index] / 300;
      }
    }
    assertArrayEquals(sum, widened(policy.gradient(sequences, weights, 0.01)), 1e-5);
  }

  @Test
  void adamEqualsThePublishedFormula() {
    float[] parameters = {1, -2, 3};
    double[] expected = {1, -2, 3};
    double[] m = new double[3];
    double[] v = new double[3];
    Ascent ascent = new Ascent(UpdateRule.ADAM, 0.01, 3);
    for (int t = 1; t <= 50; t++) {
      float[] gradient = {(float) Math.cos(t), -0.5f, (float) (1e-3 * t)};
      ascent.step(parameters, gradient);
      for (int index = 0; index < 3; index++) {
        m[index] = 0.9 * m[index] + 0.1 * gradient[index];
        v[index] = 0.999 * v[index] + 0.001 * gradient[index] * gradient[index];
        double unbiasedM = m[index] / (1 - Math.pow(0.9, t));
        double unbiasedV = v[index] / (1 - Math.pow(0.999, t));
        expected[index] += 0.01 * unbiasedM / (Math.sqrt(unbiasedV) + 1e-8);
      }
      assertArrayEquals(expected, widened(parameters), 1e-4, "step " + t);
    }
  }

  @Test
  void lstmsTooLargeAreRefused() {
    InvalidSettingException refusal =
        assertThrows(
            InvalidSettingException.class,
            () -> new LstmPolicy(Collections.nCopies(1000, 1000), 100, 100, SEED));
    assertEquals("hidden", refusal.key());
    assertEquals(
        "an lstm of hidden (100) and embedding (100) for 1000 choices of up to 1000 options has"
            + " 200980500 parameters, at most 16000000 are allowed",
        refusal.getMessage());
  }
}
