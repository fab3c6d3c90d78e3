package nas.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import nas.engine.tensor.Device;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Precision;
import nas.engine.tensor.Tensor;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.operation.Linear;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdamTest {

  private static final double[] PIXELS = {0.5, -1.25, 2};

  private static NetworkRuntime linear(double first) {
    Network.Builder b = Network.builder("linear", new FeatureShape(3, 1, 1));
    b.add("classifier", new Linear(2, false), 0);
    return NetworkRuntime.create(
        b.build(), parameter -> element -> 0.3 * element + first, Device.CPU, Precision.FLOAT64);
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

  private static void backward(NetworkRuntime runtime) {
    try (Tensor image = runtime.array(PIXELS, 1, 3, 1, 1);
        Tensor targets = runtime.targets(new int[] {1}, 2)) {
      GradientMode.recorded(
          () -> {
            try (Tensor logits = runtime.forward(image, Mode.TRAINING, Tap.NONE);
                Tensor loss = NetworkRuntime.crossEntropy(logits, targets)) {
              loss.backward();
              return true;
            }
          });
    }
  }

  /** Algorithm 1 of the publication, line by line, after clipping and weight decay. */
  @ParameterizedTest
  @CsvSource({"0.9, 0, Infinity", "0.9, 0.05, Infinity", "0, 0, Infinity", "0.5, 0.3, 0.4"})
  void stepsAsPublished(double b1, double decay, double clipNorm) {
    double[] w = new double[6];
    for (int i = 0; i < 6; i++) {
      w[i] = 0.3 * i - 0.7;
    }
    double[] m = new double[6];
    double[] v = new double[6];
    double[] rates = {0.1, 0.4, 0.4, 0.05, 0.2};
    try (NetworkRuntime runtime = linear(-0.7);
        Adam adam = new Adam(runtime, b1, decay, clipNorm)) {
      for (int t = 1; t <= rates.length; t++) {
        double[] g = gradient(w);
        double norm = 0;
        for (double value : g) {
          norm += value * value;
        }
        norm = Math.sqrt(norm);
        for (int i = 0; i < 6; i++) {
          g[i] *= norm > clipNorm ? clipNorm / norm : 1;
          g[i] += decay * w[i];
          m[i] = b1 * m[i] + (1 - b1) * g[i];
          v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
          double unbiasedM = m[i] / (1 - Math.pow(b1, t));
          double unbiasedV = v[i] / (1 - Math.pow(0.999, t));
          w[i] -= rates[t - 1] * unbiasedM / (Math.sqrt(unbiasedV) + 1e-8);
        }
        backward(runtime);
        adam.step(rates[t - 1]);
        double[] actual = runtime.weights().toDoubles();
        for (int i = 0; i < 6; i++) {
          assertEquals(w[i], actual[i], 1e-12, "step " + t + ", weight " + i);
        }
      }
    }
  }

  /** Whatever the gradient, the first step has the length of the learning rate. */
  @Test
  void theFirstStepIsTheLearningRate() {
    try (NetworkRuntime runtime = linear(-0.7);
        Adam adam = new Adam(runtime, 0.9, 0, Double.POSITIVE_INFINITY)) {
      backward(runtime);
      adam.step(0.25);
      double[] after = runtime.weights().toDoubles();
      for (int i = 0; i < 6; i++) {
        assertEquals(0.25, Math.abs(after[i] - (0.3 * i - 0.7)), 1e-6, "weight " + i);
      }
    }
  }
}
