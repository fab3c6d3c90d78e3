package nas.experiment.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import nas.engine.LatencyMeter;
import nas.engine.ProcessorLatency;
import nas.engine.data.Dataset;
import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.experiment.Processor;
import nas.experiment.config.Experiment;
import nas.experiment.config.LoadedExperiment;
import nas.experiment.config.StrategyEntry;
import nas.experiment.place.DescribedEvaluator;
import nas.experiment.place.Description;
import nas.experiment.place.Elsewhere;
import nas.experiment.place.PlacedEvaluator;
import nas.experiment.place.PlacedScoring;
import nas.experiment.place.Setup;
import nas.experiment.place.Workplace;
import nas.experiment.score.ExperimentScorers;
import nas.proxy.service.SubjectScorer;
import nas.proxy.service.Subjects;
import nas.result.journal.RunFolder;
import nas.space.Space;

/** Makes the parts that an experiment names. */
public final class RunPlans {

  private RunPlans() {}

  /**
   * Makes search space, evaluator and strategies, and reads the images if the evaluator needs them.
   *
   * @param workers evaluations at once
   * @param folder where evaluations may leave checkpoints; nothing is written yet
   * @param workplace where evaluations take place and networks are scored; empty: on threads of
   *     this process, with the evaluator that is made here
   * @param notices takes sentences about what went wrong without a consequence for the results
   * @throws nas.experiment.config.ExperimentException if a part refuses a setting
   * @throws nas.core.UserException if images are missing or damaged
   */
  public static RunPlan<?> make(
      LoadedExperiment loaded,
      int workers,
      RunFolder folder,
      Optional<Workplace> workplace,
      Consumer<String> notices) {
    return make(
        loaded, workers, folder, workplace, new ProcessorLatency(System::nanoTime), notices);
  }

  /**
   * Makes them with another meter of latencies.
   *
   * @param meter asked only where an experiment limits the measured latency
   */
  static RunPlan<?> make(
      LoadedExperiment loaded,
      int workers,
      RunFolder folder,
      Optional<Workplace> workplace,
      LatencyMeter meter,
      Consumer<String> notices) {
    // Only the report needs them, but what is wrong is better refused before hours of training.
    loaded.baseline();
    loaded.published();
    loaded.requireReachable();
    Space<?> space = loaded.createSearchSpace();
    loaded.requireTrainable(space);
    return make(loaded, space, workers, folder, workplace, meter, notices);
  }

  private static <A> RunPlan<A> make(
      LoadedExperiment loaded,
      Space<A> whole,
      int workers,
      RunFolder folder,
      Optional<Workplace> workplace,
      LatencyMeter meter,
      Consumer<String> notices) {
    Experiment experiment = loaded.experiment();
    Optional<Path> checkpoints = Optional.of(folder.checkpointFolder());
    Setup setup = Setup.of(experiment, checkpoints);
    Elsewhere elsewhere = new Elsewhere(workplace, setup);
    LazyImages images = new LazyImages(loaded, () -> elsewhere.data(loaded), whole, notices);
    Evaluator<A> evaluator = evaluator(loaded, whole, images, elsewhere, checkpoints, notices);
    MeasuredLatencies<A> latencies =
        new MeasuredLatencies<>(
            whole, experiment, () -> images.get().task(), folder, Optional.of(meter), notices);
    WeightedSums.requireObjectives(loaded, evaluator.objective());
    Quantities<A> quantities = Quantities.of(loaded, whole, evaluator, images::get, latencies);
    Constraints.Limited<A> limited = Constraints.limit(loaded, whole, quantities, latencies);
    Space<A> space = limited.space();
    GuidedStrategies<A> guided =
        new GuidedStrategies<>(
            loaded,
            space,
            () -> scorer(loaded, space, images, elsewhere),
            new ScoreColumns<>(() -> evaluator),
            workplace.map(
                place ->
                    circumstances ->
                        new PlacedScoring<>(whole, setup, circumstances, place, notices)));
    List<RunPlan.NamedStrategy<A>> strategies = new ArrayList<>();
    for (int index = 0; index < experiment.strategies().size(); index++) {
      StrategyEntry entry = experiment.strategies().get(index);
      int strategy = index;
      RunPlan.NamedStrategy<A> named =
          new RunPlan.NamedStrategy<>(
              entry.label(),
              (repetition, progress) -> guided.strategy(strategy, repetition, progress));
      // Once in vain, so that a setting is refused before anything is trained.
      Objects.requireNonNull(named.maker().make(0, scoring -> {}), entry.label());
      strategies.add(named);
    }
    guided.requireMeasurable();
    SortedMap<String, String> provenance = new TreeMap<>(evaluator.provenance());
    FewValidationImages.remark(experiment.budget(), evaluator.objective(), provenance)
        .ifPresent(notices);
    provenance.putAll(guided.provenance());
    if (Constraints.measured(loaded) || FurtherObjectives.measured(experiment)) {
      provenance.put(MeasuredLatencies.QUANTITY, "on " + Processor.name());
    }
    int full = guided.fidelities().size() - 1;
    Optional<PlacedEvaluator<A>> placed =
        workplace.map(
            place -> new PlacedEvaluator<>(evaluator, whole, setup, full, place, notices));
    Evaluator<A> measuring =
        FurtherObjectives.measuring(
            experiment,
            placed.<Evaluator<A>>map(there -> there).orElse(evaluator),
            full,
            quantities);
    FrontScales.require(
        loaded, space, FurtherObjectives.measuring(experiment, evaluator, full, quantities));
    List<Baseline<?>> beside =
        new Baselines(loaded, images)
            .of(
                whole,
                measuring,
                (networks, handmade) -> {
                  Setup ofThem = Setup.of(networks.experiment(), checkpoints);
                  return placed(
                      evaluator(
                          networks,
                          handmade,
                          images,
                          new Elsewhere(workplace, ofThem),
                          checkpoints,
                          notices),
                      handmade,
                      ofThem,
                      full,
                      workplace,
                      notices);
                });
    return new RunPlan<>(
        space,
        measuring,
        () -> {
          limited.check().run();
          placed.ifPresent(RunPlans::requireSame);
          guided.requireUsablePlace();
        },
        provenance,
        strategies,
        beside,
        new SearchRules(
            experiment.budget(),
            guided.fidelities(),
            FurtherObjectives.of(experiment),
            loaded.medianStopping()),
        experiment.repetitions(),
        experiment.seed(),
        workers);
  }

