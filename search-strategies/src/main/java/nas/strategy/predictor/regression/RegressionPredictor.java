package nas.strategy.predictor.regression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import nas.core.statistics.Ranks;
import nas.space.Encoder;
import nas.space.Encoding;
import nas.space.Space;
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
 * interquartile range there, at most 4 in size; an architecture without score counts as -4. So does
 * a count of the architecture, and a path that is not there counts as -4. After a warmup, what the
 * warmed regression predicts is one more feature of the later ones.
 *
 * @param <A> the architecture
 */
final class RegressionPredictor<A> implements Predictor<A> {

  /** Bound of standardised scores. */
  private static final double BOUND = 4;

  private final RegressionModel model;
  private final Space<A> space;
  private final Encoder<A> encoder;
  private @Nullable SubsetFeatures counting;
  private final List<String> scorerNames;
  private final List<ArchitectureScorer<A>> scorers;

  /** Numbers of the properties met so far, by name. */
  private final Map<String, Integer> numbers = new LinkedHashMap<>();

  private final List<String> names = new ArrayList<>();

  /** What is known of the architectures ranked of late; searches hand in the same objects again. */
  private IdentityHashMap<A, Input> known = new IdentityHashMap<>();

  private @Nullable Fitted warmed;
  private @Nullable Fitted fitted;

  RegressionPredictor(
      RegressionModel model,
      Space<A> space,
      List<String> scorerNames,
      List<ArchitectureScorer<A>> scorers) {
    this.model = model;
    this.space = space;
    this.encoder = Encoder.required(space);
    this.scorerNames = scorerNames;
    this.scorers = scorers;
  }

  /**
   * What is known of an architecture.
   *
   * @param properties numbers of its properties
   * @param counts of its operations and paths, NaN where there is no path
   * @param scores by metrics, damped; NaN where there is none
   * @param warmed what the warmed regression predicts; NaN before that
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Input(int[] properties, double[] counts, double[] scores, double warmed) {

    static final Input UNKNOWN = new Input(new int[0], new double[0], new double[0], Double.NaN);

    Input with(double[] newScores) {
      return new Input(properties, counts, newScores, Double.NaN);
    }

    Input warmedTo(double prediction) {
      return new Input(properties, counts, scores, prediction);
    }

    @SuppressWarnings("ReferenceEquality")
    boolean isUnknown() {
      return this == UNKNOWN;
    }
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
   * The way from architectures to what a regression learns from.
   *
   * @param columns for each property its column; properties met later, or the same for all training
   *     examples, have none (-1)
   * @param properties number of columns that are properties; those of numbers follow
   * @param counts which counts have columns, the first of those of numbers
   * @param scales of those; one more than there are counts and scores if the warmed prediction is
   *     the last
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Reading(int[] columns, int properties, int[] counts, List<Scale> scales) {

    FeatureColumns features(List<Input> inputs) {
      int rows = inputs.size();
      long[][] held = new long[properties][];
      Arrays.setAll(held, column -> FeatureColumns.bits(rows));
      double[][] numbers = new double[scales.size()][rows];
      for (int row = 0; row < rows; row++) {
        Input input = inputs.get(row);
        for (int number : input.properties()) {
          if (number < columns.length && columns[number] >= 0) {
            FeatureColumns.set(held[columns[number]], row);
          }
        }
        for (int place = 0; place < numbers.length; place++) {
          numbers[place][row] = scales.get(place).place(number(counts, input, place));
        }
      }
      return new FeatureColumns(rows, held, numbers);
    }

    static double number(int[] counts, Input input, int place) {
      if (place < counts.length) {
        return input.counts()[counts[place]];
      }
      int score = place - counts.length;
      return score < input.scores().length ? input.scores()[score] : input.warmed();
    }
  }

  private record Fitted(Reading reading, Regression regression) {

    double[] predict(List<Input> inputs) {
      return regression.predict(reading.features(inputs));
    }
  }

  @Override
  public void warmUp(List<Example<A>> scored, long seed) {
    fitted = fitted(scored, seed);
    warmed = fitted;
    known = new IdentityHashMap<>();
  }

  @Override
  public void fit(List<Example<A>> trained, double effort, long seed) {
    fitted = fitted(trained, seed);
  }

  private Fitted fitted(List<Example<A>> examples, long seed) {
    List<Input> inputs = inputs(examples.stream().map(Example::architecture).toList());
    int[] occurrences = new int[names.size()];
    inputs.forEach(
        input -> Arrays.stream(input.properties()).forEach(number -> occurrences[number]++));
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
    int[] counts = varying(inputs);
    List<String> numberNames = new ArrayList<>(countNames(counts));
    scorerNames.forEach(name -> numberNames.add("score " + name));
    if (warmed != null) {
      numberNames.add("warmup");
    }
    List<Scale> scales = new ArrayList<>();
    for (int number = 0; number < numberNames.size(); number++) {
      int place = number;
      scales.add(
          Scale.of(
              inputs.stream()
                  .mapToDouble(input -> Reading.number(counts, input, place))
                  .toArray()));
    }
    columnNames.addAll(numberNames);
    Reading reading = new Reading(columns, varying.size(), counts, scales);
    double[] targets = Ranks.shares(examples.stream().mapToDouble(Example::target).toArray());
    TrainingTable table =
        new TrainingTable(columnNames, reading.features(inputs).toRows(), targets);
    return new Fitted(reading, model.train(table, seed));
  }

  /** Returns the counts that are not the same for all. */
  private static int[] varying(List<Input> inputs) {
    double[] first = inputs.get(0).counts();
    return IntStream.range(0, first.length)
        .filter(
            count ->
                inputs.stream()
                    .anyMatch(input -> Double.compare(input.counts()[count], first[count]) != 0))
        .toArray();
  }

