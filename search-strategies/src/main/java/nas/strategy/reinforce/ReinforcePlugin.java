package nas.strategy.reinforce;

import java.util.Optional;
import nas.core.Seeds;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Paper;
import nas.core.plugin.Setting;
import nas.space.ChoiceSequence;
import nas.space.Space;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyPlugin;
import nas.strategy.guide.Guidance;

/** Offers {@link Reinforce} to experiments as {@code reinforce}. */
public final class ReinforcePlugin implements StrategyPlugin<ReinforcePlugin.Settings> {

  /** Settings of REINFORCE. */
  public record Settings(
      @Setting(
              value =
                  "What writes the choices: a recurrent network that knows those before, or an"
                      + " independent distribution for each.",
              byDefault = "lstm")
          PolicyKind policy,
      @Setting(
              value = "Number of hidden units; only for the policy lstm.",
              byDefault = "100",
              min = 1,
              max = MOST_UNITS)
          int hidden,
      @Setting(
              value = "Size of the embedding of a choice; only for the policy lstm.",
              byDefault = "100",
              min = 1,
              max = MOST_UNITS)
          int embedding,
      @Setting("How the policy follows the gradient; left out: adam for lstm, sgd for independent.")
          Optional<UpdateRule> update,
      @Setting(
              value = "Step size; left out: 0.00035 for lstm, 0.1 for independent.",
              min = 0,
              max = MOST_LEARNING_RATE)
          Optional<Double> learningRate,
      @Setting(
              value =
                  "Weight of the entropy of the choices, in nats, against the reward from 0 to 1;"
                      + " more of it explores longer.",
              byDefault = "0.0001",
              min = 0,
              max = MOST_ENTROPY_BONUS)
          double entropyBonus,
      @Setting(
              value =
                  "How much of the baseline, the moving average of rewards, stays at each update;"
                      + " below 1.",
              byDefault = "0.9",
              min = 0,
              max = 1)
          double baselineMomentum,
      @Setting(
              value =
                  "Trials from one update to the next; so many networks can be in training at"
                      + " once.",
              byDefault = "1",
              min = 1,
              max = MOST_BATCH)
          int batch,
      @Setting(
              value = "Scored architectures from one update to the next during a warmup.",
              byDefault = "16",
              min = 2,
              max = MOST_BATCH)
          int warmupBatch,
      @Setting(
              value =
                  "How many architectures in a row may have been proposed before, which costs"
                      + " nothing; then only new ones are drawn.",
              byDefault = "0",
              min = 0,
              max = MOST_REPEATS)
          int repeats) {

    private static final int MOST_UNITS = 1024;
    private static final int MOST_BATCH = 1000;
    private static final int MOST_REPEATS = 1_000_000;
    private static final double MOST_LEARNING_RATE = 100;
    private static final double MOST_ENTROPY_BONUS = 100;

    /** Checks the ranges. */
    public Settings {
      requireBetween("hidden", hidden, 1, MOST_UNITS);
      requireBetween("embedding", embedding, 1, MOST_UNITS);
      requireBetween("batch", batch, 1, MOST_BATCH);
      requireBetween("warmup-batch", warmupBatch, 2, MOST_BATCH);
      requireBetween("repeats", repeats, 0, MOST_REPEATS);
      if (!(entropyBonus >= 0 && entropyBonus <= MOST_ENTROPY_BONUS)) {
        throw new InvalidSettingException(
            "entropy-bonus",
            "entropy-bonus (" + entropyBonus + ") must be from 0 to " + MOST_ENTROPY_BONUS,
            "");
      }
      if (learningRate.isPresent()
          && !(learningRate.get() > 0 && learningRate.get() <= MOST_LEARNING_RATE)) {
        throw new InvalidSettingException(
            "learning-rate",
            "learning-rate ("
                + learningRate.get()
                + ") must be greater than 0 and at most "
                + MOST_LEARNING_RATE,
            "leave it out to use that of the policy");
      }
      if (!(baselineMomentum >= 0 && baselineMomentum < 1)) {
        throw new InvalidSettingException(
            "baseline-momentum",
            "baseline-momentum (" + baselineMomentum + ") must be at least 0 and less than 1",
            "use 0.9");
      }
    }

    private static void requireBetween(String key, int value, int least, int most) {
      if (value < least || value > most) {
        throw new InvalidSettingException(
            key, key + " (" + value + ") must be from " + least + " to " + most, "");
      }
    }

    UpdateRule effectiveUpdate() {
      return update.orElse(policy == PolicyKind.LSTM ? UpdateRule.ADAM : UpdateRule.SGD);
    }

    double effectiveLearningRate() {
      return learningRate.orElse(policy == PolicyKind.LSTM ? 3.5e-4 : 0.1);
    }
  }

  @Override
  public String name() {
    return "reinforce";
  }

  @Override
  public String summary() {
    return "REINFORCE: a policy writes architectures choice by choice and is rewarded with accuracy.";
  }

  @Override
  public Optional<Paper> paper() {
    return Optional.of(
        new Paper(
            "Zoph and Le",
            2017,
            "Neural Architecture Search with Reinforcement Learning",
            "arXiv:1611.01578"));
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public <A> Strategy<A> create(Settings settings, Space<A> space, StrategyContext context) {
    return create(settings, space, context, Guidance.none());
  }

  @Override
  public <A> Strategy<A> create(
      Settings settings, Space<A> space, StrategyContext context, Guidance<A> guidance) {
    ChoiceSequence<A> sequence = sequence(space);
    return new Reinforce<>(
        settings, policy(settings, sequence, context), space, sequence, context, guidance);
  }

  private static <A> ChoiceSequence<A> sequence(Space<A> space) {
    try {
      return ChoiceSequence.of(space);
    } catch (IllegalArgumentException e) {
      InvalidSettingException refusal =
          new InvalidSettingException(
              "policy",
              "reinforce cannot write architectures of this space: " + e.getMessage(),
              "use another strategy");
      refusal.initCause(e);
      throw refusal;
    }
  }

  private static Policy policy(
      Settings settings, ChoiceSequence<?> sequence, StrategyContext context) {
    return switch (settings.policy()) {
      case INDEPENDENT -> new IndependentPolicy(sequence.sizes());
      case LSTM ->
          new LstmPolicy(
              sequence.sizes(),
              settings.embedding(),
              settings.hidden(),
              Seeds.derive(context.rootSeed(), context.repetition(), -1, Seeds.Purpose.STRATEGY));
    };
  }
}
