package nas.engine.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import nas.engine.Mode;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Operation;
import nas.network.Padding;
import nas.network.Sides;
import nas.network.operation.Add;
import nas.network.operation.AveragePool;
import nas.network.operation.BatchNorm;
import nas.network.operation.BinaryConvolution;
import nas.network.operation.Blend;
import nas.network.operation.ChannelScale;
import nas.network.operation.ChannelShift;
import nas.network.operation.ChannelShuffle;
import nas.network.operation.Clamp;
import nas.network.operation.Concatenate;
import nas.network.operation.Convolution;
import nas.network.operation.Crop;
import nas.network.operation.DropConnectLinear;
import nas.network.operation.Dropout;
import nas.network.operation.Embedding;
import nas.network.operation.EmbeddingDropout;
import nas.network.operation.Flatten;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.HardSigmoid;
import nas.network.operation.HardSwish;
import nas.network.operation.InstanceNorm;
import nas.network.operation.JoinSteps;
import nas.network.operation.LayerNorm;
import nas.network.operation.LeakyRelu;
import nas.network.operation.Linear;
import nas.network.operation.LocalResponseNorm;
import nas.network.operation.LockedDropout;
import nas.network.operation.Lstm;
import nas.network.operation.MaskedConvolution;
import nas.network.operation.MaxPool;
import nas.network.operation.Multiply;
import nas.network.operation.Pad;
import nas.network.operation.ParametricRelu;
import nas.network.operation.Quantise;
import nas.network.operation.Relu;
import nas.network.operation.RepeatChannel;
import nas.network.operation.Scale;
import nas.network.operation.ShakeShake;
import nas.network.operation.Sigmoid;
import nas.network.operation.Silu;
import nas.network.operation.Slice;
import nas.network.operation.Split;
import nas.network.operation.TakeStep;
import nas.network.operation.Tanh;
import nas.network.operation.Upsample;
import nas.network.operation.Zero;
import org.junit.jupiter.api.Test;

/** The operations of the program; one without a sample here fails. */
final class OperationTest implements OperationContract {

  private static final FeatureShape IMAGE = new FeatureShape(3, 4, 5);
  private static final FeatureShape SEQUENCE = FeatureShape.sequence(4, 5);
  private static final FeatureShape VECTOR = new FeatureShape(4, 1, 1);
  private static final Sides UPRIGHT = new Sides(3, 2);
  private static final Sides LYING = new Sides(1, 3);
  private static final Sides STEPS = new Sides(2, 1);
  private static final Padding LOPSIDED = new Padding(1, 0, 0, 1);

