package nas.evaluator;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import nas.engine.data.Dataset;

/**
 * What an evaluator gets from the experiment around it.
 *
 * @param data the data that the experiment names, if it is needed
 * @param rootSeed seed of the experiment; decides the split of the data
 * @param checkpointFolder where evaluations may leave what they need to go on after the process was
 *     killed; is made by the evaluator when it first writes there
 * @param notices takes sentences about what went wrong without a consequence for the outcome
 * @param metrics finds what scores architectures by zero-cost metrics, on the data and with the
 *     settings of the experiment
 */
public record EvaluatorContext(
    Optional<Dataset> data,
    long rootSeed,
    Optional<Path> checkpointFolder,
    Consumer<String> notices,
    NetworkScorer.Finder metrics) {

  /**
   * Creates a context in which evaluations cannot go on after the process was killed, and which
   * knows no metric.
   */
  public EvaluatorContext(Optional<Dataset> data, long rootSeed) {
    this(data, rootSeed, Optional.empty(), notice -> {}, NetworkScorer.Finder.NONE);
  }
}
