package nas.engine.kernel;

import java.util.List;

/** What a dimension of a tensor in an ONNX file stands for. */
public enum OnnxAxis {
  /** The examples. */
  BATCH,
  /** Features at one place. */
  CHANNELS,
  /** Rows of pixels. */
  HEIGHT,
  /** Columns of pixels. */
  WIDTH,
  /** Steps of a sequence. */
  LENGTH,
  /** Nothing: a dimension of size 1. */
  ONE,
  /** Several axes, or a part of one. */
  MIXED;

  /** What a layer of single examples reads: a batch of features. */
  public static final List<OnnxAxis> VECTORS = List.of(BATCH, CHANNELS);

  /** What a recurrent layer reads: at each step a batch of features. */
  public static final List<OnnxAxis> STEPS_FIRST = List.of(LENGTH, BATCH, CHANNELS);
}
