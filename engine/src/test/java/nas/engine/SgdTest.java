package nas.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import nas.engine.tensor.Device;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Precision;
import nas.engine.tensor.Tensor;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.operation.Linear;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SgdTest {

  private static final double[] PIXELS = {0.5, -1.25, 2};

  private static NetworkRuntime linear() {
    Network.Builder b = Network.builder("linear", new FeatureShape(3, 1, 1));
    b.add("classifier", new Linear(2, false), 0);
    return NetworkRuntime.create(
        b.build(), parameter -> element -> 0.3 * element - 0.7, Device.CPU, Precision.FLOAT64);
  }

  /** The gradient of the cross-entropy of one image with label 1 by the textbook formula. */
  private static double[] gradient(double[] w) {
    double[] logits = new double[2];
    for (int i = 0; i < 6; i++) {
      logits[i / 3] += w[i] * PIXELS[i % 3];
    }
    double p = 1 / (1 + Math.exp(logits[1] - logits[0]));
    double[] g = new double[6];
    for (int i = 0; i < 6; i++) {
      g[i] = (i < 3 ? p : -p) * PIXELS[i % 3];
    }
    return g;
  }

  /** PyTorch's documentation of torch.optim.SGD, line by line, for one weight vector. */
  @ParameterizedTest
  @CsvSource({
    "0.9, true, 0.01, Infinity",
    "0.9, false, 0.01, Infinity",
    "0, false, 0, Infinity",
    "0.5, true, 0.3, 0.4",
    "0.9, true, 0, 1000"
  })
  void stepsAsPyTorchDocuments(double momentum, boolean nesterov, double decay, double clipNorm) {
    double[] w = new double[6];
    for (int i = 0; i < 6; i++) {
      w[i] = 0.3 * i - 0.7;
    }
    double[] buffer = new double[6];
    double[] rates = {0.1, 0.4, 0.4, 0.05, 0.2};
    try (NetworkRuntime runtime = linear();
        Sgd sgd = new Sgd(runtime, momentum, nesterov, decay, clipNorm);
        Tensor image = runtime.array(PIXELS, 1, 3, 1, 1);
        Tensor targets = runtime.targets(new int[] {1}, 2)) {
      for (int t = 0; t < rates.length; t++) {
        double[] g = gradient(w);
        double norm = 0;
        for (double value : g) {
          norm += value * value;
        }
        norm = Math.sqrt(norm);
        for (int i = 0; i < 6; i++) {
          g[i] *= norm > clipNorm ? clipNorm / norm : 1;
          g[i] += decay * w[i];
          buffer[i] = t == 0 ? g[i] : momentum * buffer[i] + g[i];
          w[i] -= rates[t] * (nesterov ? g[i] + momentum * buffer[i] : buffer[i]);
        }
        GradientMode.recorded(
            () -> {
              try (Tensor logits = runtime.forward(image, Mode.TRAINING, Tap.NONE);
                  Tensor loss = NetworkRuntime.crossEntropy(logits, targets)) {
                loss.backward();
                return true;
              }
            });
        double rate = rates[t];
        sgd.step(rate);
        double[] actual = runtime.weights().toDoubles();
        for (int i = 0; i < 6; i++) {
          assertEquals(w[i], actual[i], 1e-12, "step " + t + ", weight " + i);
        }
      }
    }
  }
}
