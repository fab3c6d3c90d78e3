package nas.strategy.reinforce;

import java.util.List;

/** The policy's network written out in double precision, from the published formulas. */
final class PlainLstm {

  private final List<Integer> sizes;
  private final int options;
  private final int embedding;
  private final int hidden;
  private final double[] parameters;
  private final int input;
  private final int recurrent;
  private final int bias;
  private final int heads;
  private final int headBiases;

  PlainLstm(List<Integer> sizes, int embedding, int hidden, double[] parameters) {
    this.sizes = sizes;
    this.options = sizes.stream().mapToInt(Integer::intValue).max().orElseThrow();
    this.embedding = embedding;
    this.hidden = hidden;
    this.parameters = parameters;
    input = (1 + (sizes.size() - 1) * options) * embedding;
    recurrent = input + 4 * hidden * embedding;
    bias = recurrent + 4 * hidden * hidden;
    heads = bias + 4 * hidden;
    headBiases = heads + sizes.size() * hidden * options;
    if (headBiases + sizes.size() * options != parameters.length) {
      throw new IllegalArgumentException("parameters: " + parameters.length);
    }
  }

  /** Returns log p of every option at every position, given the choices before. */
  double[][] logProbabilities(List<Integer> choices) {
    double[] h = new double[hidden];
    double[] c = new double[hidden];
    double[][] all = new double[sizes.size()][];
    for (int t = 0; t < sizes.size(); t++) {
      int row = t == 0 ? 0 : 1 + (t - 1) * options + choices.get(t - 1);
      double[] gates = new double[4 * hidden];
      for (int g = 0; g < gates.length; g++) {
        gates[g] = parameters[bias + g];
        for (int e = 0; e < embedding; e++) {
          gates[g] += parameters[input + g * embedding + e] * parameters[row * embedding + e];
        }
        for (int k = 0; k < hidden; k++) {
          gates[g] += parameters[recurrent + g * hidden + k] * h[k];
        }
      }
      for (int k = 0; k < hidden; k++) {
        double in = sigmoid(gates[k]);
        double forget = sigmoid(gates[hidden + k]);
        double cell = Math.tanh(gates[2 * hidden + k]);
        double out = sigmoid(gates[3 * hidden + k]);
        c[k] = forget * c[k] + in * cell;
        h[k] = out * Math.tanh(c[k]);
      }
      double[] logits = new double[sizes.get(t)];
      double sum = 0;
      for (int s = 0; s < logits.length; s++) {
        logits[s] = parameters[headBiases + t * options + s];
        for (int k = 0; k < hidden; k++) {
          logits[s] += parameters[heads + (t * hidden + k) * options + s] * h[k];
        }
        sum += Math.exp(logits[s]);
      }
      for (int s = 0; s < logits.length; s++) {
        logits[s] -= Math.log(sum);
      }
      all[t] = logits;
    }
    return all;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
