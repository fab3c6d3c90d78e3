package nas.strategy.predictor.regression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import nas.proxy.metric.Ranks;
import nas.space.SearchSpace;
import nas.strategy.guide.ArchitectureScorer;
import nas.strategy.predictor.Predictor;
import org.jspecify.annotations.Nullable;

/**
 * Predicts by a regression from properties of the encoded architecture, and from scores of
 * zero-cost metrics if wanted, to the rank of its accuracy among those trained.
 *
 * <p>Ranks, because one network that fails to learn would dominate squared errors of accuracies.
 * Architectures with one canonical id have one prediction. A score enters as sign(x) ln(1 + |x|),
 * as metrics reach 1e65, less its median over the training examples and divided by its
 * interquartile range there, at most 4 in size; an architecture without score counts as -4. After a
 * warmup, what the warmed regression predicts is one more feature of the later ones.
 *
 * @param <A> the architecture
 */
final class RegressionPredictor<A> implements Predictor<A> {

  /** Bound of standardised scores. */
  private static final double BOUND = 4;

  private final RegressionPlugin.Settings settings;
  private final SearchSpace<A> space;
  private final List<String> scorerNames;
  private final List<ArchitectureScorer<A>> scorers;

  /** Numbers of the properties met so far, by name. */
  private final Map<String, Integer> numbers = new LinkedHashMap<>();

  private final List<String> names = new ArrayList<>();

  /** Numbers of the properties of the architectures ranked last. */
  private Map<A, int[]> known = new HashMap<>();

  private @Nullable Fitted warmed;
  private @Nullable Fitted fitted;

  RegressionPredictor(
      RegressionPlugin.Settings settings,
      SearchSpace<A> space,
      List<String> scorerNames,
      List<ArchitectureScorer<A>> scorers) {
    this.settings = settings;
    this.space = space;
    this.scorerNames = scorerNames;
    this.scorers = scorers;
  }

  /** Places a number in the distribution of the training examples. */
  private record Scale(double centre, double width) {

    static Scale of(double[] values) {
      double[] sorted =
          Arrays.stream(values).filter(value -> !Double.isNaN(value)).sorted().toArray();
      if (sorted.length == 0) {
        return new Scale(0, 1);
      }
      double spread = quantile(sorted, 0.75) - quantile(sorted, 0.25);
      double range = sorted[sorted.length - 1] - sorted[0];
      return new Scale(quantile(sorted, 0.5), spread > 0 ? spread : range > 0 ? range : 1);
    }

    private static double quantile(double[] sorted, double share) {
      return sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    double place(double value) {
      return Double.isNaN(value)
          ? -BOUND
          : Math.max(-BOUND, Math.min(BOUND, (value - centre) / width));
    }
  }

  /**
   * A regression with the way to its rows.
   *
   * @param columns for each property its column; properties met later, or the same for all training
   *     examples, have none (-1)
   * @param properties number of columns that are properties; those of scores follow
   * @param warmed its prediction is the last column, scaled by the last scale
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Fitted(
      int[] columns,
      int properties,
      List<Scale> scales,
      @Nullable Fitted warmed,
      Regression regression) {

    double predict(int[] numbers, double[] scores) {
      return regression.predict(row(numbers, scores));
    }

    double[] row(int[] numbers, double[] scores) {
      double[] row = new double[properties + scales.size()];
      for (int number : numbers) {
        if (number < columns.length && columns[number] >= 0) {
          row[columns[number]] = 1;
        }
      }
      for (int score = 0; score < scores.length; score++) {
        row[properties + score] = scales.get(score).place(scores[score]);
      }
      if (warmed != null) {
        row[row.length - 1] = scales.get(scales.size() - 1).place(warmed.predict(numbers, scores));
      }
      return row;
    }
  }

  @Override
  public void warmUp(List<Example<A>> scored, long seed) {
    warmed = fitted(scored, null, seed);
    fitted = warmed;
  }

  @Override
  public void fit(List<Example<A>> trained, double effort, long seed) {
    fitted = fitted(trained, warmed, seed);
  }

  private Fitted fitted(List<Example<A>> examples, @Nullable Fitted warm, long seed) {
    List<A> architectures = examples.stream().map(Example::architecture).toList();
    List<int[]> properties = architectures.stream().map(this::properties).toList();
    double[][] scores = scoresByArchitecture(architectures);

    int[] occurrences = new int[names.size()];
    properties.forEach(present -> Arrays.stream(present).forEach(number -> occurrences[number]++));
    // In the order of names, which does not depend on what was met first.
    TreeSet<String> varying = new TreeSet<>();
    for (int number = 0; number < occurrences.length; number++) {
      if (occurrences[number] > 0 && occurrences[number] < examples.size()) {
        varying.add(names.get(number));
      }
    }
    int[] columns = new int[occurrences.length];
    Arrays.fill(columns, -1);
    List<String> columnNames = new ArrayList<>(varying);
    for (int column = 0; column < columnNames.size(); column++) {
      columns[number(columnNames.get(column))] = column;
    }
    List<Scale> scales = new ArrayList<>();
    for (int scorer = 0; scorer < scorers.size(); scorer++) {
      int index = scorer;
      scales.add(Scale.of(Arrays.stream(scores).mapToDouble(row -> row[index]).toArray()));
      columnNames.add("score " + scorerNames.get(scorer));
    }
    if (warm != null) {
      double[] predictions = new double[examples.size()];
      Arrays.setAll(predictions, i -> warm.predict(properties.get(i), scores[i]));
      scales.add(Scale.of(predictions));
      columnNames.add("warmup");
    }
    Fitted rows = new Fitted(columns, varying.size(), scales, warm, row -> 0);
    double[][] table = new double[examples.size()][];
    Arrays.setAll(table, i -> rows.row(properties.get(i), scores[i]));
    double[] targets = Ranks.shares(examples.stream().mapToDouble(Example::target).toArray());
    return new Fitted(
        columns,
        varying.size(),
        scales,
        warm,
        Regression.train(
            settings.model(),
            new TrainingTable(columnNames, table, targets),
            settings.trees(),
            seed));
  }

  @Override
  public double[] scores(List<A> candidates) {
    Fitted model = fitted;
    if (model == null) {
      throw new IllegalStateException("nothing has been learnt yet");
    }
    double[][] scores = scoresByArchitecture(candidates);
    Map<A, int[]> met = new HashMap<>();
    double[] predictions = new double[candidates.size()];
    for (int i = 0; i < predictions.length; i++) {
      int[] properties = properties(candidates.get(i));
      met.put(candidates.get(i), properties);
      predictions[i] = model.predict(properties, scores[i]);
    }
    known = met;
    return predictions;
  }

  private int[] properties(A architecture) {
    int[] properties = known.get(architecture);
    return properties != null
        ? properties
        : settings.encoding().features(space.encode(space.representative(architecture))).stream()
            .mapToInt(this::number)
            .distinct()
            .toArray();
  }

  private int number(String name) {
    Integer number = numbers.get(name);
    if (number == null) {
      number = names.size();
      numbers.put(name, number);
      names.add(name);
    }
    return number;
  }

  private double[][] scoresByArchitecture(List<A> architectures) {
    double[][] scores = new double[architectures.size()][scorers.size()];
    for (int scorer = 0; scorer < scorers.size(); scorer++) {
      double[] column = scorers.get(scorer).scores(architectures);
      for (int i = 0; i < column.length; i++) {
        scores[i][scorer] =
            StrictMath.copySign(StrictMath.log1p(StrictMath.abs(column[i])), column[i]);
      }
    }
    return scores;
  }
}
