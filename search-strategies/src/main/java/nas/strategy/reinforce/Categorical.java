package nas.strategy.reinforce;

import java.util.random.RandomGenerator;

/** Distributions with p_s proportional to exp(logit_s), in double precision. */
final class Categorical {

  private Categorical() {}

  /** Returns the probabilities of some consecutive logits. */
  static double[] probabilities(float[] logits, int from, int size) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (int option = 0; option < size; option++) {
      greatest = Math.max(greatest, logits[from + option]);
    }
    double[] probabilities = new double[size];
    double sum = 0;
    for (int option = 0; option < size; option++) {
      probabilities[option] = StrictMath.exp(logits[from + option] - greatest);
      sum += probabilities[option];
    }
    for (int option = 0; option < size; option++) {
      probabilities[option] /= sum;
    }
    return probabilities;
  }

  /** Draws by inversion: the first option whose cumulative probability exceeds one double. */
  static int draw(double[] probabilities, RandomGenerator random) {
    double rest = random.nextDouble();
    int likeliest = 0;
    for (int option = 0; option < probabilities.length; option++) {
      rest -= probabilities[option];
      if (rest < 0) {
        return option;
      }
      likeliest = probabilities[option] > probabilities[likeliest] ? option : likeliest;
    }
    // Rounding can leave a sum just below 1.
    return likeliest;
  }

  /** Returns the entropy in nats. */
  static double entropy(double[] probabilities) {
    double entropy = 0;
    for (double probability : probabilities) {
      entropy -= probability > 0 ? probability * StrictMath.log(probability) : 0;
    }
    return entropy;
  }
}