  @Override
  public List<OperationSample> samples() {
    return List.of(
        OperationSample.of(new Add(), IMAGE, IMAGE, IMAGE),
        OperationSample.of(new Add(), SEQUENCE),
        OperationSample.of(new AveragePool(3, 2, 1, true), IMAGE),
        OperationSample.of(new AveragePool(3, 2, 1, false), IMAGE),
        OperationSample.of(new AveragePool(UPRIGHT, STEPS, LOPSIDED, true, false), IMAGE),
        OperationSample.of(new AveragePool(UPRIGHT, STEPS, LOPSIDED, false, false), IMAGE),
        OperationSample.of(
            new AveragePool(Sides.of(2), Sides.of(2), Padding.of(0), true, true), IMAGE),
        OperationSample.of(
            new AveragePool(Sides.of(3), Sides.of(2), Padding.of(1), false, true), IMAGE),
        OperationSample.of(
            new AveragePool(Sides.of(3), Sides.of(3), Padding.of(1), true, true), IMAGE),
        OperationSample.of(
            new AveragePool(LYING, Sides.of(1), new Padding(0, 1, 0, 1), false, false), SEQUENCE),
        OperationSample.of(BatchNorm.standard(true), IMAGE),
        OperationSample.of(new BatchNorm(false, 1e-3, 0.2, false), IMAGE),
        OperationSample.of(new BatchNorm(true, 1e-3, 0.2, false), SEQUENCE),
        OperationSample.of(new ChannelScale(), IMAGE),
        OperationSample.of(new ChannelScale(), SEQUENCE),
        OperationSample.of(new ChannelShift(), IMAGE),
        OperationSample.of(new ChannelShift(), SEQUENCE),
        OperationSample.of(new ChannelShuffle(3), new FeatureShape(6, 2, 3)),
        OperationSample.of(new ChannelShuffle(2), SEQUENCE),
        OperationSample.of(new Clamp(0, 0.6), IMAGE),
        OperationSample.of(new Clamp(-0.3, 6), SEQUENCE),
        OperationSample.of(new Concatenate(), IMAGE, new FeatureShape(2, 4, 5)),
        OperationSample.of(new Concatenate(), SEQUENCE, FeatureShape.sequence(1, 5)),
        OperationSample.of(new Convolution(4, 3, 2, 1, 1, 1, true), IMAGE),
        OperationSample.of(new Convolution(6, 3, 1, 2, 2, 3, false), IMAGE),
        OperationSample.of(
            new Convolution(3, UPRIGHT, STEPS, LOPSIDED, new Sides(1, 2), 3, true), IMAGE),
        OperationSample.of(
            new Convolution(
                4, LYING, new Sides(1, 2), new Padding(0, 3, 0, 1), new Sides(1, 2), 2, true),
            SEQUENCE),
        OperationSample.of(new Crop(new Padding(1, 0, 0, 2)), IMAGE),
        OperationSample.of(new Crop(new Padding(0, 1, 0, 2)), SEQUENCE),
        OperationSample.of(new BinaryConvolution(4, UPRIGHT, STEPS, LOPSIDED), IMAGE),
        OperationSample.of(new MaskedConvolution(4, UPRIGHT, STEPS, LOPSIDED, 2, 0), IMAGE),
        OperationSample.of(
            new MaskedConvolution(4, Sides.of(3), Sides.of(1), Padding.of(1), 2, 5), IMAGE),
        OperationSample.of(new InstanceNorm(true, 1e-3), IMAGE),
        OperationSample.of(new InstanceNorm(false, 1e-5), IMAGE),
        OperationSample.of(new LocalResponseNorm(3, 0.4, 0.75, 2), new FeatureShape(5, 4, 3)),
        OperationSample.of(new ParametricRelu(), IMAGE),
        OperationSample.of(new ParametricRelu(), SEQUENCE),
        OperationSample.of(new RepeatChannel(1, 4), IMAGE),
        OperationSample.of(new RepeatChannel(0, 2), SEQUENCE),
        OperationSample.of(new Scale(0.2), IMAGE),
        OperationSample.of(new Scale(3), SEQUENCE),
        OperationSample.of(new ShakeShake(), IMAGE, IMAGE),
        OperationSample.of(new ShakeShake(), SEQUENCE, SEQUENCE),
        OperationSample.of(new Upsample(UPRIGHT), IMAGE),
        OperationSample.of(new Embedding(3, 4), FeatureShape.tokens(5)),
        OperationSample.of(new EmbeddingDropout(3, 4, 0.3), FeatureShape.tokens(5)),
        OperationSample.of(new DropConnectLinear(3, true, 0.4), VECTOR),
        OperationSample.of(new DropConnectLinear(3, false, 0.4), SEQUENCE),
        OperationSample.of(new Dropout(0.4), IMAGE),
        OperationSample.of(new LockedDropout(0.4), SEQUENCE),
        OperationSample.of(new Flatten(), IMAGE),
        OperationSample.of(new Flatten(), SEQUENCE),
        OperationSample.of(new GlobalAveragePool(), IMAGE),
        OperationSample.of(new GlobalAveragePool(), SEQUENCE),
        OperationSample.of(new HardSigmoid(), IMAGE),
        OperationSample.of(new HardSwish(), IMAGE),
        OperationSample.of(new Quantise(0.05, 100), IMAGE),
        OperationSample.of(new Quantise(0.02, 0), SEQUENCE),
        OperationSample.of(new LayerNorm(true, 1e-3), IMAGE),
        OperationSample.of(new LeakyRelu(0.2), IMAGE),
        OperationSample.of(new LayerNorm(true, 1e-3), SEQUENCE),
        OperationSample.of(new LayerNorm(false, 1e-5), SEQUENCE),
        OperationSample.of(new Linear(3, true), VECTOR),
        OperationSample.of(new Linear(2, false), VECTOR),
        OperationSample.of(new Linear(3, true), SEQUENCE),
        OperationSample.of(new Lstm(2, 2), SEQUENCE),
        OperationSample.of(new Lstm(3, 1), SEQUENCE),
        OperationSample.of(new Lstm(2, 0), FeatureShape.sequence(3, 1)),
        OperationSample.of(new MaxPool(3, 2, 1), IMAGE),
        OperationSample.of(new MaxPool(UPRIGHT, STEPS, LOPSIDED, false), IMAGE),
        OperationSample.of(new MaxPool(Sides.of(2), Sides.of(2), Padding.of(0), true), IMAGE),
        OperationSample.of(new MaxPool(Sides.of(3), Sides.of(3), Padding.of(1), true), IMAGE),
        OperationSample.of(
            new MaxPool(LYING, new Sides(1, 2), new Padding(0, 1, 0, 1), false), SEQUENCE),
        OperationSample.of(new Multiply(), IMAGE, IMAGE, IMAGE),
        OperationSample.of(new Multiply(), IMAGE, new FeatureShape(3, 1, 1)),
        OperationSample.of(new Multiply(), new FeatureShape(1, 4, 5), new FeatureShape(3, 1, 5)),
        OperationSample.of(new Multiply(), SEQUENCE, FeatureShape.sequence(4, 1)),
        OperationSample.of(new Multiply(), VECTOR),
        OperationSample.of(new Pad(new Padding(1, 0, 2, 3), 0, 0), IMAGE),
        OperationSample.of(new Pad(Padding.of(0), 1, 4), IMAGE),
        OperationSample.of(new Pad(new Padding(0, 2, 0, 1), 0, 2), SEQUENCE),
        OperationSample.of(new Relu(), IMAGE),
        OperationSample.of(new Sigmoid(), IMAGE),
        OperationSample.of(new Silu(), IMAGE),
        OperationSample.of(new Slice(1, 3), IMAGE),
        OperationSample.of(new Slice(0, 2), SEQUENCE),
        OperationSample.of(new Split(3, 1), IMAGE),
        OperationSample.of(new Split(2, 0), SEQUENCE),
        OperationSample.of(new Tanh(), IMAGE),
        OperationSample.of(new Tanh(), SEQUENCE),
        OperationSample.of(new Blend(), IMAGE, IMAGE, IMAGE),
        OperationSample.of(new Blend(), SEQUENCE, SEQUENCE, SEQUENCE),
        OperationSample.of(new JoinSteps(), SEQUENCE, FeatureShape.sequence(4, 1), SEQUENCE),
        OperationSample.of(new TakeStep(3), SEQUENCE),
        OperationSample.of(new Zero(), IMAGE),
        OperationSample.of(new Zero(), SEQUENCE));
  }

