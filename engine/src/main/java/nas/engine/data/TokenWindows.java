package nas.engine.data;

import nas.network.FeatureShape;

/**
 * The pieces of a text, one after another and of the same length; the right answer at each step is
 * the token that follows. A rest that is too short is left out.
 *
 * @param tokens their numbers
 * @param steps tokens of a piece
 */
@SuppressWarnings("ArrayRecordComponent") // Millions of tokens, which nobody writes to.
record TokenWindows(int[] tokens, int steps) implements Examples {

  @Override
  public FeatureShape shape() {
    return FeatureShape.tokens(steps);
  }

  @Override
  public int count() {
    return Math.max(0, (tokens.length - 1) / steps);
  }

  @Override
  public boolean consecutive() {
    return true;
  }

  @Override
  public void read(int example, float[] input, int[] labels) {
    int from = example * steps;
    for (int step = 0; step < steps; step++) {
      input[step] = tokens[from + step];
      labels[step] = tokens[from + step + 1];
    }
  }
}
