package nas.engine.ctc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import nas.core.UserException;

/**
 * The loss of connectionist temporal classification, minus the logarithm of the probability that a
 * network's outputs spell a sequence of labels, and its derivative (Graves et al. 2006,
 * doi:10.1145/1143844.1143891).
 *
 * <p>At each step the network gives each class a logit, whose softmax is taken; class 0 is the
 * blank. Outputs spell what is left when equal classes in a row are united and blanks are left out
 * then, so labels need as many steps as there are, and one more between two that are equal. Sums
 * run over logarithms, so that long sequences do not underflow.
 */
public final class CtcLoss {

  /** The class that stands between labels. */
  public static final int BLANK = 0;

  private CtcLoss() {}

  /**
   * A loss in nats and its derivative with respect to the logits.
   *
   * @param loss at least 0; NaN if a logit is not finite
   * @param gradient laid out as the logits; zeros if the loss is NaN
   */
  @SuppressWarnings("ArrayRecordComponent") // Made anew for each call and handed on at once.
  public record LossAndGradient(double loss, double[] gradient) {}

  /**
   * One utterance of a batch.
   *
   * @param labels what is said: classes other than the blank, none or more
   * @param steps how many of the output's steps belong to it, at least 1
   */
  public record Utterance(List<Integer> labels, int steps) {

    /**
     * Copies the labels and checks that the steps can spell them.
     *
     * @throws UserException if there are too many labels
     */
    public Utterance {
      labels = List.copyOf(labels);
      int needed = stepsNeeded(labels);
      if (steps < 1 || steps < needed) {
        throw new UserException(
            "An utterance of %d labels needs %d steps of output (one for each label and one between equal ones), but has %d"
                .formatted(labels.size(), Math.max(1, needed), steps),
            "use longer utterances or shorter texts, or a network that shortens them less");
      }
    }
  }

  /**
   * Returns the labels of an answer, behind the last of which blanks stand.
   *
   * @param from index of the first
   * @param most how many there are at most
   */
  public static List<Integer> spelt(int[] labels, int from, int most) {
    List<Integer> spelt = new ArrayList<>();
    for (int at = from; at < from + most && labels[at] != BLANK; at++) {
      spelt.add(labels[at]);
    }
    return spelt;
  }

  /** Returns how many steps an output needs to spell labels: one each, and one between equals. */
  public static int stepsNeeded(List<Integer> labels) {
    int needed = labels.size();
    for (int index = 1; index < labels.size(); index++) {
      needed += labels.get(index).equals(labels.get(index - 1)) ? 1 : 0;
    }
    return needed;
  }

  /**
   * Returns the mean over a batch of each utterance's loss by its number of steps, as NAS-Bench-ASR
   * was trained by.
   *
   * @param logits row-major (utterances, classes, steps)
   * @param steps of the output, at least those of any utterance, whose first ones count
   * @throws IllegalArgumentException if the sizes do not fit, or a label is none of the classes
   */
  public static LossAndGradient meanPerStep(
      double[] logits, int classes, int steps, List<Utterance> batch) {
    double[] shares = new double[batch.size()];
    Arrays.fill(shares, 1.0 / batch.size());
    return perStep(logits, classes, steps, batch, shares);
  }

  /**
   * Returns the weighted sum over a batch of each utterance's loss by its number of steps; all else
   * is as above.
   *
   * @param shares how much each utterance counts
   */
  public static LossAndGradient perStep(
      double[] logits, int classes, int steps, List<Utterance> batch, double[] shares) {
    if (batch.isEmpty() || logits.length != (long) batch.size() * classes * steps) {
      throw new IllegalArgumentException(
          "%d logits are not those of %d utterances, %d classes and %d steps"
              .formatted(logits.length, batch.size(), classes, steps));
    }
    double sum = 0;
    double[] gradient = new double[logits.length];
    int size = classes * steps;
    for (int index = 0; index < batch.size(); index++) {
      Utterance utterance = batch.get(index);
      LossAndGradient one =
          of(
              Arrays.copyOfRange(logits, index * size, (index + 1) * size),
              classes,
              steps,
              utterance);
      double share = shares[index] / utterance.steps();
      sum += share * one.loss();
      for (int at = 0; at < size; at++) {
        gradient[index * size + at] = share * one.gradient()[at];
      }
    }
    if (Double.isNaN(sum)) {
      Arrays.fill(gradient, 0);
    }
    return new LossAndGradient(sum, gradient);
  }

