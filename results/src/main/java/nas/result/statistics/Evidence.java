package nas.result.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import nas.core.statistics.Ranks;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * A choice between trained networks by their validation accuracies and by what was known of them
 * before, each weighed by what it tells (parametric empirical Bayes, Morris 1983, DOI
 * 10.1080/01621459.1983.10477920).
 *
 * <p>An accuracy on few images is mostly chance. What chance explains of the spread of the
 * accuracies is known: p (1 - p) / images. Accuracies are drawn towards a line over the normal
 * scores of a size (the ranks of which are all that counts), which they determine themselves and
 * which does not fall; the less of the spread around the line is more than chance, the farther.
 * With many images the accuracies decide alone, with very few the line. Candidates are measured on
 * the same images, so chance parts them less than is assumed here: the line may have more weight
 * than it should, never less.
 *
 * @param chosen index of the candidate with the greatest expected accuracy; of equal ones, as all
 *     are where accuracies tell nothing, the greatest, then the first
 * @param expected the expected accuracies, in percent
 * @param weight how much of the distance from the line is kept, from 0 to 1: the mean over all
 * @param slope percent by which the line rises over one standard deviation of the size; 0 or more
 * @param noise standard deviation of an accuracy by chance, in percent: the mean over all
 */
public record Evidence(
    int chosen, List<Double> expected, double weight, double slope, double noise) {

  /** Below so many candidates a line cannot be drawn, and the accuracies decide. */
  public static final int FEWEST = 8;

  /** Copies the list. */
  public Evidence {
    expected = List.copyOf(expected);
  }

  /**
   * A candidate.
   *
   * @param accuracy on the validation images, in percent
   * @param size what was known before; greater ones are expected to be better
   */
  public record Candidate(double accuracy, double size) {}

  /**
   * Weighs the evidence.
   *
   * @param candidates at least one
   * @param images how many accuracies were measured on, at least 1
   */
  public static Evidence of(List<Candidate> candidates, int images) {
    double[] accuracies = candidates.stream().mapToDouble(Candidate::accuracy).toArray();
    double[] sizes = candidates.stream().mapToDouble(Candidate::size).toArray();
    double[] chance = new double[accuracies.length];
    for (int one = 0; one < chance.length; one++) {
      chance[one] = chance(accuracies[one], images);
    }
    double noise = Math.sqrt(mean(chance));
    if (accuracies.length < FEWEST) {
      return chosen(accuracies, sizes, 1, 0, noise);
    }
    double[] scores = normalScores(sizes);
    double middle = mean(accuracies);
    double along = 0;
    double spread = 0;
    for (int one = 0; one < scores.length; one++) {
      along += scores[one] * (accuracies[one] - middle);
      spread += scores[one] * scores[one];
    }
    double slope = spread > 0 ? Math.max(0, along / spread) : 0;
    double around = 0;
    for (int one = 0; one < scores.length; one++) {
      double distance = accuracies[one] - middle - slope * scores[one];
      around += distance * distance;
    }
    double beyond = Math.max(0, around / (scores.length - 2) - mean(chance));
    double[] expected = new double[scores.length];
    double weights = 0;
    for (int one = 0; one < scores.length; one++) {
      double weight = beyond / (beyond + chance[one]);
      double line = middle + slope * scores[one];
      expected[one] = line + weight * (accuracies[one] - line);
      weights += weight / scores.length;
    }
    return chosen(expected, sizes, weights, slope, noise);
  }

  /**
   * Returns the variance by chance of an accuracy, in squared percent.
   *
   * @param accuracy in percent
   * @param images on how many it was measured
   */
  public static double chance(double accuracy, int images) {
    // One success and one failure more, so that no accuracy seems certain.
    double share = (accuracy / 100 * images + 1) / (images + 2.0);
    return 1e4 * share * (1 - share) / images;
  }

  private static Evidence chosen(
      double[] expected, double[] sizes, double weight, double slope, double noise) {
    int chosen = 0;
    List<Double> all = new ArrayList<>();
    for (int one = 0; one < expected.length; one++) {
      all.add(expected[one]);
      if (expected[one] > expected[chosen]
          || (expected[one] == expected[chosen] && sizes[one] > sizes[chosen])) {
        chosen = one;
      }
    }
    return new Evidence(chosen, all, weight, slope, noise);
  }

  private static double mean(double... values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** Returns the quantiles of a standard normal distribution at the ranks (van der Waerden). */
  private static double[] normalScores(double... values) {
    double[] ranks = Ranks.average(values);
    NormalDistribution normal = new NormalDistribution();
    return IntStream.range(0, ranks.length)
        .mapToDouble(one -> normal.inverseCumulativeProbability(ranks[one] / (ranks.length + 1)))
        .toArray();
  }
}
