package nas.engine.tensor;

import ai.djl.ndarray.types.DataType;

/** The number format of weights, activations and gradients. */
public enum Precision {
  /** IEEE single precision, the format networks are trained in. */
  FLOAT32(DataType.FLOAT32),
  /** IEEE double precision, for comparisons with reference values and for SynFlow's huge scores. */
  FLOAT64(DataType.FLOAT64);

  private final DataType type;

  Precision(DataType type) {
    this.type = type;
  }

  /** Returns the engine's name of the format. */
  public DataType type() {
    return type;
  }

  /** Returns the size of one number in bytes. */
  public int bytes() {
    return type.getNumOfBytes();
  }
}