  /**
   * Returns the loss of one utterance.
   *
   * @param logits row-major (classes, steps)
   * @param steps of the output, at least those of the utterance; the derivative is 0 behind these
   * @throws IllegalArgumentException if the sizes do not fit, or a label is none of the classes
   */
  public static LossAndGradient of(double[] logits, int classes, int steps, Utterance utterance) {
    if (logits.length != (long) classes * steps || utterance.steps() > steps) {
      throw new IllegalArgumentException(
          "%d logits are not those of %d classes and %d steps, of which an utterance has %d"
              .formatted(logits.length, classes, steps, utterance.steps()));
    }
    for (int label : utterance.labels()) {
      if (label <= BLANK || label >= classes) {
        throw new IllegalArgumentException(
            "label (%d) must be from 1 to %d".formatted(label, classes - 1));
      }
    }
    if (Arrays.stream(logits).anyMatch(logit -> !Double.isFinite(logit))) {
      return new LossAndGradient(Double.NaN, new double[logits.length]);
    }
    return new Lattice(logits, classes, steps, utterance).lossAndGradient();
  }

  /**
   * The ways in which outputs spell labels: at each step a state is reached, where the states are
   * the labels with a blank before, between and behind them.
   */
  private static final class Lattice {
    private final int classes;
    private final int stride;
    private final int steps;
    private final int[] states;

    /** Logarithms of probabilities, row-major (classes, stride). */
    private final double[] logarithms;

    Lattice(double[] logits, int classes, int stride, Utterance utterance) {
      this.classes = classes;
      this.stride = stride;
      steps = utterance.steps();
      states = new int[2 * utterance.labels().size() + 1];
      for (int index = 0; index < utterance.labels().size(); index++) {
        states[2 * index + 1] = utterance.labels().get(index);
      }
      logarithms = new double[logits.length];
      for (int step = 0; step < steps; step++) {
        double sum = Double.NEGATIVE_INFINITY;
        for (int label = 0; label < classes; label++) {
          sum = logSum(sum, logits[label * stride + step]);
        }
        for (int label = 0; label < classes; label++) {
          logarithms[label * stride + step] = logits[label * stride + step] - sum;
        }
      }
    }

    LossAndGradient lossAndGradient() {
      double[][] before = forward();
      double[][] behind = backward();
      int last = states.length - 1;
      double total =
          logSum(
              before[steps - 1][last],
              last == 0 ? Double.NEGATIVE_INFINITY : before[steps - 1][last - 1]);
      double[] gradient = new double[logarithms.length];
      for (int step = 0; step < steps; step++) {
        for (int label = 0; label < classes; label++) {
          gradient[label * stride + step] = StrictMath.exp(logarithms[label * stride + step]);
        }
        for (int state = 0; state < states.length; state++) {
          double occupied = before[step][state] + behind[step][state] - total;
          gradient[states[state] * stride + step] -= StrictMath.exp(occupied);
        }
      }
      // A probability is at most 1, but for rounding.
      return new LossAndGradient(Math.max(0, -total), gradient);
    }

    /** Returns, step by step, the logarithm of the probability to have come to each state. */
    private double[][] forward() {
      double[][] reached = new double[steps][states.length];
      for (double[] row : reached) {
        Arrays.fill(row, Double.NEGATIVE_INFINITY);
      }
      for (int state = 0; state < Math.min(2, states.length); state++) {
        reached[0][state] = logarithm(state, 0);
      }
      for (int step = 1; step < steps; step++) {
        for (int state = 0; state < states.length; state++) {
          double sum = reached[step - 1][state];
          if (state > 0) {
            sum = logSum(sum, reached[step - 1][state - 1]);
          }
          if (mayPassOver(state)) {
            sum = logSum(sum, reached[step - 1][state - 2]);
          }
          reached[step][state] = sum + logarithm(state, step);
        }
      }
      return reached;
    }

    /** Returns, step by step, the logarithm of the probability to end well from each state. */
    private double[][] backward() {
      double[][] ending = new double[steps][states.length];
      for (double[] row : ending) {
        Arrays.fill(row, Double.NEGATIVE_INFINITY);
      }
      for (int state = Math.max(0, states.length - 2); state < states.length; state++) {
        ending[steps - 1][state] = 0;
      }
      for (int step = steps - 2; step >= 0; step--) {
        double[] next = ending[step + 1];
        for (int state = 0; state < states.length; state++) {
          double sum = next[state] + logarithm(state, step + 1);
          if (state + 1 < states.length) {
            sum = logSum(sum, next[state + 1] + logarithm(state + 1, step + 1));
          }
          if (state + 2 < states.length && mayPassOver(state + 2)) {
            sum = logSum(sum, next[state + 2] + logarithm(state + 2, step + 1));
          }
          ending[step][state] = sum;
        }
      }
      return ending;
    }

    /** Whether a state may follow that two before it: labels do, if they differ. */
    private boolean mayPassOver(int state) {
      return state >= 2 && states[state] != BLANK && states[state] != states[state - 2];
    }

    private double logarithm(int state, int step) {
      return logarithms[states[state] * stride + step];
    }
  }

  /** Returns log(exp(a) + exp(b)). */
  private static double logSum(double a, double b) {
    double greater = Math.max(a, b);
    return greater == Double.NEGATIVE_INFINITY
        ? greater
        : greater + StrictMath.log1p(StrictMath.exp(Math.min(a, b) - greater));
  }
}
