package nas.engine;

import java.util.function.IntToDoubleFunction;
import nas.core.Seeds;

/**
 * Draws initial weights that depend on the seed, the architecture's canonical id, the node's name,
 * the parameter's name and the element index only: never on threads, order of creation, or device.
 *
 * <p>Element i of a stream is the SplitMix64 output at counter i, so no generator has state. Batch
 * normalisation always starts with scale 1 and shift 0.
 */
public enum Initialiser {
  /** Weights and biases uniform in plus or minus 1 / sqrt(fanIn), as PyTorch does by default. */
  PYTORCH_DEFAULT,
  /**
   * Weights normal with variance 2 / fanIn, biases 0 (He et al. 2015, Delving Deep into Rectifiers,
   * arXiv:1502.01852).
   */
  KAIMING_NORMAL;

  /**
   * Returns the weights of one network.
   *
   * @param seed decides the values together with the id
   * @param canonicalId id of the network, {@link nas.network.Network#id()}
   */
  public WeightSource weights(long seed, String canonicalId) {
    long network = Seeds.mix(seed ^ Seeds.hash(canonicalId));
    return parameter -> {
      long node = Seeds.mix(network ^ Seeds.hash(parameter.node().name()));
      long stream = Seeds.mix(node ^ Seeds.hash(parameter.spec().name()));
      return switch (parameter.role()) {
        case SCALE -> element -> 1;
        case SHIFT -> element -> 0;
        case SLOPE -> element -> 0.25;
        case WEIGHT -> weight(stream, parameter.fanIn());
        case BIAS -> this == KAIMING_NORMAL ? element -> 0 : uniform(stream, parameter.fanIn());
      };
    };
  }

  private IntToDoubleFunction weight(long stream, int fanIn) {
    return switch (this) {
      case PYTORCH_DEFAULT -> uniform(stream, fanIn);
      case KAIMING_NORMAL -> normal(stream, StrictMath.sqrt(2.0 / fanIn));
    };
  }

  private static IntToDoubleFunction uniform(long stream, int fanIn) {
    double bound = 1 / StrictMath.sqrt(fanIn);
    return element -> bound * (2 * Seeds.unit(stream + element) - 1);
  }

  /** Box and Muller's transform; one of its two values is dropped to keep the index a counter. */
  private static IntToDoubleFunction normal(long stream, double deviation) {
    return element -> {
      double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - Seeds.unit(stream + 2L * element)));
      double angle = 2 * Math.PI * Seeds.unit(stream + 2L * element + 1);
      return deviation * radius * StrictMath.cos(angle);
    };
  }
}
