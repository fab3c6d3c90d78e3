package nas.space.nasbenchasr;

import java.util.Arrays;
import java.util.List;

/** What a node of a NAS-Bench-ASR cell does to the sequence before it, in published order. */
public enum CellOperation {
  /** A linear layer at each step. */
  LINEAR("linear", 0, 0),
  /** A grouped convolution of 5 steps. */
  CONVOLUTION_5("conv5", 5, 1),
  /** A grouped convolution of 5 steps, every second one. */
  CONVOLUTION_5_DILATED("conv5d2", 5, 2),
  /** A grouped convolution of 7 steps. */
  CONVOLUTION_7("conv7", 7, 1),
  /** A grouped convolution of 7 steps, every second one. */
  CONVOLUTION_7_DILATED("conv7d2", 7, 2),
  /** Zeros. */
  ZERO("zero", 0, 0);

  /** All operations in published order. */
  static final List<CellOperation> ALL = List.of(values());

  /** All published names, in the same order. */
  static final List<String> NAMES =
      Arrays.stream(values()).map(CellOperation::publishedName).toList();

  private final String publishedName;
  private final int kernel;
  private final int dilation;

  CellOperation(String publishedName, int kernel, int dilation) {
    this.publishedName = publishedName;
    this.kernel = kernel;
    this.dilation = dilation;
  }

  /** Returns the name, such as {@code conv5d2}. */
  public String publishedName() {
    return publishedName;
  }

  /** Returns the steps that the kernel of a convolution reads; 0 of others. */
  int kernel() {
    return kernel;
  }

  /** Returns the distance between them; 0 of others. */
  int dilation() {
    return dilation;
  }
}
