package nas.engine.loss;

import nas.network.OneClass;

/** The cross-entropy of {@link OneClass}; the accuracy in percent. */
public final class OneClassLoss implements LossKind<OneClass> {

  @Override
  public Class<OneClass> target() {
    return OneClass.class;
  }

  @Override
  public Loss of(OneClass target) {
    return new CrossEntropy.Dense(target.classes(), new long[0], 1, Accuracy::new);
  }

  private static final class Accuracy implements Tally {
    private final Right right;

    Accuracy(int classes, int places) {
      right = new Right(classes, places);
    }

    @Override
    public boolean add(float[] outputs, int[] labels, int examples) {
      return right.add(outputs, labels, examples);
    }

    @Override
    public double rightPercent() {
      return right.percent();
    }

    @Override
    public double value() {
      return right.percent();
    }
  }
}
