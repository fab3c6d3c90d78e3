package nas.proxy.synflow;

import org.jspecify.annotations.Nullable;

/** The expected map of a channel, and its derivative along the weights. */
final class Flow {

  /** Zeros, such as a layer of zeros yields. */
  static final Flow ZERO = new Flow(null, null, false);

  private final @Nullable FeatureMap value;
  private final @Nullable FeatureMap tangent;
  private final boolean fromImage;
  private @Nullable FeatureMap total;

  /**
   * Creates a flow.
   *
   * @param value null for zeros
   * @param tangent null for zeros
   * @param fromImage whether the images influence it
   */
  Flow(@Nullable FeatureMap value, @Nullable FeatureMap tangent, boolean fromImage) {
    this.value = value;
    this.tangent = tangent;
    this.fromImage = fromImage;
  }

  @Nullable FeatureMap value() {
    return value;
  }

  @Nullable FeatureMap tangent() {
    return tangent;
  }

  boolean fromImage() {
    return fromImage;
  }

  /** Returns value + tangent, whose image under a weighted layer is the tangent behind it. */
  @Nullable FeatureMap total() {
    if (tangent == null) {
      return value;
    }
    if (total == null) {
      total = FeatureMap.sum(new @Nullable FeatureMap[] {value, tangent}, new double[] {1, 1});
    }
    return total;
  }

  /** Returns the sum of flows of one size, each times its positive factor. */
  static Flow sum(Flow[] flows, double[] factors) {
    @Nullable FeatureMap[] values = new @Nullable FeatureMap[flows.length];
    @Nullable FeatureMap[] tangents = new @Nullable FeatureMap[flows.length];
    boolean fromImage = false;
    for (int i = 0; i < flows.length; i++) {
      values[i] = flows[i].value;
      tangents[i] = flows[i].tangent;
      fromImage |= flows[i].fromImage;
    }
    return new Flow(FeatureMap.sum(values, factors), FeatureMap.sum(tangents, factors), fromImage);
  }
}
