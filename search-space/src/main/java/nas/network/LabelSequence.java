package nas.network;

import nas.core.trial.Objective;

/**
 * The labels of a sequence, such as the phonemes of an utterance, in their order but not at stated
 * steps; networks are compared by the rate of wrong labels.
 *
 * <p>A network says at each step a class or the blank, which is class 0; what it spells is left
 * when equal classes in a row are united and blanks are left out (connectionist temporal
 * classification, Graves et al. 2006, doi:10.1145/1143844.1143891). In an answer 0 stands behind
 * the last label.
 *
 * @param classes number of classes, the blank among them, at least 2
 * @param steps number of steps of the output
 * @param mostLabels number of labels of an example at most
 */
public record LabelSequence(int classes, int steps, int mostLabels) implements Target {

  /** Checks the ranges. */
  public LabelSequence {
    if (classes < 2) {
      throw new IllegalArgumentException("classes (" + classes + ") must be at least 2");
    }
    if (mostLabels < 1 || steps < mostLabels) {
      throw new IllegalArgumentException(
          "%d steps cannot spell up to %d labels".formatted(steps, mostLabels));
    }
  }

  @Override
  public int labels() {
    return mostLabels;
  }

  @Override
  public FeatureShape output() {
    return FeatureShape.sequence(classes, steps);
  }

  @Override
  public Objective objective() {
    return Objective.LABEL_ERROR_RATE;
  }

  @Override
  public String described() {
    return "up to %d labels, spelt by one of %d classes at each of %d steps"
        .formatted(mostLabels, classes, steps);
  }
}
