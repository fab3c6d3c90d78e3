package nas.engine.data;

import nas.network.FeatureShape;

/** Examples with right answers, in memory. Immutable. */
public interface Examples {

  /** Returns the shape of one example. */
  FeatureShape shape();

  /** Returns the number of examples. */
  int count();

  /**
   * Reads an example as a network does.
   *
   * @param input takes its values, row-major by the axes of its shape
   * @param labels takes its right answer
   */
  void read(int example, float[] input, int[] labels);
}
