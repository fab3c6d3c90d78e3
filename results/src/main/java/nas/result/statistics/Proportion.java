package nas.result.statistics;

/**
 * A share of a number of cases.
 *
 * @param hits how many of them
 * @param cases at least 1
 */
public record Proportion(int hits, int cases) {

  /** The 97.5 % quantile of a standard normal distribution. */
  private static final double QUANTILE = 1.959963984540054;

  /** Checks the numbers. */
  public Proportion {
    if (cases < 1 || hits < 0 || hits > cases) {
      throw new IllegalArgumentException("%d of %d are no share".formatted(hits, cases));
    }
  }

  /** Returns the share, from 0 to 1. */
  public double share() {
    return (double) hits / cases;
  }

  /**
   * Returns the lower end of the 95 % interval of Wilson 1927, DOI 10.1080/01621459.1927.10502953.
   */
  public double lower() {
    return hits == 0 ? 0 : middle() - half();
  }

  /** Returns the upper end of that interval. */
  public double upper() {
    return hits == cases ? 1 : middle() + half();
  }

  private double middle() {
    return (hits + QUANTILE * QUANTILE / 2) / (cases + QUANTILE * QUANTILE);
  }

  private double half() {
    return QUANTILE
        / (cases + QUANTILE * QUANTILE)
        * Math.sqrt((double) hits * (cases - hits) / cases + QUANTILE * QUANTILE / 4);
  }
}
