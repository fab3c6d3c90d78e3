package nas.experiment.place;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.trial.Objective;
import nas.engine.data.DescribedData;
import nas.evaluator.AccuracyBasis;

/**
 * What is known of data, engine and evaluator where they are, so that they need not be where a run
 * is decided.
 *
 * @param data the data of the experiment
 * @param engine versions of the engine, by key
 * @param evaluator empty: whoever asks makes one, as it knows of architectures without evaluating
 */
public record Description(
    DescribedData data, SortedMap<String, String> engine, Optional<OfEvaluator> evaluator) {

  /** Copies the map. */
  public Description {
    engine = Collections.unmodifiableSortedMap(new TreeMap<>(engine));
  }

  /**
   * What is known of an evaluator.
   *
   * @param provenance what its results depend on beside the settings
   * @param objective what they are
   * @param basis what test accuracies are to be compared with
   * @param notices what it had to say to people when it was made
   */
  public record OfEvaluator(
      SortedMap<String, String> provenance,
      Objective objective,
      Optional<AccuracyBasis> basis,
      List<String> notices) {

    /** Copies map and list. */
    public OfEvaluator {
      provenance = Collections.unmodifiableSortedMap(new TreeMap<>(provenance));
      notices = List.copyOf(notices);
    }
  }
}
