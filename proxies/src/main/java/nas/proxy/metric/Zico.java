package nas.proxy.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.probe.LayerGradients;
import nas.proxy.probe.LossGradients;

/**
 * How steady the gradient is from batch to batch: sum over layers of log(sum over weights of mean
 * |g| / std g), mean and standard deviation (divisor: number of batches) over batches.
 *
 * <p>Li et al. 2023, arXiv:2301.11300. Weights whose g is the same in all batches are left out, and
 * so are layers that have no other; a network of such layers alone scores 0. Three variants, which
 * differ in what g is:
 *
 * <ul>
 *   <li>{@code zico}: the gradient of one batch, with its sign;
 *   <li>{@code zico-absolute}: its absolute value, as the paper prints the formula;
 *   <li>{@code zico-accumulated}: the sum of the gradients of this batch and all before it, with
 *       its sign, as in the authors' code (github.com/SLDGroup/ZiCo), which does not reset
 *       gradients between batches.
 * </ul>
 */
final class Zico {

  /** The gradients of single batches. */
  static final Metric SIGNED = metric("zico", "g the gradient", UnaryOperator.identity());

  /** Their absolute values. */
  static final Metric ABSOLUTE = metric("zico-absolute", "g the absolute gradient", Zico::absolute);

  /** Their running sums. */
  static final Metric ACCUMULATED =
      metric("zico-accumulated", "g the gradient added up from batch to batch", Zico::runningSums);

  private Zico() {}

  private static Metric metric(String name, String what, UnaryOperator<List<double[]>> prepared) {
    LossGradients twoBatches = new LossGradients(2);
    return Formula.of(
        name,
        "Sum over layers of log(sum over weights of mean |g| / std g) over two batches, " + what,
        Papers.ZICO,
        List.of(twoBatches),
        measured -> score(measured.get(twoBatches), prepared));
  }

  static Score score(LayerGradients measured, UnaryOperator<List<double[]>> prepared) {
    if (measured.layers().isEmpty()) {
      return Undefined.noWeights();
    }
    double score = 0;
    for (LayerGradients.Layer layer : measured.layers()) {
      double steadiness = steadiness(prepared.apply(layer.gradients()));
      if (steadiness != 0) {
        score += StrictMath.log(steadiness);
      }
    }
    return Score.of(score);
  }

  /** Returns the sum over the weights of a layer that vary; 0 if none does. */
  private static double steadiness(List<double[]> batches) {
    double sum = 0;
    double[] values = new double[batches.size()];
    for (int weight = 0; weight < batches.get(0).length; weight++) {
      double sizes = 0;
      for (int batch = 0; batch < values.length; batch++) {
        values[batch] = batches.get(batch)[weight];
        sizes += Math.abs(values[batch]);
      }
      double deviation = Sums.standardDeviation(values, 0);
      if (deviation != 0) {
        sum += sizes / values.length / deviation;
      }
    }
    return sum;
  }

  static List<double[]> absolute(List<double[]> batches) {
    List<double[]> sizes = new ArrayList<>();
    for (double[] batch : batches) {
      double[] size = new double[batch.length];
      for (int i = 0; i < size.length; i++) {
        size[i] = Math.abs(batch[i]);
      }
      sizes.add(size);
    }
    return sizes;
  }

  static List<double[]> runningSums(List<double[]> batches) {
    List<double[]> sums = new ArrayList<>();
    double[] sum = new double[batches.get(0).length];
    for (double[] batch : batches) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += batch[i];
      }
      sums.add(sum.clone());
    }
    return sums;
  }
}
