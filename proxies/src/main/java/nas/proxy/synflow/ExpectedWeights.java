package nas.proxy.synflow;

import nas.network.operation.Convolution;
import nas.network.operation.Linear;

/**
 * Mean magnitudes of initial weights and biases, E|w| and E|b|, by how they are drawn.
 *
 * <p>All are independent and symmetric about zero within a layer.
 */
public enum ExpectedWeights {
  /** Weights and biases uniform in plus or minus 1 / sqrt(fanIn), as PyTorch does by default. */
  PYTORCH_DEFAULT {
    @Override
    double weight(Convolution layer, int inputChannels) {
      return uniform(fanIn(layer, inputChannels));
    }

    @Override
    double bias(Convolution layer, int inputChannels) {
      return layer.bias() ? weight(layer, inputChannels) : 0;
    }

    @Override
    double weight(Linear layer, int inputFeatures) {
      return uniform(inputFeatures);
    }

    @Override
    double bias(Linear layer, int inputFeatures) {
      return layer.bias() ? uniform(inputFeatures) : 0;
    }
  },

  /**
   * Weights normal with variance 2 / fanIn, biases 0 (He et al. 2015, Delving Deep into Rectifiers,
   * arXiv:1502.01852).
   */
  KAIMING_NORMAL {
    @Override
    double weight(Convolution layer, int inputChannels) {
      return normal(Math.sqrt(2 / fanIn(layer, inputChannels)));
    }

    @Override
    double weight(Linear layer, int inputFeatures) {
      return normal(Math.sqrt(2.0 / inputFeatures));
    }
  },

  /**
   * As in the networks for which zero-cost metrics on NAS-Bench-101 were published (Abdelfattah et
   * al. 2021, arXiv:2101.08134): convolutions normal with variance 2 / (kernel^2 outChannels),
   * linear layers with standard deviation 0.01, biases 0.
   */
  NASBENCH101 {
    @Override
    double weight(Convolution layer, int inputChannels) {
      return normal(Math.sqrt(2.0 / ((double) layer.kernel().area() * layer.outChannels())));
    }

    @Override
    double weight(Linear layer, int inputFeatures) {
      return normal(LINEAR_DEVIATION);
    }
  };

  private static final double LINEAR_DEVIATION = 0.01;
  private static final double NORMAL_MAGNITUDE = Math.sqrt(2 / Math.PI);

  /** Returns E|w| of a convolution that reads {@code inputChannels} channels. */
  abstract double weight(Convolution layer, int inputChannels);

  /** Returns E|w| of a linear layer. */
  abstract double weight(Linear layer, int inputFeatures);

  /** Returns E|b| of a convolution, 0 if it has no bias. */
  double bias(Convolution layer, int inputChannels) {
    return 0;
  }

  /** Returns E|b| of a linear layer, 0 if it has no bias. */
  double bias(Linear layer, int inputFeatures) {
    return 0;
  }

  private static double fanIn(Convolution layer, int inputChannels) {
    return (double) inputChannels * layer.kernel().area() / layer.groups();
  }

  private static double uniform(double fanIn) {
    return 0.5 / Math.sqrt(fanIn);
  }

  private static double normal(double deviation) {
    return deviation * NORMAL_MAGNITUDE;
  }
}
