package nas.engine.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.EngineException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import nas.engine.Initialiser;
import nas.engine.MemoryFormat;
import nas.engine.Mode;
import nas.engine.NetworkRuntime;
import nas.engine.Tap;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.network.family.NetworkFamilies;
import org.junit.jupiter.api.Test;

/** What a GPU computes is what the processor computes; most of it needs one. */
class GpuTest {

  private static Device gpu() {
    PyTorch.prepare();
    assumeTrue(PyTorch.gpus() > 0, "skipped: PyTorch sees no GPU on this machine");
    return new Device(OptionalInt.of(0));
  }

  @Test
  void theLibraryHasTheSwitchesThatMakeGpusRepeatThemselves() {
    PyTorch.prepare();
    assertTrue(TorchSwitches.computeAlikeOnGpus());
    assertTrue(TorchSwitches.gpus().isPresent());
    assertEquals(TorchSwitches.gpus().orElseThrow(), PyTorch.gpus());
  }

  @Test
  void librariesOfNvidiaSayThatMemoryDoesNotSufficeInTheirOwnWords() {
    for (String message :
        new String[] {
          "CUDA out of memory. Tried to allocate 2.00 GiB",
          "cuDNN error: CUDNN_STATUS_ALLOC_FAILED",
          "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"
        }) {
      assertTrue(
          OutOfDeviceMemoryException.orElse(new EngineException(message))
              instanceof OutOfDeviceMemoryException,
          message);
    }
    EngineException other = new EngineException("cuDNN error: CUDNN_STATUS_NOT_SUPPORTED");
    assertEquals(other, OutOfDeviceMemoryException.orElse(other));
  }

  /** Returns means of padded windows and their derivative by the images. */
  private static List<double[]> pooled(Device device, boolean ordered) {
    double[] pixels = numbers(2 * 5 * 4 * 3, 1);
    double[] directions = numbers(2 * 3 * 5 * 4, 2);
    try (Scope scope = Scope.on(device)) {
      return GradientMode.recorded(
          () -> {
            // Channels next to each other, as trainings have them.
            Tensor rows = scope.doubles(pixels, 2, 5, 4, 3).requireGradient(true);
            Tensor images = rows.permute(0, 3, 1, 2);
            Tensor read = ordered ? images.rowMajor() : images;
            Tensor means =
                read.averagePool(new long[] {3, 3}, new long[] {1, 1}, new long[] {1, 1}, false);
            means.mul(scope.doubles(directions, 2, 3, 5, 4)).sum().backward();
            return List.of(means.toDoubles(), rows.gradient().toDoubles());
          });
    }
  }

  private static double[] numbers(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] numbers = new double[count];
    Arrays.setAll(numbers, index -> random.nextDouble() * 2 - 1);
    return numbers;
  }

  @Test
  void imagesInRowMajorOrderArePooledAlike() {
    List<double[]> expected = pooled(Device.CPU, false);
    List<double[]> ordered = pooled(Device.CPU, true);
    assertArrayEquals(expected.get(0), ordered.get(0), 1e-15);
    assertArrayEquals(expected.get(1), ordered.get(1), 1e-15);
  }

  @Test
  void derivativesOfPaddedMeansAreThoseOfTheProcessor() {
    List<double[]> expected = pooled(Device.CPU, false);
    List<double[]> found = pooled(gpu(), false);
    assertArrayEquals(expected.get(0), found.get(0), 1e-14);
    assertArrayEquals(expected.get(1), found.get(1), 1e-14);
  }

  @Test
  void whatIsReadLeavesNothingBehind() {
    try (Scope scope = Scope.on(gpu());
        Tensor numbers = scope.floats(new float[] {1, 2, 3}, 3);
        Tensor sum = numbers.sum()) {
      // It says how many arrays and managers it holds.
      String before = scope.manager().toString();
      for (int time = 0; time < 3; time++) {
        assertArrayEquals(new float[] {1, 2, 3}, numbers.toFloats());
        assertEquals(6, sum.scalar());
      }
      assertEquals(before, scope.manager().toString());
    }
  }

  /** Returns loss and gradients of a network whose arrays begin at odd places. */
  private static double[] gradients(Device device, Precision precision) {
    Network network =
        NetworkFamilies.network("seresnet20_cifar10", new Task(new FeatureShape(3, 32, 32), 10));
    double[] pixels = numbers(4 * 3 * 32 * 32, 3);
    try (NetworkRuntime runtime =
        NetworkRuntime.create(
            network, Initialiser.PYTORCH_DEFAULT.weights(1, network.id()), device, precision)) {
      return GradientMode.recorded(
          () -> {
            try (Tensor images = runtime.images(pixels, 4, MemoryFormat.CHANNELS_LAST);
                Tensor targets = runtime.targets(new int[] {3, 0, 7, 4}, 10);
                Tensor logits = runtime.forward(images, Mode.TRAINING, Tap.NONE);
                Tensor loss = NetworkRuntime.crossEntropy(logits, targets)) {
              loss.backward();
              try (Tensor gradients = runtime.gradients()) {
                return gradients.toDoubles();
              }
            }
          });
    }
  }

  @Test
  void gradientsAreThoseOfTheProcessorAndRepeatTheirBits() {
    Device gpu = gpu();
    double[] expected = gradients(Device.CPU, Precision.FLOAT64);
    double greatest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertArrayEquals(expected, gradients(gpu, Precision.FLOAT64), 1e-11 * greatest);
    double[] single = gradients(gpu, Precision.FLOAT32);
    assertArrayEquals(expected, single, 1e-4 * greatest);
    assertArrayEquals(single, gradients(gpu, Precision.FLOAT32), 0);
  }
}
