package nas.proxy.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import nas.core.plugin.Paper;
import nas.core.plugin.Setting;
import nas.proxy.Formula;
import nas.proxy.Metric;
import nas.proxy.MetricPlugin;
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
final class Zico implements MetricPlugin<Zico.Settings> {

  /**
   * The settings.
   *
   * @param gradients what g is
   * @param batches number of minibatches
   */
  record Settings(
      @Setting(
              value =
                  "What is compared between minibatches: gradients with their sign, absolute ones, or"
                      + " gradients added up from batch to batch",
              byDefault = "signed")
          Gradients gradients,
      @Setting(value = "Number of minibatches", byDefault = "2", min = 2, max = 64) int batches) {}

  /** What g is. */
  enum Gradients {
    /** The gradient of one batch, with its sign. */
    SIGNED("g the gradient"),
    /** Its absolute value. */
    ABSOLUTE("g the absolute gradient"),
    /** The sum of the gradients of this batch and all before it. */
    ACCUMULATED("g the gradient added up from batch to batch");

    private final String words;

    Gradients(String words) {
      this.words = words;
    }

    private List<double[]> of(List<double[]> batches) {
      return switch (this) {
        case SIGNED -> batches;
        case ABSOLUTE -> absolute(batches);
        case ACCUMULATED -> runningSums(batches);
      };
    }
  }

  @Override
  public String name() {
    return "zico";
  }

  @Override
  public String summary() {
    return "Sum over layers of log(sum over weights of mean |g| / std g) over batches, g the gradient";
  }

  @Override
  public Optional<Paper> paper() {
    return Papers.ZICO;
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public SortedMap<String, Settings> presets() {
    return new TreeMap<>(
        Map.of(
            "zico",
            new Settings(Gradients.SIGNED, 2),
            "zico-absolute",
            new Settings(Gradients.ABSOLUTE, 2),
            "zico-accumulated",
            new Settings(Gradients.ACCUMULATED, 2)));
  }

  @Override
  public Metric create(Settings settings) {
    LossGradients probe = new LossGradients(settings.batches());
    return Formula.of(
        name(),
        "Sum over layers of log(sum over weights of mean |g| / std g) over "
            + (settings.batches() == 2 ? "two" : settings.batches())
            + " batches, "
            + settings.gradients().words,
        Papers.ZICO,
        List.of(probe),
        measured -> score(measured.get(probe), settings.gradients()::of));
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