  @Override
  public Optional<List<String>> readBack(OperationSample sample) {
    Operation operation = sample.operation();
    if (operation instanceof BatchNorm norm && !norm.trackRunningStatistics()) {
      // A file that has no such operator computes means over the batch, which nothing stands for.
      return Optional.empty();
    }
    if (operation.equals(new AveragePool(Sides.of(3), Sides.of(3), Padding.of(1), true, true))) {
      // What ONNX counts in windows beyond the padding is put right by a map of factors.
      return Optional.empty();
    }
    if (operation instanceof DropConnectLinear) {
      return Optional.of(List.of("linear"));
    }
    if (operation instanceof EmbeddingDropout) {
      return Optional.of(List.of("embedding"));
    }
    if (operation instanceof Split) {
      return Optional.of(List.of("slice"));
    }
    if (operation instanceof Multiply) {
      // Products have two factors there.
      return Optional.of(Collections.nCopies(sample.inputs().size() - 1, "multiply"));
    }
    if (operation instanceof MaskedConvolution || operation instanceof BinaryConvolution) {
      // Their weights are computed from others.
      return Optional.empty();
    }
    if (operation instanceof TakeStep || operation instanceof JoinSteps) {
      // Axes of steps are not those of channels.
      return Optional.empty();
    }
    if (operation instanceof Blend) {
      return Optional.empty();
    }
    if (operation instanceof RepeatChannel || operation instanceof Upsample) {
      return Optional.empty();
    }
    if (operation instanceof ShakeShake) {
      return Optional.of(List.of("add", "scale"));
    }
    boolean nothing =
        operation instanceof LockedDropout
            || (operation instanceof Add && sample.inputs().size() == 1);
    return Optional.of(nothing ? List.of() : List.of(operation.kind()));
  }

  /** Signs have no slope; weights are trained as if they were used themselves. */
  @Override
  public boolean hasTrueDerivatives(OperationSample sample) {
    return !(sample.operation() instanceof BinaryConvolution
        || sample.operation() instanceof Quantise);
  }

  /** A language model whose decoder multiplies by the rows that its embedding looks up. */
  private static Network languageModel() {
    Network.Builder builder = Network.builder("language model", FeatureShape.tokens(4));
    int embedding = builder.add("embedding", new Embedding(3, 2), 0);
    int state = builder.add("lstm", new Lstm(2, 2), embedding);
    builder.addSharing(embedding, "decoder", new Linear(3, true), List.of(state));
    return builder.build();
  }

  @Test
  void aTiedDecoderSharesItsWeightWithTheEmbedding() {
    Network network = languageModel();
    assertEquals(3 * 2 + (4 * 2 * (2 + 2) + 2 * 8) + 3, network.parameters());
    SampleRun run = new SampleRun(network);
    run.assertGradients(Mode.EVALUATION);
    run.assertSynflow();
  }

  @Test
  void everyKindHasASample() {
    assertEquals(
        new TreeSet<>(Kernels.kinds().keySet()),
        samples().stream()
            .map(sample -> sample.operation().kind())
            .collect(Collectors.toCollection(TreeSet::new)));
  }
}
