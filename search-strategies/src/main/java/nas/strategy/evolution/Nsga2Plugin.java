package nas.strategy.evolution;

import java.util.Optional;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Paper;
import nas.core.plugin.Setting;
import nas.space.Space;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyPlugin;

/** Offers {@link Nsga2} to experiments as {@code nsga2}. */
public final class Nsga2Plugin implements StrategyPlugin<Nsga2Plugin.Settings> {

  /** Settings of NSGA-II. */
  public record Settings(
      @Setting(
              value =
                  "Number of parents, and of children of a generation, which can be trained at"
                      + " once; the first generation is random.",
              byDefault = "32",
              min = 2,
              max = 1_000_000)
          int population,
      @Setting(
              value = "Number of individuals among which the fittest becomes a parent.",
              byDefault = "2",
              min = 1,
              max = 1_000_000)
          int tournament,
      @Setting(
              value =
                  "Probability that a child has two parents, in spaces whose architectures are"
                      + " sequences of choices; all children are edited once.",
              byDefault = "0.9",
              min = 0,
              max = 1)
          double crossover,
      @Setting(
              value =
                  "Whether a child may be what the search has proposed before; else it is edited on"
                      + " until it is new.",
              byDefault = "false")
          boolean repeats,
      @Setting(
              "Children among which regressions choose those that are trained; by default all"
                  + " children are.")
          Optional<Preselection> preselect) {

    /** Checks how the settings fit together. */
    public Settings {
      if (population < tournament) {
        throw new InvalidSettingException(
            "population",
            "population (" + population + ") must be at least tournament (" + tournament + ")",
            "raise population or lower tournament");
      }
    }
  }

  @Override
  public String name() {
    return "nsga2";
  }

  @Override
  public String summary() {
    return "NSGA-II: searches for the front of several objectives by ranks and crowding distances.";
  }

  @Override
  public Optional<Paper> paper() {
    return Optional.of(
        new Paper(
            "Deb et al.",
            2002,
            "A Fast and Elitist Multiobjective Genetic Algorithm: NSGA-II",
            "DOI 10.1109/4235.996017"));
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public <A> Strategy<A> create(Settings settings, Space<A> space, StrategyContext context) {
    requireNeighbours(space);
    return new Nsga2<>(settings, space, context);
  }
}
