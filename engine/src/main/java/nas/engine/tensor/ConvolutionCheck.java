package nas.engine.tensor;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.training.GradientCollector;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Whether the engine convolves in single precision as it does in double precision, in which it uses
 * other code.
 *
 * <p>oneDNN, which PyTorch convolves with in single precision, chooses code by the processor, and
 * on some (virtual) processors that code is wrong: where the channels are no multiple of a vector's
 * width it reads memory that nobody wrote, and values and gradients are off by a fifth, or NaN,
 * without a word. So the memory is filled with NaN before.
 */
final class ConvolutionCheck {

  /** Far above what rounding does (about 1e-6), far below what the fault does (about 0.2). */
  private static final double MOST_ERROR = 1e-3;

  /** Images, channels and pixels of a side: those of the fault, and some around them. */
  private static final List<Case> CASES =
      List.of(
          new Case(16, 8, 32, 3),
          new Case(4, 10, 8, 3),
          new Case(4, 24, 8, 3),
          new Case(8, 42, 16, 3),
          new Case(2, 5, 8, 1),
          new Case(2, 16, 8, 3));

  private record Case(int images, int channels, int side, int kernel) {}

  private ConvolutionCheck() {}

  /**
   * Returns the greatest error of convolutions and their gradients, as a share of the greatest
   * value; infinite if one is NaN.
   */
  static double error(Engine engine) {
    double greatest = 0;
    for (Case shapes : CASES) {
      // Said, as it would be a GPU where there is one.
      try (NDManager manager = engine.newBaseManager(Device.CPU.djl())) {
        soil(manager, shapes);
        NDArray[] single = convolved(engine, manager, shapes, DataType.FLOAT32);
        NDArray[] twice = convolved(engine, manager, shapes, DataType.FLOAT64);
        for (int i = 0; i < single.length; i++) {
          greatest = Math.max(greatest, error(single[i], twice[i]));
        }
      }
    }
    return greatest;
  }

  /** Returns whether an error is one that rounding makes. */
  static boolean isRounding(double error) {
    return error <= MOST_ERROR;
  }

  /** Leaves NaN in memory of the sizes that the engine asks for next. */
  private static void soil(NDManager manager, Case shapes) {
    try (NDManager used = manager.newSubManager()) {
      long images = (long) shapes.images * 64 * shapes.side * shapes.side;
      for (long size : new long[] {images, images / 2, images / 4, 64L * 64 * 9, 48L * 48 * 9}) {
        used.full(new Shape(size), Float.NaN, DataType.FLOAT32);
      }
    }
  }

  /** Returns a convolution's output and its gradients by images and weights. */
  private static NDArray[] convolved(
      Engine engine, NDManager manager, Case shapes, DataType precision) {
    Shape square = new Shape(shapes.images, shapes.channels, shapes.side, shapes.side);
    Shape window = new Shape(shapes.channels, shapes.channels, shapes.kernel, shapes.kernel);
    NDArray images = numbers(manager, square, 1, precision);
    NDArray weights = numbers(manager, window, 2, precision);
    NDArray directions = numbers(manager, square, 3, precision);
    images.setRequiresGradient(true);
    weights.setRequiresGradient(true);
    int padding = shapes.kernel / 2;
    try (GradientCollector collector = engine.newGradientCollector()) {
      NDArray output =
          Conv2d.conv2d(
                  images,
                  weights,
                  null,
                  new Shape(1, 1),
                  new Shape(padding, padding),
                  new Shape(1, 1),
                  1)
              .singletonOrThrow();
      collector.backward(output.mul(directions).sum());
      return new NDArray[] {output, images.getGradient(), weights.getGradient()};
    }
  }

  private static NDArray numbers(NDManager manager, Shape shape, long seed, DataType precision) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] numbers = new float[(int) shape.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) (random.nextDouble() * 2 - 1);
    }
    return manager.create(numbers, shape).toType(precision, false);
  }

  private static double error(NDArray single, NDArray twice) {
    NDArray difference = single.toType(DataType.FLOAT64, true).sub(twice).abs().max();
    double error = difference.getDouble() / twice.abs().max().getDouble();
    return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
  }
}
