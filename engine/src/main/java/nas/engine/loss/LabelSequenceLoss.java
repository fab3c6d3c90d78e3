package nas.engine.loss;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import nas.engine.ctc.CtcLoss;
import nas.engine.tensor.Tensor;
import nas.network.LabelSequence;

/**
 * Connectionist temporal classification for {@link LabelSequence}: the mean over the examples of
 * each one's loss by the number of steps; the label error rate of the classes with the greatest
 * logits.
 */
public final class LabelSequenceLoss implements LossKind<LabelSequence> {

  @Override
  public Class<LabelSequence> target() {
    return LabelSequence.class;
  }

  @Override
  public Loss of(LabelSequence target) {
    return new Ctc(target);
  }

  /** An answer is its share, then its labels. */
  private record Ctc(LabelSequence target) implements Loss {

    @Override
    public long[] shape(long batch) {
      return new long[] {batch, 1L + target.mostLabels()};
    }

    @Override
    public void write(int[] labels, double share, FloatBuffer into) {
      into.put(0, (float) share);
      for (int at = 0; at < target.mostLabels(); at++) {
        into.put(1 + at, labels[at]);
      }
    }

    /** The derivative is known, so the engine need not follow how the loss comes about. */
    @Override
    public Tensor of(Tensor outputs, Tensor answers) {
      double[] rows = answers.toDoubles();
      int width = 1 + target.mostLabels();
      double[] shares = new double[rows.length / width];
      List<CtcLoss.Utterance> batch = new ArrayList<>();
      for (int example = 0; example < shares.length; example++) {
        shares[example] = rows[example * width];
        int[] labels = new int[target.mostLabels()];
        for (int at = 0; at < labels.length; at++) {
          labels[at] = (int) rows[example * width + 1 + at];
        }
        batch.add(new CtcLoss.Utterance(CtcLoss.spelt(labels, 0, labels.length), target.steps()));
      }
      CtcLoss.LossAndGradient found =
          CtcLoss.perStep(outputs.toDoubles(), target.classes(), target.steps(), batch, shares);
      double[] gradient = found.gradient();
      if (!Double.isFinite(found.loss())) {
        Arrays.fill(gradient, Double.NaN);
      }
      try (Tensor slope = outputs.scope().numbers(outputs.precision(), gradient, outputs.shape());
          Tensor products = outputs.mul(slope);
          Tensor product = products.sum()) {
        return product.add(found.loss() - product.scalar());
      }
    }

    /** How the derivative itself changes is not known to the engine. */
    @Override
    public boolean twiceDifferentiable() {
      return false;
    }

    @Override
    public Tally tally() {
      return new Errors(target);
    }
  }

  private static final class Errors implements Tally {
    private final LabelSequence target;
    private long examples;
    private long right;
    private long labels;
    private long edits;

    Errors(LabelSequence target) {
      this.target = target;
    }

    @Override
    public boolean add(float[] outputs, int[] answers, int count) {
      boolean finite = true;
      int size = target.classes() * target.steps();
      for (int at = 0; at < count * size; at++) {
        finite &= Float.isFinite(outputs[at]);
      }
      for (int example = 0; example < count; example++) {
        int most = target.mostLabels();
        List<Integer> wanted = CtcLoss.spelt(answers, example * most, most);
        List<Integer> said = finite ? said(outputs, example * size) : List.of();
        int distance = EditDistance.of(said, wanted);
        edits += distance;
        labels += wanted.size();
        right += finite && distance == 0 ? 1 : 0;
      }
      examples += count;
      return finite;
    }

    /** Returns what the greatest logits spell, the first of equal ones. */
    private List<Integer> said(float[] outputs, int from) {
      List<Integer> said = new ArrayList<>();
      int before = CtcLoss.BLANK;
      for (int step = 0; step < target.steps(); step++) {
        int best = 0;
        for (int label = 1; label < target.classes(); label++) {
          if (outputs[from + label * target.steps() + step]
              > outputs[from + best * target.steps() + step]) {
            best = label;
          }
        }
        if (best != CtcLoss.BLANK && best != before) {
          said.add(best);
        }
        before = best;
      }
      return said;
    }

    @Override
    public double rightPercent() {
      return 100.0 * right / examples;
    }

    @Override
    public double value() {
      return (double) edits / labels;
    }
  }
}