  /** Returns an evaluator whose evaluations take place where those of the experiment do. */
  private static <A> Evaluator<A> placed(
      Evaluator<A> evaluator,
      Space<A> space,
      Setup setup,
      int full,
      Optional<Workplace> workplace,
      Consumer<String> notices) {
    return workplace.isPresent()
        ? new PlacedEvaluator<>(evaluator, space, setup, full, workplace.get(), notices)
        : evaluator;
  }

  private static void requireSame(PlacedEvaluator<?> placed) {
    try {
      placed.requireSameProvenance();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException(e);
    }
  }

  /** Makes what knows on what scores depend. */
  static <A> SubjectScorer<A> scorer(
      LoadedExperiment loaded, Space<A> space, LazyImages images, Elsewhere elsewhere) {
    return elsewhere.scorer(
        loaded, Subjects.of(space, loaded.experiment().spaceSettings()), images::get);
  }

  /** Makes the evaluator, unless it is elsewhere and has nothing to say here. */
  private static <A> Evaluator<A> evaluator(
      LoadedExperiment loaded,
      Space<A> space,
      LazyImages images,
      Elsewhere elsewhere,
      Optional<Path> checkpoints,
      Consumer<String> notices) {
    Optional<Description.OfEvaluator> described =
        loaded.evaluatorOnlyEvaluates()
            ? elsewhere.description().flatMap(Description::evaluator)
            : Optional.empty();
    if (described.isEmpty()) {
      return evaluator(loaded, space, images, checkpoints, notices);
    }
    // Refuses those that do not fit, and tells what was left out.
    images.get();
    described.get().notices().forEach(notices);
    return new DescribedEvaluator<>(described.get());
  }

  /** Makes the evaluator, with the images only if it needs them. */
  private static <A> Evaluator<A> evaluator(
      LoadedExperiment loaded,
      Space<A> space,
      LazyImages images,
      Optional<Path> checkpoints,
      Consumer<String> notices) {
    Optional<Dataset> data =
        loaded.evaluatorNeedsImages() ? Optional.of(images.get()) : Optional.empty();
    return loaded.createEvaluator(
        space,
        new EvaluatorContext(
            data,
            loaded.experiment().seed(),
            checkpoints,
            notices,
            new ExperimentScorers(loaded, images::get)));
  }

  /** Makes the evaluator for a replay, which evaluates nothing. */
  static <A> Evaluator<A> evaluator(LoadedExperiment loaded, Space<A> space, LazyImages images) {
    return evaluator(loaded, space, images, Optional.empty(), notice -> {});
  }

  /** Returns an evaluator whose results hold the further objectives, and which measures nothing. */
  static <A> Evaluator<A> measuring(
      LoadedExperiment loaded,
      Space<A> space,
      Evaluator<A> evaluator,
      LazyImages images,
      RunFolder folder) {
    return FurtherObjectives.measuring(
        loaded.experiment(),
        evaluator,
        loaded.fidelities().size() - 1,
        Quantities.of(loaded, space, evaluator, images::get, kept(loaded, space, images, folder)));
  }

  private static <A> MeasuredLatencies<A> kept(
      LoadedExperiment loaded, Space<A> space, LazyImages images, RunFolder folder) {
    return new MeasuredLatencies<>(
        space,
        loaded.experiment(),
        () -> images.get().task(),
        folder,
        Optional.empty(),
        notice -> {});
  }

  /**
   * Returns the space that strategies see, for a replay. It knows the latencies that are kept, and
   * throws {@link MeasuredLatencies.UnmeasuredException} where it is asked for others.
   *
   * @throws nas.experiment.config.ExperimentException if a part refuses a setting
   */
  static <A> Space<A> searched(
      LoadedExperiment loaded, Space<A> space, LazyImages images, RunFolder folder) {
    if (!Constraints.any(loaded)) {
      return space;
    }
    try (Evaluator<A> evaluator =
        evaluator(loaded, space, images, Optional.empty(), notice -> {})) {
      MeasuredLatencies<A> latencies = kept(loaded, space, images, folder);
      return Constraints.limit(
              loaded,
              space,
              Quantities.of(loaded, space, evaluator, images::get, latencies),
              latencies)
          .space();
    }
  }
}
