package nas.experiment.table;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.UserException;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.evaluator.tabular.BenchmarkBuilder;
import nas.evaluator.tabular.Cost;
import nas.evaluator.tabular.Description;
import nas.evaluator.tabular.Keys;
import nas.evaluator.tabular.Quantity;
import nas.evaluator.tabular.Query;
import nas.evaluator.tabular.Run;
import nas.evaluator.tabular.Split;
import nas.evaluator.tabular.importing.Imported;
import nas.experiment.run.OpenedRun;
import nas.experiment.run.OpenedRun.SearchJournal;
import nas.result.Provenance;
import nas.result.journal.RunFolder;
import nas.result.journal.TrialRecord;
import nas.space.Space;

/**
 * The benchmark that a run has trained: a row an architecture, with the validation values after
 * each epoch that was measured and the test value, of each repetition and in the mean; with three
 * or more also in the mean of all but the first, for searches that see the first.
 *
 * <p>Its seed k is the repetition k of the run, from 0. Those that have not ended are left out, and
 * so are architectures of which no training gave a value; both are counted in the notes.
 */
public final class TrainedBenchmark {

  private static final String EPOCHS = "epochs";
  private static final List<String> COSTS = List.of("parameters", "macs");

  private static final Comparator<Query> ORDER =
      Comparator.comparing(Query::split)
          .thenComparing(Query::epochs)
          .thenComparing(query -> query.run().toString());

  private final OpenedRun run;
  private final Path folder;
  private final List<SearchJournal> ended;
  private final String dataset;

  private TrainedBenchmark(OpenedRun run) {
    this.run = run;
    folder = run.folder().path();
    if (run.experiment().strategies().size() > 1) {
      throw new UserException(
          "The run in "
              + folder
              + " has several strategies, and what two of them trained of one network differs",
          "make a benchmark of a run with one, such as exhaustive");
    }
    ended =
        run.journals().stream()
            .filter(run::isSearch)
            .filter(journal -> journal.journal().end().isPresent())
            .toList();
    if (ended.isEmpty()) {
      throw new UserException(
          "No repetition of the run in " + folder + " has ended", "go on with it first");
    }
    dataset = run.provenance().map(from -> from.evaluator().get("data")).orElse("data");
  }

  /**
   * Makes the benchmark of a run.
   *
   * @param licence the licence of the numbers
   * @throws UserException if the run has several strategies, no repetition that has ended, or no
   *     trained network; or if its space comes from a plug-in that is not at hand
   */
  public static Imported of(OpenedRun run, String licence) {
    Space<?> space = run.loaded().createSearchSpace();
    return new TrainedBenchmark(run).imported(space, licence);
  }

  private <A> Imported imported(Space<A> space, String licence) {
    run.requireArchitectures(ended, space);
    int epochs =
        ended.stream()
            .flatMap(journal -> journal.trials().stream())
            .flatMap(trial -> trial.trainedInFull().stream())
            .mapToInt(TrainedBenchmark::epochs)
            .max()
            .orElse(0);
    if (epochs < 1) {
      throw new UserException(
          "The run in " + folder + " has no network that was trained for an epoch",
          "make a benchmark of a run whose evaluator is training or reduced-training");
    }
    BenchmarkBuilder builder =
        new BenchmarkBuilder(
            new Description(
                run.experiment().name(),
                space.name(),
                Keys.kind(space.name()),
                source(),
                licence,
                notes(epochs)));
    Map<Integer, SortedMap<Query, Double>> sums = new TreeMap<>();
    Map<Integer, Map<Query, Integer>> counts = new HashMap<>();
    for (SearchJournal journal : ended) {
      Run seed = new Run.Seed(journal.key().repetition());
      List<Run> means = means(journal.key().repetition());
      for (TrialRecord trial : journal.trials()) {
        Optional<Result.Trained> trained = trial.trainedInFull();
        if (trained.isEmpty()) {
          continue;
        }
        A architecture = space.representative(space.parse(trial.architecture()));
        String key = Keys.key(space, space.format(architecture));
        int row = builder.find(key).orElseGet(() -> builder.addRow(key));
        values(trained.get(), epochs, seed)
            .forEach(
                (query, value) -> {
                  set(builder, row, query, value, trained.get().objective());
                  for (Run over : means) {
                    Query mean =
                        new Query(
                            query.dataset(), query.metric(), query.split(), query.epochs(), over);
                    sums.computeIfAbsent(row, of -> new TreeMap<>(ORDER))
                        .merge(mean, value, Double::sum);
                    counts.computeIfAbsent(row, of -> new HashMap<>()).merge(mean, 1, Integer::sum);
                  }
                });
        for (String cost : COSTS) {
          Double measured = trained.get().measurements().get(cost);
          if (measured != null) {
            builder.set(row, builder.column(new Cost(cost)), measured);
          }
        }
      }
    }
    Objective objective = objective();
    sums.forEach(
        (row, ofRow) ->
            ofRow.forEach(
                (mean, sum) ->
                    set(
                        builder,
                        row,
                        mean,
                        sum / counts.getOrDefault(row, Map.of()).getOrDefault(mean, 1),
                        objective)));
    return Imported.of(builder, files());
  }

