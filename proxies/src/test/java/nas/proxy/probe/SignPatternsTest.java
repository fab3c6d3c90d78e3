package nas.proxy.probe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.engine.tensor.Device;
import nas.engine.tensor.Scope;
import nas.engine.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignPatternsTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 63, 64, 65, 71, 72, 200})
  void agreementIsWhatACountFinds(int units) {
    int images = 5;
    RandomGenerator random = Seeds.generator(units);
    boolean[] truths = new boolean[images * units];
    for (int i = 0; i < truths.length; i++) {
      truths[i] = random.nextBoolean();
    }
    double[][] expected = new double[images][images];
    for (int row = 0; row < images; row++) {
      for (int column = 0; column < images; column++) {
        for (int unit = 0; unit < units; unit++) {
          if (truths[row * units + unit] == truths[column * units + unit]) {
            expected[row][column]++;
          }
        }
      }
    }
    try (Scope scope = Scope.on(Device.CPU);
        Tensor signs = scope.floats(signs(truths), images, units);
        Tensor positive = signs.gt(0)) {
      assertArrayEquals(expected, SignPatterns.of(positive).agreement());
      assertArrayEquals(expected, SignPatterns.of(positive, 2 * units + 1).agreement());
      assertArrayEquals(expected, SignPatterns.of(positive, 1).agreement());
    }
  }

  private static float[] signs(boolean[] truths) {
    float[] signs = new float[truths.length];
    for (int i = 0; i < signs.length; i++) {
      signs[i] = truths[i] ? 1 : -1;
    }
    return signs;
  }
}
