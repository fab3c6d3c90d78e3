package nas.evaluator.tabular.importing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import nas.core.SharedFiles;
import nas.core.UserException;
import nas.core.trial.FailureKind;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.evaluator.ProgressListener;
import nas.evaluator.tabular.Benchmark;
import nas.evaluator.tabular.Cost;
import nas.evaluator.tabular.Quantity;
import nas.evaluator.tabular.TabularPlugin;
import nas.evaluator.tabular.TabularSettings;
import nas.network.ClassPerStep;
import nas.network.FeatureShape;
import nas.network.Task;
import nas.space.listed.ListedSpace;
import nas.space.nasbenchnlp.NasBenchNlpSettings;
import nas.space.nasbenchnlp.NasBenchNlpSpace;
import nas.space.nasbenchnlp.Recipe;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of NAS-Bench-NLP against figures published of it, and small tables against rules. */
final class NasBenchNlpTableTest {

  private static final String HEADER =
      "first_id,params_ptb,ptb_test_loss_run1,ptb_test_loss_run2,ptb_test_loss_run3,wt2_status,"
          + "wt2_best_val_loss,wt2_test_loss_at_best_val,recipe\n";

  private static final String RNN =
      "{\"f\":{\"op\":\"linear\",\"input\":[\"x\",\"h_prev_0\"]},"
          + "\"h_new_0\":{\"op\":\"activation_tanh\",\"input\":[\"f\"]}}";

  /** The same cell by other names, and another. */
  private static final String RENAMED = RNN.replace("\"f\"", "\"g\"");

  private static final String SIGMOID = RNN.replace("tanh", "sigm");

  private final NasBenchNlpSpace space = new NasBenchNlpSpace(NasBenchNlpSettings.published());

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private static String row(int id, String losses, String wikitext, String recipe) {
    return id
        + ",5731600,"
        + losses
        + ","
        + wikitext
        + ",\""
        + recipe.replace("\"", "\"\"")
        + "\"\n";
  }

  private Path table(String... rows) throws IOException {
    return Files.writeString(folder.resolve("recipes.csv"), HEADER + String.join("", rows));
  }

  private Benchmark imported(Path... files) {
    Path out = folder.resolve("nlp.bench");
    NasBenchNlpCsv.read(List.of(files)).write(out);
    return Benchmark.open(out);
  }

  private static double value(Benchmark benchmark, String key, String quantity) {
    return benchmark.value(
        benchmark.row(key), benchmark.column(Quantity.parse("quantity", quantity)));
  }

  @Test
  void perplexitiesAreExponentialsOfLossesAndDivergedRunsHaveNone() throws IOException {
    Benchmark benchmark =
        imported(
            table(
                row(7, "4.5,5,5.5", "OK,4.25,4", RNN),
                row(8, "nan,5,6", ",,", RENAMED),
                row(9, ",,", "loss is nan!,,", SIGMOID)));
    assertEquals(
        List.of(RNN, RENAMED, SIGMOID), IntStream.range(0, 3).mapToObj(benchmark::key).toList());
    assertEquals(StrictMath.exp(4.5), value(benchmark, RNN, "ptb perplexity test@50 seed 1"));
    assertEquals(StrictMath.exp(5), value(benchmark, RNN, "ptb perplexity test@50 mean"));
    assertEquals(5.25, value(benchmark, RNN, "ptb loss test@50 mean-of 2+3"));
    assertEquals(4.25, value(benchmark, RNN, "wikitext2 loss validation@50 seed 1"));
    assertEquals(StrictMath.exp(4), value(benchmark, RNN, "wikitext2 perplexity test@50 seed 1"));
    assertEquals(0, value(benchmark, RNN, "ptb diverged test@50 mean"));
    assertTrue(Double.isNaN(value(benchmark, RENAMED, "ptb loss test@50 seed 1")));
    assertTrue(Double.isNaN(value(benchmark, RENAMED, "ptb perplexity test@50 mean")));
    assertEquals(5.5, value(benchmark, RENAMED, "ptb loss test@50 mean-of 2+3"));
    assertEquals(1, value(benchmark, RENAMED, "ptb diverged test@50 seed 1"));
    assertEquals(1 / 3.0, value(benchmark, RENAMED, "ptb diverged test@50 mean"));
    assertTrue(
        Double.isNaN(value(benchmark, SIGMOID, "ptb diverged test@50 mean")), "never trained");
    assertEquals(1, value(benchmark, SIGMOID, "wikitext2 diverged test@50 seed 1"));
    assertEquals(1, value(benchmark, SIGMOID, "output.activation-sigm"));
    assertEquals(2, value(benchmark, SIGMOID, "nodes"));
  }

  private Result evaluated(Path file, Recipe recipe, TabularSettings.Missing missing)
      throws InterruptedException {
    ListedSpace<Recipe> listed =
        new ListedSpace<>(space, List.of(space.parse(RNN), space.parse(SIGMOID)));
    try (Evaluator<Recipe> evaluator =
        new TabularPlugin()
            .create(
                new TabularSettings(
                    file,
                    "ptb",
                    Optional.of("perplexity"),
                    "test@50 seed 1",
                    "test@50 mean-of 2+3",
                    List.of(),
                    missing,
                    List.of()),
                listed,
                new EvaluatorContext(Optional.empty(), 1))) {
      return evaluator.evaluate(recipe, 1, ProgressListener.NONE);
    }
  }

