package nas.network;

import nas.core.trial.Objective;

/**
 * The class of an example; networks are compared by their accuracy.
 *
 * @param classes number of classes, at least 2
 */
public record OneClass(int classes) implements Target {

  /** Checks the range. */
  public OneClass {
    if (classes < 2) {
      throw new IllegalArgumentException("classes (" + classes + ") must be at least 2");
    }
  }

  @Override
  public int labels() {
    return 1;
  }

  @Override
  public FeatureShape output() {
    return new FeatureShape(classes, 1, 1);
  }

  @Override
  public Objective objective() {
    return Objective.ACCURACY;
  }

  @Override
  public String described() {
    return classes + " classes";
  }
}
