package nas.strategy.reinforce;

/** Turns scores of any scale into rewards from 0 to 1. */
final class RankRewards {

  private RankRewards() {}

  /**
   * Returns for each score the share of the others that it beats, an equal one counting half; NaN,
   * which every number beats, is worth 0. A score alone is worth 1/2.
   */
  static double[] of(double[] scores) {
    double[] rewards = new double[scores.length];
    for (int index = 0; index < scores.length; index++) {
      if (Double.isNaN(scores[index])) {
        continue;
      }
      double beaten = 0;
      for (int other = 0; other < scores.length; other++) {
        if (Double.isNaN(scores[other]) || scores[other] < scores[index]) {
          beaten++;
        } else if (other != index && scores[other] == scores[index]) {
          beaten += 0.5;
        }
      }
      rewards[index] = scores.length == 1 ? 0.5 : beaten / (scores.length - 1);
    }
    return rewards;
  }
}
