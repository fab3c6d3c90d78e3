package nas.benchmark;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import nas.experiment.cli.Ranges;
import nas.strategy.reinforce.PolicyKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how fast REINFORCE learns. */
@Command(
    name = "reinforce",
    sortOptions = false,
    description = {
      "Measure how fast REINFORCE proposes, learns and warms up.",
      "",
      "Architectures are sequences of the size of NAS-Bench-201's: six choices among five. Scores",
      "and trainings take no time; what counts is the processor time of all threads."
    },
    optionListHeading = "%nOptions:%n")
final class ReinforceCommand implements Runnable {

  @Option(
      names = "--updates",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Proposals in a round, each learned from; by default 1000.")
  private int updates = 1000;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "3000",
      description = "Architectures that a warmup scores; by default 3000.")
  private int samples = 3000;

  @Mixin private RoundsOption rounds = new RoundsOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    Ranges.requireBetween("--updates", updates, 1, 1_000_000);
    Ranges.requireBetween("--samples", samples, 1, 1_000_000);
    int count = rounds.rounds();
    List<Contestant> contestants = new ArrayList<>();
    for (PolicyKind policy : PolicyKind.values()) {
      Map<String, Object> parameters =
          Map.of("policy", policy, "updates", updates, "samples", samples);
      contestants.add(Contestant.of(ReinforceBenchmark.class, "updates", parameters));
      contestants.add(Contestant.of(ReinforceBenchmark.class, "warmup", parameters));
    }
    Map<Contestant, double[]> seconds =
        new Turns(Turns.Clock.PROCESSOR, 0).seconds(contestants, count);
    PrintWriter out = spec.commandLine().getOut();
    out.println("REINFORCE on six choices among five");
    rounds.explain(out);
    seconds.forEach(
        (contestant, taken) -> {
          Estimate estimate = Estimate.of(taken);
          String policy =
              contestant.parameters().getOrDefault("policy", "").toLowerCase(Locale.ROOT);
          out.println(
              contestant.method().equals("updates")
                  ? "  " + policy + ": " + estimate.under(updates).text("%.0f") + " updates/s"
                  : "  %s: warmup of %d samples %s s"
                      .formatted(policy, samples, estimate.text("%.2f")));
        });
    out.flush();
  }
}
