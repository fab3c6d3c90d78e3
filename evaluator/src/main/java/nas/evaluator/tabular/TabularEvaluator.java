package nas.evaluator.tabular;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import nas.core.Seeds;
import nas.core.UserException;
import nas.core.plugin.InvalidSettingException;
import nas.core.trial.Better;
import nas.core.trial.FailureKind;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.evaluator.Evaluator;
import nas.evaluator.ProgressListener;
import nas.space.Enumeration;
import nas.space.InvalidArchitectureException;
import nas.space.Space;
import nas.space.listed.NamedSpace;

/**
 * Looks accuracies up in a benchmark file.
 *
 * <p>With {@code per-trial}, the seed of a trial draws one of the runs that the table has for both
 * accuracies, the same run for both. The time of a training is that of the network whose accuracy
 * decides the search.
 *
 * @param <A> the architecture
 */
public final class TabularEvaluator<A> implements Evaluator<A> {

  /** The most architectures of a space that are looked up one by one before a search. */
  private static final int MOST_LISTED = 100_000;

  private final Space<A> space;
  private final Benchmark benchmark;
  private final Function<A, String> key;
  private final TabularSettings.Missing missing;

  /** For each fidelity the runs of which a trial draws one; the last fidelity is the full one. */
  private final Objective objective;

  private final List<List<TargetColumns.Columns>> runs;

  private final Map<String, Integer> measured = new LinkedHashMap<>();

  /**
   * Creates the evaluator.
   *
   * @param notices takes a sentence about architectures that the table lacks, if they are skipped
   * @throws InvalidSettingException if the table does not answer what the settings ask, or lacks
   *     architectures that it must have
   * @throws UserException if the file cannot be read
   */
  public TabularEvaluator(TabularSettings settings, Space<A> space, Consumer<String> notices) {
    this.space = space;
    TargetColumns columns = new TargetColumns(settings);
    benchmark = columns.benchmark();
    Description description = benchmark.description();
    if (!description.space().equals(space.name()) && !space.name().equals(NamedSpace.NAME)) {
      throw new InvalidSettingException(
          "benchmark",
          "The benchmark "
              + benchmark.file()
              + " is about the space "
              + description.space()
              + ", the experiment searches "
              + space.name(),
          "choose the search-space or the benchmark that fits the other");
    }
    key = description.keys() == Description.Keys.CANONICAL_ID ? space::canonicalId : space::format;
    runs = columns.runs();
    objective = columns.objective();
    missing = settings.missing();
    columns.fidelities();
    findMeasured(settings);
    benchmark.requireSound();
    requireKeys();
    requireArchitectures(notices);
  }

  private void findMeasured(TabularSettings settings) {
    benchmark
        .find(Cost.PARAMETERS)
        .ifPresent(column -> measured.put(Cost.PARAMETERS.name(), column));
    for (String name : settings.measure()) {
      Cost cost = new Cost(name);
      measured.put(
          name,
          benchmark
              .find(cost)
              .orElseThrow(
                  () ->
                      new InvalidSettingException(
                          "measure",
                          "The benchmark " + benchmark.file() + " has no '" + name + "'",
                          benchmark.hint(cost))));
    }
  }

  /** Refuses a table whose keys are texts of another space with the same name. */
  private void requireKeys() {
    if (benchmark.description().keys() == Description.Keys.TEXT) {
      String first = benchmark.key(0);
      try {
        space.parse(first);
      } catch (InvalidArchitectureException refused) {
        if (space.size().bitLength() < Integer.SIZE && points().anyMatch(this::isThere)) {
          return;
        }
        throw new InvalidSettingException(
            "benchmark",
            "The benchmark "
                + benchmark.file()
                + " has architectures of another space: "
                + String.valueOf(refused.getMessage()).replaceFirst("\\.$", ""),
            "set search-space to the one it was made for");
      }
    }
  }

  /** Returns the row of an architecture, or else of the one that stands for it. */
  private int row(A architecture) {
    int row = benchmark.row(key.apply(architecture));
    return row == Benchmark.ABSENT
        ? benchmark.row(key.apply(space.representative(architecture)))
        : row;
  }

  private Stream<A> points() {
    return Enumeration.of(space).map(Enumeration::enumerate).orElseGet(Stream::of);
  }

  private boolean isThere(A architecture) {
    int row = row(architecture);
    return row != Benchmark.ABSENT
        && runs.stream().allMatch(ofFidelity -> hasResults(row, ofFidelity));
  }

  /** Says whether a row tells what became of all runs of which a trial may draw one. */
  private boolean hasResults(int row, List<TargetColumns.Columns> drawn) {
    for (TargetColumns.Columns run : drawn) {
      if (!diverged(row, run)
          && (Double.isNaN(benchmark.value(row, run.validation()))
              || Double.isNaN(benchmark.value(row, run.test())))) {
        return false;
      }
    }
    return true;
  }

  /** Says whether a training that decides or is reported diverged. */
  private boolean diverged(int row, TargetColumns.Columns run) {
    return run.diverged().stream().anyMatch(column -> benchmark.value(row, column) > 0);
  }

  @Override
  public Optional<String> whyMissing(A architecture, int fidelity) {
    if (missing != TabularSettings.Missing.SKIP) {
      return Optional.empty();
    }
    int row = row(architecture);
    return row != Benchmark.ABSENT && hasResults(row, runs.get(fidelity))
        ? Optional.empty()
        : Optional.of(lacking());
  }

  private String lacking() {
    return "the benchmark "
        + benchmark.description().name()
        + " has no "
        + objective.words()
        + " of this architecture";
  }

