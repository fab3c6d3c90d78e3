package nas.experiment.config;

import java.util.Optional;
import java.util.SortedMap;
import nas.core.plugin.Choice;
import nas.core.plugin.Setting;
import nas.strategy.StrategyPlugin;

/**
 * One of the strategies that an experiment compares.
 *
 * @param name what tables and plots call it; never empty, as it becomes the name of the plug-in if
 *     not given
 * @param strategy the strategy
 * @param warmup where it starts; empty: where it would by itself
 * @param moveProposal which edits it tries; empty: those it would by itself
 * @param scalarise weights of the objectives in what it is told; empty: the values themselves
 */
public record StrategyEntry(
    @Setting("What tables and plots call the strategy; by default the name of its plug-in")
        @Form(regex = "[!-~]([ -~]{0,58}[!-~])?", words = "1 to 60 printable ASCII characters")
        Optional<String> name,
    @Setting("The strategy and its settings") @Inlined Choice<StrategyPlugin<?>> strategy,
    @Setting("Starts from the best of many architectures that a zero-cost metric scores")
        Optional<WarmupSettings> warmup,
    @Setting("Tries the edits that a zero-cost metric likes best")
        Optional<MoveProposalSettings> moveProposal,
    @Setting(
            "Tells it a weighted sum of all objectives in place of the evaluator's value, such as"
                + " {accuracy-percent: 1, log10(parameters): -2}; the higher the better, so that"
                + " weights of what is better when it is lower are below 0")
        Optional<SortedMap<String, Double>> scalarise) {

  /** Fills in the name. */
  public StrategyEntry {
    name = Optional.of(name.orElse(strategy.name()));
  }

  /** Returns the name. */
  public String label() {
    return name.orElseThrow();
  }
}
