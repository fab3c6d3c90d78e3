package nas.experiment.place;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import nas.core.UserException;
import nas.engine.data.Dataset;
import nas.engine.data.DescribedData;
import nas.engine.tensor.PyTorch;
import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.evaluator.ProgressListener;
import nas.evaluator.SliceResult;
import nas.experiment.config.Experiment;
import nas.experiment.config.LoadedExperiment;
import nas.experiment.score.ExperimentScorers;
import nas.proxy.Metric;
import nas.proxy.service.MeasuredScores;
import nas.proxy.service.ScoreStore;
import nas.proxy.service.SubjectScorer;
import nas.proxy.service.Subjects;
import nas.space.Space;
import org.jspecify.annotations.Nullable;

/**
 * What is made of a {@link Setup}, each part when it is first needed, and once.
 *
 * <p>Safe for use by several threads.
 *
 * @param <A> the architecture
 */
final class Parts<A> {

  private final LoadedExperiment loaded;
  private final Space<A> space;
  private final Setup setup;
  private final Consumer<String> notices;

  /** Guarded by this, as are the others. */
  private @Nullable Dataset images;

  private @Nullable Evaluator<A> evaluator;
  private @Nullable Scoring<A> scoring;

  /** What the evaluator said while it was made. */
  private final List<String> said = new ArrayList<>();

  /** A scorer with what its scores depend on. */
  private record Scoring<A>(SubjectScorer<A> scorer, SortedMap<String, String> circumstances) {}

  private Parts(LoadedExperiment loaded, Space<A> space, Setup setup, Consumer<String> notices) {
    this.loaded = loaded;
    this.space = space;
    this.setup = setup;
    this.notices = notices;
  }

  static <A> Parts<A> of(
      LoadedExperiment loaded, Space<A> space, Setup setup, Consumer<String> notices) {
    return new Parts<>(loaded, space, setup, notices);
  }

  SortedMap<String, String> provenance() {
    return evaluator().provenance();
  }

  Description description() {
    return new Description(
        DescribedData.of(images()),
        PyTorch.versions(),
        loaded.evaluatorOnlyEvaluates() ? Optional.of(described(evaluator())) : Optional.empty());
  }

  private synchronized Description.OfEvaluator described(Evaluator<A> made) {
    return new Description.OfEvaluator(
        made.provenance(), made.objective(), made.basis(), List.copyOf(said));
  }

  SliceResult evaluate(EvaluationRequest request, ProgressListener progress)
      throws InterruptedException {
    return evaluator()
        .evaluate(
            space.parse(request.architecture()),
            request.fidelity(),
            request.seed(),
            request.slice(),
            progress);
  }

  List<MeasuredScores> score(ScoreRequest request) throws InterruptedException {
    Scoring<A> made = scoring();
    Differences.refuse("score", request.circumstances(), made.circumstances());
    List<Metric> metrics = request.metrics().stream().map(this::metric).toList();
    if (request.architectures().isEmpty()) {
      made.scorer().requireMeasurable(metrics);
    }
    List<MeasuredScores> scores = new ArrayList<>();
    for (String architecture : request.architectures()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      scores.add(made.scorer().score(space.parse(architecture), metrics));
    }
    return scores;
  }

  /** Returns the metric of a label. */
  private Metric metric(String label) {
    Metric metric = loaded.metrics().find(label.substring(0, label.lastIndexOf('@')));
    if (!ScoreStore.label(metric).equals(label)) {
      throw new UserException(
          "Workers would score by %s, here it is %s".formatted(ScoreStore.label(metric), label),
          "see that program and plug-ins are the same there");
    }
    return metric;
  }

  private synchronized Dataset images() {
    Dataset known = images;
    if (known == null) {
      known = loaded.readData();
      images = known;
    }
    return known;
  }

  private synchronized Evaluator<A> evaluator() {
    Evaluator<A> known = evaluator;
    if (known == null) {
      AtomicBoolean isMade = new AtomicBoolean();
      known =
          loaded.createEvaluator(
              space,
              new EvaluatorContext(
                  loaded.evaluatorNeedsImages() ? Optional.of(images()) : Optional.empty(),
                  loaded.experiment().seed(),
                  setup.checkpointFolder().map(Path::of),
                  notice -> {
                    if (isMade.get()) {
                      notices.accept(notice);
                    } else {
                      said.add(notice);
                    }
                  },
                  new ExperimentScorers(loaded, this::images)));
      evaluator = known;
      isMade.set(true);
    }
    return known;
  }

  private synchronized Scoring<A> scoring() {
    Scoring<A> known = scoring;
    if (known == null) {
      Experiment experiment = loaded.experiment();
      SubjectScorer<A> scorer =
          new SubjectScorer<>(
              Subjects.of(space, experiment.spaceSettings()),
              images(),
              experiment.proxies(),
              experiment.seed());
      known = new Scoring<>(scorer, scorer.circumstances());
      scoring = known;
    }
    return known;
  }

  synchronized void close() {
    if (evaluator != null) {
      evaluator.close();
    }
  }
}
