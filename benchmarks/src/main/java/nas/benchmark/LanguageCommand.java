package nas.benchmark;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import nas.experiment.cli.Ranges;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how fast language models are trained. */
@Command(
    name = "language",
    sortOptions = false,
    description = {
      "Measure how fast language models are trained.",
      "",
      "Two models compute the same: an embedding, an LSTM and a decoder tied to the embedding. One",
      "has the LSTM as a recipe of NAS-Bench-NLP, a graph of nodes at each step, the other as the",
      "operation lstm. Steps of their trainings on the characters of the embedded text take turns:",
      "the ratio is what it costs that a cell can be any recipe."
    },
    optionListHeading = "%nOptions:%n")
final class LanguageCommand implements Runnable {

  @Option(
      names = "--features",
      paramLabel = "N",
      defaultValue = "200",
      description = "Features of a token and of a state; by default 200.")
  private int features = 200;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "20",
      description = "Pieces of the text per step; by default 20.")
  private int batch = 20;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      defaultValue = "35",
      description = "Characters of a piece; by default 35.")
  private int tokens = 35;

  @Mixin private RoundsOption rounds = new RoundsOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  private Contestant contestant(LanguageBenchmark.Cell cell) {
    return Contestant.of(
        LanguageBenchmark.class,
        "step",
        Map.of("cell", cell, "features", features, "batch", batch, "tokens", tokens));
  }

  @Override
  public void run() {
    Ranges.requireBetween("--features", features, 1, 4096);
    Ranges.requireBetween("--batch", batch, 2, 200);
    Ranges.requireBetween("--tokens", tokens, 1, 200);
    int count = rounds.rounds();
    Contestant recipe = contestant(LanguageBenchmark.Cell.RECIPE);
    Contestant operation = contestant(LanguageBenchmark.Cell.OPERATION);
    Map<Contestant, double[]> seconds =
        new Turns(Turns.Clock.PROCESSOR, 2).seconds(List.of(recipe, operation), count);
    double[] unrolled = Turns.of(seconds, recipe);
    double[] bare = Turns.of(seconds, operation);
    double read = (double) batch * tokens;
    PrintWriter out = spec.commandLine().getOut();
    out.println("Training of language models with an LSTM");
    out.printf(
        Locale.ROOT,
        "  %d features, batch %d, %d characters a piece, one thread%n",
        features,
        batch,
        tokens);
    rounds.explain(out);
    out.printf(
        "  %s characters a second of the processor, the LSTM a recipe of NAS-Bench-NLP%n",
        Estimate.of(unrolled).under(read).text("%.0f"));
    out.printf(
        "  %s characters a second of the processor, the LSTM an operation%n",
        Estimate.of(bare).under(read).text("%.0f"));
    out.printf(
        "  the recipe takes %s times as long%n", Estimate.ratio(unrolled, bare).text("%.2f"));
    out.flush();
  }
}
