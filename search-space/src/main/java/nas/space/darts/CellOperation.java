package nas.space.darts;

import java.util.Arrays;
import java.util.List;

/** What an edge of a DARTS cell does to the feature map it carries, by published number. */
public enum CellOperation {
  /** The largest value of each 3x3 window, then batch normalisation without scale and shift. */
  MAX_POOL_3X3("max_pool_3x3"),
  /**
   * The mean of each 3x3 window, padding left out, then batch normalisation without scale and
   * shift.
   */
  AVERAGE_POOL_3X3("avg_pool_3x3"),
  /** The feature map as it is; a factorised reduction where it is halved. */
  SKIP_CONNECT("skip_connect"),
  /** ReLU, depthwise 3x3 and 1x1 convolution, batch normalisation, all of it twice. */
  SEPARABLE_CONVOLUTION_3X3("sep_conv_3x3"),
  /** The same with 5x5 kernels. */
  SEPARABLE_CONVOLUTION_5X5("sep_conv_5x5"),
  /** ReLU, depthwise 3x3 convolution dilated by 2, 1x1 convolution, batch normalisation. */
  DILATED_CONVOLUTION_3X3("dil_conv_3x3"),
  /** The same with 5x5 kernels. */
  DILATED_CONVOLUTION_5X5("dil_conv_5x5");

  /** All operations in published order. */
  static final List<CellOperation> ALL = List.of(values());

  /** All published names, in the same order. */
  static final List<String> NAMES =
      Arrays.stream(values()).map(CellOperation::publishedName).toList();

  private final String publishedName;

  CellOperation(String publishedName) {
    this.publishedName = publishedName;
  }

  /** Returns the number in the keys of NAS-Bench-Suite-Zero, from 0. */
  public int number() {
    return ALL.indexOf(this);
  }

  /** Returns the name in configurations of NAS-Bench-301, such as {@code sep_conv_3x3}. */
  public String publishedName() {
    return publishedName;
  }
}
