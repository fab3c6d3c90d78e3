package nas.experiment.place;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import nas.engine.data.ImageData;
import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.evaluator.ProgressListener;
import nas.evaluator.SliceResult;
import nas.experiment.config.ExperimentReader;
import nas.experiment.config.LoadedExperiment;
import nas.space.Space;

/**
 * This process as a workplace: space, images and evaluator are made here, from the text of the
 * experiment, when they are first needed. It is what answers in every other workplace, too.
 */
public final class LocalWorkplace implements Workplace {

  private final ExperimentReader reader;
  private final int slots;
  private final Consumer<String> notices;

  /** What was made so far; a workplace serves few experiments, most often one. */
  private final Map<Setup, Made<?>> made = new ConcurrentHashMap<>();

  /** A space with the evaluator of its architectures. */
  private record Made<A>(Space<A> space, Evaluator<A> evaluator) {

    SliceResult evaluate(EvaluationRequest request, ProgressListener progress)
        throws InterruptedException {
      return evaluator.evaluate(
          space.parse(request.architecture()),
          request.fidelity(),
          request.seed(),
          request.slice(),
          progress);
    }
  }

  /** Something to answer. */
  @FunctionalInterface
  private interface Work {
    Answer answer() throws InterruptedException;
  }

  /**
   * Creates a workplace.
   *
   * @param reader knows the plug-ins
   * @param slots at least 1
   * @param notices takes sentences about what went wrong in evaluations without a consequence for
   *     their results; what is to be said of the data is left to whoever asks
   */
  public LocalWorkplace(ExperimentReader reader, int slots, Consumer<String> notices) {
    this.reader = reader;
    this.slots = slots;
    this.notices = notices;
  }

  @Override
  public int slots() {
    return slots;
  }

  @Override
  public String provenance(String setup) throws InterruptedException {
    return answer(() -> new Answer.Told(made(Setup.of(setup)).evaluator().provenance()));
  }

  @Override
  public String evaluate(String request, ProgressListener progress) throws InterruptedException {
    return answer(
        () -> {
          EvaluationRequest asked = EvaluationRequest.of(request);
          return new Answer.Evaluated(made(asked.setup()).evaluate(asked, progress));
        });
  }

  private static String answer(Work work) throws InterruptedException {
    try {
      return work.answer().toText();
    } catch (InterruptedException | OutOfMemoryError fatal) {
      throw fatal;
    } catch (Throwable thrown) {
      return Answer.of(thrown).toText();
    }
  }

  private Made<?> made(Setup setup) {
    return made.computeIfAbsent(
        setup,
        wanted -> {
          LoadedExperiment loaded = reader.read(wanted.experiment(), "the experiment", List.of());
          return make(loaded, loaded.createSearchSpace(), wanted.checkpointFolder().map(Path::of));
        });
  }

  private <A> Made<A> make(LoadedExperiment loaded, Space<A> space, Optional<Path> checkpoints) {
    Optional<ImageData> images =
        loaded.evaluatorNeedsImages() ? Optional.of(loaded.readData()) : Optional.empty();
    AtomicBoolean isMade = new AtomicBoolean();
    EvaluatorContext context =
        new EvaluatorContext(
            images,
            loaded.experiment().seed(),
            checkpoints,
            notice -> {
              if (isMade.get()) {
                notices.accept(notice);
              }
            });
    Made<A> all = new Made<>(space, loaded.createEvaluator(space, context));
    isMade.set(true);
    return all;
  }

  @Override
  public void close() {
    made.values().forEach(one -> one.evaluator().close());
    made.clear();
  }
}
