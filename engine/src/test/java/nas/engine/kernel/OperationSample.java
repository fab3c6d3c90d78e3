package nas.engine.kernel;

import java.util.ArrayList;
import java.util.List;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Operation;
import nas.network.Padding;
import nas.network.Sides;
import nas.network.operation.Convolution;
import nas.network.operation.GlobalAveragePool;

/**
 * An operation with inputs that fit, to be held to {@link OperationContract}.
 *
 * @param operation the operation; few channels and pixels suffice
 * @param inputs shapes of what it reads; none has more rows, columns or steps than the first
 */
public record OperationSample(Operation operation, List<FeatureShape> inputs) {

  /** Name of the node that computes the operation in {@link #network}. */
  static final String NODE = "operation";

  /** The number of tokens that inputs of tokens name, from 0. */
  static final int TOKENS = 3;

  /** Copies the list. */
  public OperationSample {
    inputs = List.copyOf(inputs);
  }

  /** An operation and the shapes that it reads. */
  public static OperationSample of(Operation operation, FeatureShape... inputs) {
    return new OperationSample(operation, List.of(inputs));
  }

  /** Returns a network whose output is that of the operation. */
  Network network() {
    return builder().build();
  }

  /** Returns a network that makes logits of what the operation yields. */
  Network classifier(int classes) {
    return classifier(classes, builder());
  }

  /**
   * Returns such a network whose operation does not read the input itself, which files may prepare
   * by operators of the same kinds.
   */
  Network classifierWithStem(int classes) {
    FeatureShape source = inputs.get(0);
    Network.Builder builder = Network.builder("sample of " + operation.kind(), source);
    // What is read by zeros alone is not in a file.
    boolean stem = source.kind() != FeatureShape.Kind.TOKENS && operation.passesInputs();
    return classifier(
        classes, with(builder, stem ? builder.add("stem", covering(source, source), 0) : 0));
  }

  private static Network classifier(int classes, Network.Builder builder) {
    int index = builder.build().outputNode().index();
    FeatureShape shape = builder.shape(index);
    int logits = builder.add("logits", covering(shape, shape.resized(classes, 1, 1)), index);
    if (shape.kind() == FeatureShape.Kind.SEQUENCE) {
      builder.add("vector", new GlobalAveragePool(), logits);
    }
    return builder.build();
  }

  /** Inputs behind the first are convolutions of it, so that all differ. */
  private Network.Builder builder() {
    return with(Network.builder("sample of " + operation.kind(), inputs.get(0)), 0);
  }

  private Network.Builder with(Network.Builder builder, int first) {
    FeatureShape source = inputs.get(0);
    List<Integer> read = new ArrayList<>(List.of(first));
    for (int index = 1; index < inputs.size(); index++) {
      read.add(builder.add("input " + index, covering(source, inputs.get(index)), first));
    }
    builder.add(NODE, operation, read);
    return builder;
  }

  private static Convolution covering(FeatureShape from, FeatureShape to) {
    return new Convolution(
        to.channels(),
        new Sides(from.height() - to.height() + 1, from.width() - to.width() + 1),
        Sides.of(1),
        Padding.of(0),
        Sides.of(1),
        1,
        true);
  }

  @Override
  public String toString() {
    return operation + " of " + inputs;
  }
}
