package nas.engine.data;

import nas.network.FeatureShape;

/** Examples with right answers, in memory. Immutable. */
public interface Examples {

  /** Returns the shape of one example. */
  FeatureShape shape();

  /** Returns the number of examples. */
  int count();

  /**
   * Returns whether each example begins where the one before it ends, as the pieces of a text do,
   * so that recurrent networks can go on with the states they had there.
   */
  default boolean consecutive() {
    return false;
  }

  /**
   * Reads an example as a network does.
   *
   * @param input takes its values, row-major by the axes of its shape
   * @param labels takes its right answer
   */
  void read(int example, float[] input, int[] labels);
}
