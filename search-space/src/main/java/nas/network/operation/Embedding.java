package nas.network.operation;

import java.util.List;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Operation;
import nas.network.ParameterSpec;

/**
 * A row of trained features for each token; weight (vocabulary, outFeatures).
 *
 * <p>A linear layer with as many output features as there are tokens can share the weight ({@link
 * nas.network.Network.Builder#addSharing}), as the tied decoder of a language model does.
 *
 * @param vocabulary number of different tokens, which are numbered from 0
 * @param outFeatures number of features of a token
 */
public record Embedding(
    @Setting(value = "Number of different tokens", min = 1) int vocabulary,
    @Setting(value = "Number of features of a token", min = 1) int outFeatures)
    implements Operation {

  @Override
  public Category category() {
    return Category.PROJECTION;
  }

  @Override
  public String label() {
    return "embedding " + vocabulary;
  }

  @Override
  public boolean hasWeights() {
    return true;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    FeatureShape input = Operation.only(inputs);
    if (input.kind() != FeatureShape.Kind.TOKENS) {
      throw new IllegalArgumentException("an embedding needs tokens, got " + input);
    }
    return FeatureShape.sequence(outFeatures, input.width());
  }

  @Override
  public List<ParameterSpec> parameters(List<FeatureShape> inputs) {
    return List.of(ParameterSpec.weight(1, vocabulary, outFeatures));
  }

  @Override
  public Width width(List<FeatureShape> inputs) {
    return Width.FIXED;
  }
}
