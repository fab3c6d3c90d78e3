package nas.engine.data;

import nas.network.FeatureShape;

/**
 * Sequences of features with their labels.
 *
 * @param shape of a sequence
 * @param features of each sequence the values, feature after feature
 * @param labels of each sequence, all of one length; 0 stands behind the last
 */
@SuppressWarnings("ArrayRecordComponent") // Large, and nobody writes to them.
record FeatureSequences(FeatureShape shape, float[][] features, int[][] labels)
    implements Examples {

  @Override
  public int count() {
    return features.length;
  }

  @Override
  public void read(int example, float[] input, int[] answer) {
    System.arraycopy(features[example], 0, input, 0, input.length);
    System.arraycopy(labels[example], 0, answer, 0, answer.length);
  }
}
