package nas.engine.data;

import java.util.List;
import nas.core.UserException;
import nas.engine.ctc.CtcLoss;
import nas.network.FeatureShape;
import nas.network.LabelSequence;
import nas.network.Target;

/**
 * Refuses examples that no network can be trained on: values that are no finite numbers, labels
 * that are none of the classes, and sequences of labels that the steps of an output cannot spell.
 */
public final class SoundExamples {

  private final Dataset data;
  private final Target target;

  private SoundExamples(Dataset data) {
    this.data = data;
    target = data.task().target();
  }

  /**
   * Reads all examples once. Images are bytes with labels that were checked when they were read.
   *
   * @return the same data
   * @throws UserException if an example is refused; the message says which, and where in it
   */
  public static Dataset of(Dataset data) {
    if (data.asImages().isEmpty()) {
      SoundExamples check = new SoundExamples(data);
      for (Part part : Part.values()) {
        check.require(part, data.examples(part));
      }
    }
    return data;
  }

  private void require(Part part, Examples examples) {
    float[] input = new float[Math.toIntExact(examples.shape().elements())];
    int[] labels = new int[target.labels()];
    boolean anyLabel = false;
    for (int example = 0; example < examples.count(); example++) {
      examples.read(example, input, labels);
      String place = "example %d to %s".formatted(example + 1, part.purpose());
      requireFinite(place, examples.shape(), input);
      requireClasses(place, labels);
      if (target instanceof LabelSequence sequence) {
        List<Integer> spelt = CtcLoss.spelt(labels, 0, labels.length);
        requireSteps(place, sequence.steps(), spelt);
        anyLabel |= !spelt.isEmpty();
      }
    }
    if (target instanceof LabelSequence && !anyLabel) {
      throw refused(
          "none of its %d examples to %s has a label, so that no rate of wrong ones can be computed"
              .formatted(examples.count(), part.purpose()),
          "divide the examples in another way");
    }
  }

  private void requireFinite(String place, FeatureShape shape, float[] input) {
    for (int at = 0; at < input.length; at++) {
      if (!Float.isFinite(input[at])) {
        boolean features = shape.kind() == FeatureShape.Kind.SEQUENCE;
        throw refused(
            "%s of %s is %s, where networks compute with finite numbers"
                .formatted(
                    features
                        ? "feature %d at step %d"
                            .formatted(at / shape.width() + 1, at % shape.width() + 1)
                        : "value " + (at + 1),
                    place,
                    input[at]),
            Float.isNaN(input[at])
                ? "see how it was computed: what never changes, for one, cannot be divided by its deviation"
                : "see how it was computed: the logarithm of silence, for one, is minus infinity");
      }
    }
  }

  private void requireClasses(String place, int[] labels) {
    for (int label : labels) {
      if (label < 0 || label >= target.classes()) {
        throw refused(
            "label (%d) of %s must be from 0 to %d".formatted(label, place, target.classes() - 1),
            "number the classes from 0, or tell the target of all of them");
      }
    }
  }

  private void requireSteps(String place, int steps, List<Integer> spelt) {
    int needed = CtcLoss.stepsNeeded(spelt);
    if (needed > steps) {
      throw refused(
          "the %d labels of %s need %d steps of output (one for each and one between equal ones), but networks have %d"
              .formatted(spelt.size(), place, needed, steps),
          "use longer utterances or shorter texts, or networks that shorten them less");
    }
  }

  private UserException refused(String problem, String advice) {
    return new UserException("Data set %s: %s".formatted(data.name(), problem), advice);
  }
}