  private List<String> countNames(int[] counts) {
    SubsetFeatures known = counting;
    return known == null ? List.of() : IntStream.of(counts).mapToObj(known.names()::get).toList();
  }

  @Override
  public double[] scores(List<A> candidates) {
    Fitted latest = fitted;
    if (latest == null) {
      throw new IllegalStateException("nothing has been learnt yet");
    }
    if (known.size() > 2 * candidates.size()) {
      known = new IdentityHashMap<>();
    }
    List<Input> inputs = inputs(candidates);
    return latest.predict(inputs);
  }

  /** Returns what is known of architectures, found out where it is not known yet. */
  private List<Input> inputs(List<A> architectures) {
    boolean comparing = scorers.stream().anyMatch(ArchitectureScorer::comparesCandidates);
    List<Input> inputs = new ArrayList<>(architectures.size());
    List<Integer> unscored = new ArrayList<>();
    for (A architecture : architectures) {
      Input input = known.getOrDefault(architecture, Input.UNKNOWN);
      if (input.isUnknown() || comparing) {
        unscored.add(inputs.size());
      }
      inputs.add(input);
    }
    List<double[]> scores =
        scoresByArchitecture(unscored.stream().map(architectures::get).toList());
    List<Integer> changed = new ArrayList<>();
    for (int i = 0; i < scores.size(); i++) {
      int place = unscored.get(i);
      Input input = inputs.get(place);
      if (input.isUnknown() || !Arrays.equals(input.scores(), scores.get(i))) {
        inputs.set(
            place,
            (input.isUnknown() ? read(architectures.get(place)) : input).with(scores.get(i)));
        changed.add(place);
      }
    }
    Fitted before = warmed;
    if (before != null && !changed.isEmpty()) {
      double[] predictions = before.predict(changed.stream().map(inputs::get).toList());
      for (int i = 0; i < predictions.length; i++) {
        Input input = inputs.get(changed.get(i));
        inputs.set(changed.get(i), input.warmedTo(predictions[i]));
      }
    }
    changed.forEach(place -> known.put(architectures.get(place), inputs.get(place)));
    return inputs;
  }

  private Input read(A architecture) {
    Encoding encoding = encoder.encode(space.representative(architecture));
    int[] properties =
        model.encoding().features(encoding).stream().mapToInt(this::number).distinct().toArray();
    return new Input(properties, counts(encoding), new double[0], Double.NaN);
  }

  private double[] counts(Encoding encoding) {
    if (counting == null) {
      counting = model.encoding().counts(encoding).orElse(null);
    }
    SubsetFeatures known = counting;
    return known == null ? new double[0] : known.of(encoding);
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

  /** Returns the scores of each architecture, damped. */
  private List<double[]> scoresByArchitecture(List<A> architectures) {
    if (architectures.isEmpty()) {
      return List.of();
    }
    double[][] scores = new double[architectures.size()][scorers.size()];
    for (int scorer = 0; scorer < scorers.size(); scorer++) {
      double[] column = scorers.get(scorer).scores(architectures);
      for (int i = 0; i < column.length; i++) {
        scores[i][scorer] =
            StrictMath.copySign(StrictMath.log1p(StrictMath.abs(column[i])), column[i]);
      }
    }
    return List.of(scores);
  }
}