  /** Refuses a table that has too few architectures; says how many are skipped. */
  private void requireArchitectures(Consumer<String> notices) {
    if (missing == TabularSettings.Missing.FAIL) {
      return;
    }
    BigInteger size = space.size();
    BigInteger there = held(size);
    String held =
        String.format(
            Locale.ROOT,
            "The benchmark %s has these %s for %s of the %,d architectures of the search"
                + " space",
            benchmark.file(),
            objective.plural(),
            there.signum() == 0 ? "none" : String.format(Locale.ROOT, "%,d", there),
            size);
    if (there.signum() == 0) {
      throw new InvalidSettingException("benchmark", held, "choose the space that it was made for");
    }
    if (there.compareTo(size) < 0) {
      if (missing == TabularSettings.Missing.REFUSE) {
        throw new InvalidSettingException(
            "missing",
            held,
            "say 'missing: skip', so that those it lacks cost nothing, or search only those that"
                + " it has: 'search-space: {listed: {space: ..., benchmark: FILE}}'");
      }
      notices.accept(held + "; the others are skipped where they are proposed, and cost nothing.");
    }
  }

  /** Returns how many architectures have all values; of a large space an upper limit. */
  private BigInteger held(BigInteger size) {
    if (Enumeration.of(space).isPresent() && size.compareTo(BigInteger.valueOf(MOST_LISTED)) <= 0) {
      return BigInteger.valueOf(points().filter(this::isThere).count());
    }
    int present =
        runs.stream()
            .flatMap(List::stream)
            .mapToInt(
                run ->
                    run.diverged().stream()
                        .mapToInt(this::present)
                        .reduce(
                            Math.min(present(run.validation()), present(run.test())), Math::max))
            .min()
            .orElse(0);
    return BigInteger.valueOf(present);
  }

  private int present(int column) {
    return benchmark.columns().get(column).present();
  }

  @Override
  public Result evaluate(A architecture, long seed, ProgressListener progress) {
    return evaluate(architecture, runs.size() - 1, seed, progress);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The test value is that of {@code report} at every fidelity.
   */
  @Override
  public Result evaluate(A architecture, int fidelity, long seed, ProgressListener progress) {
    int row = row(architecture);
    List<TargetColumns.Columns> drawn = runs.get(fidelity);
    TargetColumns.Columns run =
        drawn.size() == 1
            ? drawn.get(0)
            : drawn.get(
                Seeds.generator(Seeds.mix(seed ^ Seeds.hash("run of a table")))
                    .nextInt(drawn.size()));
    if (row != Benchmark.ABSENT && diverged(row, run)) {
      return new Result.Failed(
          FailureKind.NON_FINITE_LOSS,
          "a training that the benchmark %s has of it diverged"
              .formatted(benchmark.description().name()),
          OptionalDouble.empty());
    }
    double validation =
        row == Benchmark.ABSENT ? Double.NaN : benchmark.value(row, run.validation());
    double test = row == Benchmark.ABSENT ? Double.NaN : benchmark.value(row, run.test());
    if (Double.isNaN(validation) || Double.isNaN(test)) {
      return new Result.Failed(FailureKind.UNTRAINABLE, lacking(), OptionalDouble.empty());
    }
    SortedMap<String, Double> measurements = new TreeMap<>();
    for (Map.Entry<String, Integer> cost : measured.entrySet()) {
      double value = benchmark.value(row, cost.getValue());
      if (!Double.isNaN(value)) {
        measurements.put(cost.getKey(), value);
      }
    }
    double seconds =
        run.trainSeconds().isPresent()
            ? benchmark.value(row, run.trainSeconds().getAsInt())
            : Double.NaN;
    return new Result.Trained(
        objective,
        validation,
        test,
        Double.isNaN(seconds) ? OptionalDouble.empty() : OptionalDouble.of(seconds),
        measurements);
  }

  @Override
  public Objective objective() {
    return objective;
  }

  @Override
  public SortedMap<String, ToDoubleFunction<A>> costs() {
    SortedMap<String, ToDoubleFunction<A>> costs = new TreeMap<>();
    for (int index = 0; index < benchmark.columns().size(); index++) {
      if (benchmark.columns().get(index).quantity() instanceof Cost cost) {
        int column = index;
        costs.put(
            cost.name(),
            architecture -> {
              int row = row(architecture);
              return row == Benchmark.ABSENT ? Double.NaN : benchmark.value(row, column);
            });
      }
    }
    return costs;
  }

  @Override
  public Optional<Better> better(String cost) {
    OptionalInt column = benchmark.find(new Cost(cost));
    return column.isEmpty()
        ? Optional.empty()
        : benchmark.columns().get(column.getAsInt()).better();
  }

  /** {@inheritDoc} It is, unless each trial draws one of several runs. */
  @Override
  public boolean looksUp() {
    return runs.get(runs.size() - 1).size() == 1;
  }

  @Override
  public SortedMap<String, String> provenance() {
    SortedMap<String, String> provenance = new TreeMap<>();
    provenance.put("benchmark", benchmark.description().name());
    provenance.put("benchmark-sha256", benchmark.sha256());
    provenance.put("benchmark-architectures", Integer.toString(benchmark.rows()));
    List<ImportedFile> imported = benchmark.imported();
    for (int i = 0; i < imported.size(); i++) {
      provenance.put("benchmark-imported-" + (i + 1), imported.get(i).name());
      provenance.put("benchmark-imported-" + (i + 1) + "-sha256", imported.get(i).sha256());
    }
    return provenance;
  }

  /** Does nothing: the file is let go when the evaluator is collected. */
  @Override
  public void close() {}
}
