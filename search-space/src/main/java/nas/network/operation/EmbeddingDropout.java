package nas.network.operation;

import java.util.List;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Operation;
import nas.network.ParameterSpec;
import nas.network.StateSpec;

/**
 * An {@link Embedding} that is trained with zeros in the place of all features of tokens drawn at
 * random, wherever these stand in a batch, the others divided by the probability to stay; none in
 * use (Gal and Ghahramani 2016, arXiv:1512.05287; of language models Merity et al. 2017,
 * arXiv:1708.02182).
 *
 * <p>A decoder that shares the weight is not concerned. What is drawn follows from the node's name
 * and the number of batches trained before, as that of {@link Dropout} does.
 *
 * @param vocabulary number of different tokens, which are numbered from 0
 * @param outFeatures number of features of a token
 * @param probability of a token to become zero
 */
public record EmbeddingDropout(
    @Setting(value = "Number of different tokens", min = 1) int vocabulary,
    @Setting(value = "Number of features of a token", min = 1) int outFeatures,
    @Setting(value = "Probability of a token to become zero", min = 0, max = 0.99)
        double probability)
    implements Operation {

  /** Checks the range. */
  public EmbeddingDropout {
    Dropout.requireProbability(probability);
  }

  /** Returns the layer in use. */
  private Embedding inUse() {
    return new Embedding(vocabulary, outFeatures);
  }

  @Override
  public Category category() {
    return Category.PROJECTION;
  }

  @Override
  public String label() {
    return "embedding %d, tokens dropped %s".formatted(vocabulary, probability);
  }

  @Override
  public boolean hasWeights() {
    return true;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    return inUse().infer(inputs);
  }

  @Override
  public List<ParameterSpec> parameters(List<FeatureShape> inputs) {
    return inUse().parameters(inputs);
  }

  @Override
  public List<StateSpec> states(List<FeatureShape> inputs) {
    return List.of(Dropout.BATCHES);
  }

  @Override
  public Width width(List<FeatureShape> inputs) {
    return Width.FIXED;
  }
}
