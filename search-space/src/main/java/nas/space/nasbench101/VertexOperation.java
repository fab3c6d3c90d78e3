package nas.space.nasbench101;

import java.util.Arrays;
import java.util.List;

/** What an interior vertex of a NAS-Bench-101 cell does, in the order of the published labels. */
public enum VertexOperation {
  /** 3x3 convolution, batch normalisation, ReLU. */
  CONVOLUTION_3X3("conv3x3-bn-relu"),
  /** 1x1 convolution, batch normalisation, ReLU. */
  CONVOLUTION_1X1("conv1x1-bn-relu"),
  /** The largest value of each 3x3 window. */
  MAX_POOL_3X3("maxpool3x3");

  /** All operations in the order of their labels 0, 1, 2. */
  static final List<VertexOperation> ALL = List.of(values());

  /** All published names, in the same order. */
  static final List<String> NAMES =
      Arrays.stream(values()).map(VertexOperation::publishedName).toList();

  private final String publishedName;

  VertexOperation(String publishedName) {
    this.publishedName = publishedName;
  }

  /** Returns the name that the benchmark uses, such as {@code conv3x3-bn-relu}. */
  public String publishedName() {
    return publishedName;
  }
}
