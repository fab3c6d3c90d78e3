package nas.strategy.evolution;

import java.util.Optional;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Paper;
import nas.core.plugin.Setting;
import nas.space.Space;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyPlugin;

/** Offers {@link AgingEvolution} to experiments as {@code aging-evolution}. */
public final class AgingEvolutionPlugin implements StrategyPlugin<AgingEvolutionPlugin.Settings> {

  /** Settings of aging evolution; the defaults are those of the zero-cost-proxies paper. */
  public record Settings(
      @Setting(
              value = "Number of individuals; the first so many proposals are random.",
              byDefault = "64",
              min = 1,
              max = 1_000_000)
          int population,
      @Setting(
              value = "Number of individuals among which the fittest becomes the parent.",
              byDefault = "10",
              min = 1,
              max = 1_000_000)
          int tournament,
      @Setting(
              value = "Whether one individual may enter a tournament several times.",
              byDefault = "false")
          boolean replacement,
      @Setting(
              value =
                  "How many networks may be in training at once; 1 is the published algorithm, more"
                      + " lets one search use several workers but breeds from slightly older"
                      + " results.",
              byDefault = "1",
              min = 1,
              max = 1_000_000)
          int concurrentTrials,
      @Setting(
              value =
                  "Whether a child may be what the search has proposed before, as published; else it"
                      + " is edited on until it is new.",
              byDefault = "true")
          boolean repeats) {

    /** Checks how the settings fit together. */
    public Settings {
      if (population < tournament) {
        throw new InvalidSettingException(
            "population",
            "population (" + population + ") must be at least tournament (" + tournament + ")",
            "raise population or lower tournament");
      }
      if (concurrentTrials > population) {
        throw new InvalidSettingException(
            "concurrent-trials",
            "concurrent-trials ("
                + concurrentTrials
                + ") must be at most population ("
                + population
                + ")",
            "lower concurrent-trials or raise population");
      }
    }
  }

  @Override
  public String name() {
    return "aging-evolution";
  }

  @Override
  public String summary() {
    return "Aging evolution: the best of a tournament has a child by one edit, the oldest dies.";
  }

  @Override
  public Optional<Paper> paper() {
    return Optional.of(
        new Paper(
            "Real et al.",
            2019,
            "Regularized Evolution for Image Classifier Architecture Search",
            "arXiv:1802.01548"));
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public <A> Strategy<A> create(Settings settings, Space<A> space, StrategyContext context) {
    requireNeighbours(space);
    return new AgingEvolution<>(settings, space, context);
  }
}
