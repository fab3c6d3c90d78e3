package nas.strategy.reinforce;

import java.util.List;

/** Rewards a policy: the update of REINFORCE with baseline and optimiser. */
final class Learner {

  private final ReinforcePlugin.Settings settings;
  private final Policy policy;
  private final Ascent ascent;

  /** Weighted sum of the mean rewards so far, and the sum of the weights. */
  private double rewardSum;

  private double weightSum;

  Learner(ReinforcePlugin.Settings settings, Policy policy) {
    this.settings = settings;
    this.policy = policy;
    this.ascent =
        new Ascent(
            settings.effectiveUpdate(),
            settings.effectiveLearningRate(),
            policy.parameters().length);
  }

  /** Makes the sequences with better rewards than usual likelier. */
  void learn(List<List<Integer>> sequences, double[] rewards) {
    double mean = 0;
    for (double reward : rewards) {
      mean += reward / rewards.length;
    }
    double baseline = weightSum == 0 ? mean : rewardSum / weightSum;
    double[] advantages = new double[rewards.length];
    for (int index = 0; index < rewards.length; index++) {
      advantages[index] = rewards[index] - baseline;
    }
    float[] gradient = policy.gradient(sequences, advantages, settings.entropyBonus());
    policy.change(parameters -> ascent.step(parameters, gradient));
    double momentum = settings.baselineMomentum();
    rewardSum = momentum * rewardSum + (1 - momentum) * mean;
    weightSum = momentum * weightSum + (1 - momentum);
  }
}
