package nas.experiment.place;

import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;
import nas.core.UserException;
import nas.engine.data.Dataset;
import nas.experiment.config.LoadedExperiment;
import nas.proxy.service.SubjectScorer;
import nas.proxy.service.Subjects;

/**
 * What a workplace on other machines tells of the data and the evaluator of an experiment. It is
 * asked when that is first needed, and once.
 *
 * <p>Safe for use by several threads.
 */
public final class Elsewhere {

  private final Optional<Workplace> workplace;
  private final Setup setup;

  /** Whether it was asked; guarded by this. */
  private boolean asked;

  /** What it said then; guarded by this. */
  private Optional<Description> told = Optional.empty();

  /**
   * Creates it; nothing is asked yet.
   *
   * @param workplace empty, or on this machine: everything is here
   */
  public Elsewhere(Optional<Workplace> workplace, Setup setup) {
    this.workplace = workplace;
    this.setup = setup;
  }

  /**
   * Returns what is told; empty: all is here.
   *
   * @throws UserException if data are missing there, or a setting is refused
   */
  public synchronized Optional<Description> description() {
    if (!asked) {
      told = workplace.flatMap(this::described);
      asked = true;
    }
    return told;
  }

  private Optional<Description> described(Workplace place) {
    try {
      return place
          .describe(setup.toText())
          .map(answer -> ((Answer.Described) Answer.reached(answer)).description());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new UserException("Stopped while workers were asked for their data", "");
    } catch (WorkerLostException lost) {
      throw new UserException(
          "A worker that was to read the data ended: " + lost.reason(),
          "see its log; it may have too little memory");
    }
  }

  /** Returns the data: described if they are elsewhere, else read. */
  public Dataset data(LoadedExperiment loaded) {
    return description().<Dataset>map(Description::data).orElseGet(loaded::readData);
  }

  /**
   * Returns what knows on what the scores of networks depend.
   *
   * @param data asked only here
   */
  public <A> SubjectScorer<A> scorer(
      LoadedExperiment loaded, Subjects<A> subjects, Supplier<Dataset> data) {
    Dataset known = data.get();
    long seed = loaded.experiment().seed();
    Optional<SortedMap<String, String>> engine = description().map(Description::engine);
    return engine.isPresent()
        ? SubjectScorer.elsewhere(
            subjects, known, loaded.experiment().proxies(), seed, engine.get())
        : new SubjectScorer<>(subjects, known, loaded.experiment().proxies(), seed);
  }
}
