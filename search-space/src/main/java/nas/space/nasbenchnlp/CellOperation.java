package nas.space.nasbenchnlp;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a node of a recurrent cell computes. */
public enum CellOperation {
  /** The sum of a trained matrix times each input, and one bias. */
  LINEAR("linear", 2, 3),
  /** a * b + (1 - a) * c of inputs a, b, c. */
  BLEND("blend", 3, 3),
  /** The product of two inputs, value by value. */
  PRODUCT("elementwise_prod", 2, 2),
  /** The sum of two inputs. */
  SUM("elementwise_sum", 2, 2),
  /** The hyperbolic tangent. */
  TANH("activation_tanh", 1, 1),
  /** The logistic function. */
  SIGMOID("activation_sigm", 1, 1),
  /** The leaky rectifier with slope 0.01. */
  LEAKY_RELU("activation_leaky_relu", 1, 1);

  /** All operations in their order. */
  static final List<CellOperation> ALL = List.of(values());

  private final String published;
  private final int fewest;
  private final int most;

  CellOperation(String published, int fewest, int most) {
    this.published = published;
    this.fewest = fewest;
    this.most = most;
  }

  /** Returns the name in the published recipes, such as {@code elementwise_prod}. */
  public String published() {
    return published;
  }

  /** Returns whether it takes so many inputs. */
  public boolean takes(int inputs) {
    return inputs >= fewest && inputs <= most;
  }

  /** Says how many inputs it takes. */
  String arity() {
    return fewest == most
        ? fewest + (most == 1 ? " input" : " inputs")
        : fewest + " or " + most + " inputs";
  }

  /** Returns whether the order of the inputs does not matter. */
  public boolean isSymmetric() {
    return this != BLEND;
  }

  /** Returns the operation with a published name, if there is one. */
  public static Optional<CellOperation> of(String published) {
    return ALL.stream().filter(operation -> operation.published.equals(published)).findFirst();
  }

  static String known() {
    return Arrays.stream(values()).map(CellOperation::published).collect(Collectors.joining(", "));
  }
}
