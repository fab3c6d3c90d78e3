package nas.space.nasbench201;

import java.util.Arrays;
import java.util.List;

/** What an edge of a NAS-Bench-201 cell does to the feature map it carries, in published order. */
public enum EdgeOperation {
  /** Carries zeros. */
  NONE("none"),
  /** Carries the feature map as it is. */
  SKIP_CONNECT("skip_connect"),
  /** ReLU, 1x1 convolution, batch normalisation. */
  CONVOLUTION_1X1("nor_conv_1x1"),
  /** ReLU, 3x3 convolution, batch normalisation. */
  CONVOLUTION_3X3("nor_conv_3x3"),
  /** The mean of each 3x3 window, padding left out of the mean. */
  AVERAGE_POOL_3X3("avg_pool_3x3");

  /** All operations in published order. */
  static final List<EdgeOperation> ALL = List.of(values());

  /** All published names, in the same order. */
  static final List<String> NAMES =
      Arrays.stream(values()).map(EdgeOperation::publishedName).toList();

  private final String publishedName;

  EdgeOperation(String publishedName) {
    this.publishedName = publishedName;
  }

  /** Returns the name in architecture strings, such as {@code nor_conv_3x3}. */
  public String publishedName() {
    return publishedName;
  }
}
