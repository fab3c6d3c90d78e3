package nas.result.plot;

/**
 * Places things along a line, in a given order and with least distances, close to where they want.
 */
final class Spread {

  private Spread() {}

  /**
   * Returns the places that minimise the weighted squared distances from the wanted ones, by
   * pooling adjacent violators (Ayer et al. 1955, DOI 10.1214/aoms/1177728423).
   *
   * @param wanted where each thing wants to be, in the order to keep
   * @param weights how much each insists, positive
   * @param gaps least distance of each thing from the next; the last is not used
   */
  static double[] apart(double[] wanted, double[] weights, double[] gaps) {
    int count = wanted.length;
    double[] offset = new double[count];
    for (int i = 1; i < count; i++) {
      offset[i] = offset[i - 1] + gaps[i - 1];
    }
    double[] mean = new double[count];
    double[] weight = new double[count];
    int[] size = new int[count];
    int blocks = 0;
    for (int i = 0; i < count; i++) {
      mean[blocks] = wanted[i] - offset[i];
      weight[blocks] = weights[i];
      size[blocks] = 1;
      blocks++;
      while (blocks > 1 && mean[blocks - 2] > mean[blocks - 1]) {
        double sum = weight[blocks - 2] + weight[blocks - 1];
        mean[blocks - 2] =
            (mean[blocks - 2] * weight[blocks - 2] + mean[blocks - 1] * weight[blocks - 1]) / sum;
        weight[blocks - 2] = sum;
        size[blocks - 2] += size[blocks - 1];
        blocks--;
      }
    }
    double[] placed = new double[count];
    int i = 0;
    for (int block = 0; block < blocks; block++) {
      for (int k = 0; k < size[block]; k++, i++) {
        placed[i] = mean[block] + offset[i];
      }
    }
    return placed;
  }
}
