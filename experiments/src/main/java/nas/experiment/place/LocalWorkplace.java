package nas.experiment.place;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import nas.evaluator.ProgressListener;
import nas.experiment.config.ExperimentReader;
import nas.experiment.config.LoadedExperiment;

/**
 * This process as a workplace: space, images, evaluator and scorer are made here, from the text of
 * the experiment, when they are first needed. It is what answers in every other workplace, too.
 */
public final class LocalWorkplace implements Workplace {

  private final ExperimentReader reader;
  private final int slots;
  private final Consumer<String> notices;

  /** What was made so far; a workplace serves few experiments, most often one. */
  private final Map<Setup, Parts<?>> made = new ConcurrentHashMap<>();

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
    return answer(() -> new Answer.Told(parts(Setup.of(setup)).provenance()));
  }

  /**
   * Describes data, engine and evaluator to whoever is on another machine.
   *
   * @param setup the text of a {@link Setup}
   * @return the text of an {@link Answer}
   * @throws InterruptedException if the thread was interrupted
   */
  public String description(String setup) throws InterruptedException {
    return answer(() -> new Answer.Described(parts(Setup.of(setup)).description()));
  }

  @Override
  public String evaluate(String request, ProgressListener progress) throws InterruptedException {
    return answer(
        () -> {
          EvaluationRequest asked = EvaluationRequest.of(request);
          return new Answer.Evaluated(parts(asked.setup()).evaluate(asked, progress));
        });
  }

  @Override
  public String score(String request) throws InterruptedException {
    return answer(
        () -> {
          ScoreRequest asked = ScoreRequest.of(request);
          return new Answer.Scored(parts(asked.setup()).score(asked));
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

  private Parts<?> parts(Setup setup) {
    return made.computeIfAbsent(
        setup,
        wanted -> {
          LoadedExperiment loaded = reader.read(wanted.experiment(), "the experiment", List.of());
          return Parts.of(loaded, loaded.createSearchSpace(), wanted, notices);
        });
  }

  @Override
  public void close() {
    made.values().forEach(Parts::close);
    made.clear();
  }
}
