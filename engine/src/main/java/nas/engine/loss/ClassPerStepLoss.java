package nas.engine.loss;

import nas.network.ClassPerStep;

/** The mean cross-entropy over all steps of {@link ClassPerStep}; the perplexity. */
public final class ClassPerStepLoss implements LossKind<ClassPerStep> {

  @Override
  public Class<ClassPerStep> target() {
    return ClassPerStep.class;
  }

  @Override
  public Loss of(ClassPerStep target) {
    return new CrossEntropy.Dense(
        target.classes(), new long[] {target.steps()}, target.steps(), Perplexity::new);
  }

  private static final class Perplexity implements Tally {
    private final Right right;
    private final int classes;
    private final int steps;
    private double nats;
    private long seen;

    Perplexity(int classes, int steps) {
      right = new Right(classes, steps);
      this.classes = classes;
      this.steps = steps;
    }

    @Override
    public boolean add(float[] outputs, int[] labels, int examples) {
      boolean finite = right.add(outputs, labels, examples);
      for (int example = 0; example < examples && finite; example++) {
        for (int step = 0; step < steps; step++) {
          int from = example * classes * steps + step;
          nats += surprise(outputs, from, labels[example * steps + step]);
        }
      }
      seen += (long) examples * steps;
      return finite;
    }

    /** Returns minus the logarithm of the probability of a label. */
    private double surprise(float[] logits, int from, int label) {
      double greatest = Double.NEGATIVE_INFINITY;
      for (int at = 0; at < classes; at++) {
        greatest = Math.max(greatest, logits[from + at * steps]);
      }
      double sum = 0;
      for (int at = 0; at < classes; at++) {
        sum += StrictMath.exp(logits[from + at * steps] - greatest);
      }
      return greatest + StrictMath.log(sum) - logits[from + label * steps];
    }

    @Override
    public double rightPercent() {
      return right.percent();
    }

    @Override
    public double value() {
      return StrictMath.exp(nats / seen);
    }
  }
}