  /** Whether it was the run that decides or one that is reported, there is nothing to tell. */
  @Test
  void trainingsThatDivergedFail() throws IOException, InterruptedException {
    for (String losses : List.of("nan,4,5", "4,nan,5", "4,5,nan", "nan,nan,nan")) {
      Path out = imported(table(row(1, "4,5,6", ",,", RNN), row(2, losses, ",,", SIGMOID))).file();
      Result.Failed failed =
          (Result.Failed) evaluated(out, space.parse(SIGMOID), TabularSettings.Missing.REFUSE);
      assertEquals(FailureKind.NON_FINITE_LOSS, failed.kind(), losses);
      assertTrue(failed.message().contains("diverged"), failed.message());
      Result.Trained trained =
          (Result.Trained) evaluated(out, space.parse(RENAMED), TabularSettings.Missing.REFUSE);
      assertEquals(StrictMath.exp(4), trained.validation());
      assertEquals(StrictMath.exp(5.5), trained.reported());
      assertEquals(Objective.PERPLEXITY.better(), trained.objective().better());
    }
  }

  @Test
  void whatIsNoTableOfTheBenchmarkIsRefused() throws IOException {
    refused("stands twice", table(row(1, ",,", ",,", RNN), row(2, ",,", ",,", RNN)));
    refused("the id 1 stands twice", table(row(1, ",,", ",,", RNN), row(1, ",,", ",,", SIGMOID)));
    refused("2 of the 3 losses", table(row(1, "4,5,", ",,", RNN)));
    refused("neither OK nor", table(row(1, "4,5,6", "odd,,", RNN)));
    refused("depends on itself", table(row(1, ",,", ",,", RNN.replace("\"x\"", "\"h_new_0\""))));
    refused("holds \"inf\"", table(row(1, "4,5,inf", ",,", RNN)));
    Path scores = folder.resolve("scores.csv");
    Files.writeString(
        scores,
        "first_id,activation_distance,synaptic_saliency,jacobian_covariance,jacobian_cosine,"
            + "large_noise_jacobian,large_noise_jacobian_cosine,more_noised_jacobian,"
            + "more_noised_jacobian_cosine,hidden_synaptic_saliency,layer_1_hidden_covariance,"
            + "layer_2_hidden_covariance,layer_3_hidden_covariance\n2,1,2,3,4,5,6,7,8,9,10,11,12\n");
    refused("no recipe with the id", scores, table(row(1, ",,", ",,", RNN)));
    refused("not 0 and 1", scores);
    assertEquals(
        12,
        value(imported(scores, table(row(2, ",,", ",,", RNN))), RNN, "layer-3-hidden-covariance"));
  }

  private static void refused(String what, Path... files) {
    UserException refused =
        assertThrows(UserException.class, () -> NasBenchNlpCsv.read(List.of(files)));
    assertTrue(String.valueOf(refused.getMessage()).contains(what), refused.getMessage());
  }

  /** The figures are those of another program that read the same tables. */
  @Test
  @Tag("slow")
  void thePublishedTableHasThePublishedFigures() {
    Benchmark benchmark =
        imported(
            SharedFiles.require("benchmarks/nasbench-nlp/published_scores_ptb.csv.gz"),
            SharedFiles.require("benchmarks/nasbench-nlp/recipes_ptb_wt2.csv.gz"));
    assertEquals(4322, benchmark.rows());
    double[] means = column(benchmark, "ptb loss test@50 mean");
    assertEquals(3319, means.length);
    double[] quantiles = {0, .01, .05, .25, .5, .75, .95, 1};
    double[] published = {4.43568, 4.6156, 4.657, 4.7656, 4.8954, 5.0892, 6.4636, 8.73};
    for (int i = 0; i < quantiles.length; i++) {
      assertEquals(published[i], quantile(means, quantiles[i]), 6e-5, "quantile " + quantiles[i]);
    }
    assertEquals(84.41, column(benchmark, "ptb perplexity test@50 mean")[0], .005);
    double[] shares = column(benchmark, "ptb diverged test@50 mean");
    assertEquals(4114, shares.length);
    assertEquals(2310, Math.rint(3 * Arrays.stream(shares).sum()));
    assertEquals(2956, column(benchmark, "layer-1-hidden-covariance").length);
    assertEquals(288, column(benchmark, "wikitext2 loss test@50 seed 1").length);
    assertEquals(
        5_731_600, value(benchmark, RNN, Cost.PARAMETERS.name()), "the cell rnn, made by hand");
    assertEquals(5.137329, value(benchmark, RNN, "wikitext2 loss test@50 seed 1"));
  }

  @Test
  @Tag("slow")
  void networksHaveThePublishedNumberOfParameters() {
    Benchmark benchmark =
        imported(SharedFiles.require("benchmarks/nasbench-nlp/recipes_ptb_wt2.csv.gz"));
    Task words = new Task(FeatureShape.tokens(1), new ClassPerStep(10_000, 1));
    int column = benchmark.column(Cost.PARAMETERS);
    for (int row = 0; row < benchmark.rows(); row++) {
      String key = benchmark.key(row);
      assertEquals(
          benchmark.value(row, column),
          (double) space.network(space.parse(key), words).parameters(),
          key);
    }
  }

  /** Returns what stands in a column, ascending. */
  private static double[] column(Benchmark benchmark, String quantity) {
    int column = benchmark.column(Quantity.parse("quantity", quantity));
    return IntStream.range(0, benchmark.rows())
        .mapToDouble(row -> benchmark.value(row, column))
        .filter(value -> !Double.isNaN(value))
        .sorted()
        .toArray();
  }

  private static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) at;
    double above = sorted[Math.min(below + 1, sorted.length - 1)];
    return sorted[below] + (at - below) * (above - sorted[below]);
  }
}
