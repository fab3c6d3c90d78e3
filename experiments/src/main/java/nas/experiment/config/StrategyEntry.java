package nas.experiment.config;

import java.util.Optional;
import nas.space.plugin.Setting;
import nas.strategy.StrategyPlugin;

/**
 * One of the strategies that an experiment compares.
 *
 * @param name what tables and plots call it; never empty, as it becomes the name of the plug-in if
 *     not given
 * @param strategy the strategy
 */
public record StrategyEntry(
    @Setting("What tables and plots call the strategy; by default the name of its plug-in")
        @Form(regex = "[!-~]([ -~]{0,58}[!-~])?", words = "1 to 60 printable ASCII characters")
        Optional<String> name,
    @Setting("The strategy and its settings") @Inlined Choice<StrategyPlugin<?>> strategy) {

  /** Fills in the name. */
  public StrategyEntry {
    name = Optional.of(name.orElse(strategy.name()));
  }

  /** Returns the name. */
  public String label() {
    return name.orElseThrow();
  }
}