  /** Returns the means that a repetition is in. */
  private List<Run> means(int repetition) {
    List<Integer> others =
        ended.stream().map(journal -> journal.key().repetition()).sorted().skip(1).toList();
    return others.size() > 1 && others.contains(repetition)
        ? List.of(Run.MEAN, new Run.MeanOf(others))
        : List.of(Run.MEAN);
  }

  private Objective objective() {
    return ended.stream()
        .flatMap(journal -> journal.trials().stream())
        .flatMap(trial -> trial.trainedInFull().stream())
        .map(Result.Trained::objective)
        .findFirst()
        .orElseThrow();
  }

  private static void set(
      BenchmarkBuilder builder, int row, Quantity quantity, double value, Objective objective) {
    builder.set(row, builder.column(quantity), value);
    builder.better(quantity, objective.better());
  }

  private static int epochs(Result.Trained trained) {
    return (int) (double) trained.measurements().getOrDefault(EPOCHS, 0.0);
  }

  /** Returns what one training measured; its own value counts as that after the last epoch. */
  private SortedMap<Query, Double> values(Result.Trained trained, int epochs, Run seed) {
    SortedMap<Query, Double> values = new TreeMap<>(ORDER);
    String metric = trained.objective().key();
    trained
        .validationCurve()
        .byEpoch()
        .forEach(
            (epoch, value) -> {
              if (epoch < epochs) {
                values.put(new Query(dataset, metric, Split.VALIDATION, epoch, seed), value);
              }
            });
    values.put(new Query(dataset, metric, Split.VALIDATION, epochs, seed), trained.validation());
    trained
        .test()
        .ifPresent(
            value -> values.put(new Query(dataset, metric, Split.TEST, epochs, seed), value));
    return values;
  }

  private String source() {
    Optional<Provenance> provenance = run.provenance();
    return "trained by this program, experiment %s of root seed %d; digest of the journals %s%s"
        .formatted(
            run.experiment().name(),
            run.experiment().seed(),
            run.folder().digest(),
            provenance
                .map(
                    from ->
                        "; "
                            + String.join(
                                ", ",
                                from.evaluator().entrySet().stream()
                                    .map(entry -> entry.getKey() + " " + entry.getValue())
                                    .toList()))
                .orElse(""));
  }

  private String notes(int epochs) {
    long failed =
        ended.stream()
            .flatMap(journal -> journal.trials().stream())
            .filter(TrialRecord::evaluated)
            .filter(trial -> trial.trainedInFull().isEmpty())
            .count();
    int left = run.experiment().repetitions() - ended.size();
    List<String> notes = new ArrayList<>();
    run.experiment().description().ifPresent(notes::add);
    notes.add(
        String.format(
            Locale.ROOT,
            "Each network was trained %s for at most %d epochs; seed k is repetition k, a mean is that"
                + " of the seeds there are.",
            ended.size() == 1 ? "once" : ended.size() + " times",
            epochs));
    if (failed > 0) {
      notes.add(
          String.format(Locale.ROOT, "%,d evaluations gave no value and are left out.", failed));
    }
    if (left > 0) {
      notes.add("Repetitions that had not ended and are left out: " + left + ".");
    }
    return String.join(" ", notes);
  }

  private List<Path> files() {
    RunFolder at = run.folder();
    List<Path> files = new ArrayList<>();
    files.add(at.experimentFile());
    run.provenance().ifPresent(there -> files.add(at.provenanceFile()));
    ended.forEach(
        journal ->
            files.add(
                at.journalFile(
                    journal.key().strategyIndex(),
                    journal.key().strategy(),
                    journal.key().repetition())));
    return files;
  }
}
