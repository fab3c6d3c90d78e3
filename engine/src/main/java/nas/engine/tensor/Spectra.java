package nas.engine.tensor;

import java.util.Arrays;
import java.util.function.UnaryOperator;

/** Singular values and eigenvalues of small matrices, by LAPACK on the processor. */
public final class Spectra {

  private Spectra() {}

  /** Says whether all numbers of a matrix are finite; others have no spectrum. */
  public static boolean areDefined(double[][] matrix) {
    return Arrays.stream(matrix).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
  }

  /**
   * Returns the singular values, descending.
   *
   * @param matrix (rows, columns), finite, at least 1 x 1
   */
  public static double[] singularValues(double[][] matrix) {
    return spectrum(matrix, values -> Scripts.call("singular_values", values));
  }

  /**
   * Returns the eigenvalues, ascending.
   *
   * @param matrix symmetric and finite, at least 1 x 1; its lower half is read
   */
  public static double[] eigenvalues(double[][] matrix) {
    return spectrum(matrix, values -> Scripts.call("eigenvalues", values));
  }

  private static double[] spectrum(double[][] matrix, UnaryOperator<Tensor> method) {
    double[] values = Arrays.stream(matrix).flatMapToDouble(Arrays::stream).toArray();
    return GradientMode.unrecorded(
        () -> {
          try (Scope scope = Scope.on(Device.CPU);
              Tensor tensor =
                  scope.numbers(Precision.FLOAT64, values, matrix.length, matrix[0].length);
              Tensor spectrum = method.apply(tensor)) {
            return spectrum.toDoubles();
          }
        });
  }
}
