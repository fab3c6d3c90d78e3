package nas.evaluator.tabular.importing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import nas.core.UserException;
import nas.core.file.CsvReader;
import nas.core.text.ErrorText;
import nas.core.trial.Better;
import nas.evaluator.tabular.BenchmarkBuilder;
import nas.evaluator.tabular.Cost;
import nas.evaluator.tabular.Description;
import nas.evaluator.tabular.Query;
import nas.evaluator.tabular.Run;
import nas.evaluator.tabular.Split;
import nas.space.InvalidArchitectureException;
import nas.space.nasbenchnlp.CellOperation;
import nas.space.nasbenchnlp.NasBenchNlpSettings;
import nas.space.nasbenchnlp.NasBenchNlpSpace;
import nas.space.nasbenchnlp.Recipe;

/**
 * Reads the recurrent cells of NAS-Bench-NLP (Klyuchnikov et al. 2020, arXiv:2006.07116) with the
 * losses of their language models, and scores published of them, from tables in CSV.
 *
 * <p>A row is a published recipe. Recipes that are the same cell stay apart, each with its own
 * trainings; the space knows them by one canonical id. Losses are those of a token, in nats, after
 * the last of 50 epochs on Penn Treebank, and of the epoch with the least validation loss on
 * WikiText-2; perplexities are their exponentials, a mean one that of the mean loss. A run whose
 * loss is NaN has no value and is said to have {@linkplain Query#DIVERGED diverged}.
 */
public final class NasBenchNlpCsv {

  private static final int EPOCHS = 50;
  private static final int RUNS = 3;
  private static final String PTB = "ptb";
  private static final String WIKITEXT2 = "wikitext2";
  private static final String PERPLEXITY = "perplexity";
  private static final String ID = "first_id";
  private static final String RUN_LOSS = "ptb_test_loss_run";

  /** The published training-free scores; the higher, the better, as they were published. */
  private static final List<String> SCORES =
      List.of(
          "activation_distance",
          "synaptic_saliency",
          "jacobian_covariance",
          "jacobian_cosine",
          "large_noise_jacobian",
          "large_noise_jacobian_cosine",
          "more_noised_jacobian",
          "more_noised_jacobian_cosine",
          "hidden_synaptic_saliency",
          "layer_1_hidden_covariance",
          "layer_2_hidden_covariance",
          "layer_3_hidden_covariance");

  private static final NasBenchNlpSpace SPACE =
      new NasBenchNlpSpace(NasBenchNlpSettings.published());

  private final BenchmarkBuilder builder =
      new BenchmarkBuilder(
          new Description(
              NasBenchNlpSpace.NAME,
              NasBenchNlpSpace.NAME,
              Description.Keys.TEXT,
              "NAS-Bench-NLP, https://github.com/fmsnew/nas-bench-nlp-release; Penn Treebank and"
                  + " scores from https://github.com/aaronserianni/training-free-nas",
              "Apache-2.0; Penn Treebank and scores CC BY 4.0",
              "A row is a published recipe; recipes that are the same cell have rows of their own."
                  + " Of Penn Treebank there is the test loss of the last of 50 epochs alone, of"
                  + " three runs: a search that looks at one of them and reports the mean of the"
                  + " others sees no number that is reported, but the data are the same. Perplexity"
                  + " is the exponential of the loss, a mean one that of the mean loss. Runs that"
                  + " diverged have no value. WikiText-2 is of the epoch with the least validation"
                  + " loss."));

  private final Map<Integer, Integer> rowOfId = new HashMap<>();

  private NasBenchNlpCsv() {}

  /**
   * Reads the table of recipes, and that of scores if it is there, whichever comes first.
   *
   * @throws UserException if a file cannot be read or is something else, or there is not one table
   *     of recipes
   */
  public static Imported read(List<Path> files) {
    List<Path> recipes = new ArrayList<>();
    List<Path> scores = new ArrayList<>();
    for (Path file : files) {
      try (CsvReader csv = CsvReader.open(file)) {
        boolean losses = csv.header().contains(RUN_LOSS + 1);
        if (!losses && !csv.header().contains(SCORES.get(0))) {
          throw new UserException(
              "%s is no table of NAS-Bench-NLP: it has neither a column %s1 nor %s"
                  .formatted(file, RUN_LOSS, SCORES.get(0)),
              "use 'java -jar nas.jar import csv' with a mapping for other tables");
        }
        (losses ? recipes : scores).add(file);
      }
    }
    if (recipes.size() != 1 || scores.size() > 1) {
      throw new UserException(
          "There must be one table of recipes (with the column %s1) and at most one of scores, not %d and %d"
              .formatted(RUN_LOSS, recipes.size(), scores.size()),
          "name each table once");
    }
    NasBenchNlpCsv read = new NasBenchNlpCsv();
    read.recipes(recipes.get(0));
    scores.forEach(read::scores);
    return Imported.of(read.builder, files);
  }

  private void recipes(Path file) {
    try (CsvReader csv = CsvReader.open(file)) {
      int id = Values.column(csv, ID);
      int recipe = Values.column(csv, "recipe");
      int parameters = Values.column(csv, "params_ptb");
      PennTreebank losses = new PennTreebank(csv);
      WikiText2 wiki = new WikiText2(csv);
      Counted counted = new Counted();
      while (csv.next()) {
        Recipe read = recipe(csv, recipe);
        int row = builder.addRow(SPACE.format(read));
        if (rowOfId.put(csv.whole(id, 0, Integer.MAX_VALUE), row) != null) {
          throw csv.problem("the id " + csv.cell(id) + " stands twice", "remove one of the rows");
        }
        losses.read(csv, row);
        wiki.read(csv, row);
        builder.set(
            row, builder.column(Cost.PARAMETERS), csv.whole(parameters, 1, Integer.MAX_VALUE));
        counted.count(read, row);
      }
    }
  }

  private Recipe recipe(CsvReader csv, int column) {
    try {
      Recipe read = SPACE.parse(csv.cell(column));
      if (builder.find(SPACE.format(read)).isPresent()) {
        throw csv.problem("the recipe stands twice", "remove one of the rows");
      }
      return read;
    } catch (InvalidArchitectureException refused) {
      throw csv.problem(String.valueOf(refused.getMessage()).replaceFirst("\\.$", ""), "");
    }
  }

  private void scores(Path file) {
    try (CsvReader csv = CsvReader.open(file)) {
      int id = Values.column(csv, ID);
      int[] from = new int[SCORES.size()];
      int[] to = new int[from.length];
      for (int score = 0; score < from.length; score++) {
        from[score] = Values.column(csv, SCORES.get(score));
        Cost cost = new Cost(SCORES.get(score).replace('_', '-'));
        to[score] = builder.column(cost);
        builder.better(cost, Better.HIGHER);
      }
      while (csv.next()) {
        Integer row = rowOfId.get(csv.whole(id, 0, Integer.MAX_VALUE));
        if (row == null) {
          throw csv.problem(
              "there is no recipe with the id " + ErrorText.quote(csv.cell(id)),
              "the tables are not of one benchmark");
        }
        for (int score = 0; score < from.length; score++) {
          int column = to[score];
          csv.number(from[score]).ifPresent(value -> builder.set(row, column, value));
        }
      }
    }
  }

  /** Loss, perplexity and whether there is none as the training diverged, of one run or several. */
  private final class Outcome {
    private final int loss;
    private final int perplexity;
    private final int diverged;

    Outcome(String dataset, Split split, Run run) {
      Query lossOf = new Query(dataset, Query.LOSS, split, EPOCHS, run);
      Query perplexityOf = new Query(dataset, PERPLEXITY, split, EPOCHS, run);
      loss = builder.column(lossOf);
      perplexity = builder.column(perplexityOf);
      diverged = builder.column(lossOf.diverged());
      builder.better(lossOf, Better.LOWER);
      builder.better(perplexityOf, Better.LOWER);
    }

    /**
     * Fills the cells.
     *
     * @param value mean loss, which counts unless a training diverged
     * @param share share of trainings that diverged
     */
    void set(int row, double value, double share) {
      builder.set(row, diverged, share);
      if (share == 0) {
        builder.set(row, loss, value);
        builder.set(row, perplexity, StrictMath.exp(value));
      }
    }
  }

  /** The columns of Penn Treebank. */
  private final class PennTreebank {
    private final int[] from = new int[RUNS];
    private final Outcome[] runs = new Outcome[RUNS];
    private final Outcome all;
    private final Outcome others;

    PennTreebank(CsvReader csv) {
      for (int run = 0; run < RUNS; run++) {
        from[run] = Values.column(csv, RUN_LOSS + (run + 1));
        runs[run] = new Outcome(PTB, Split.TEST, new Run.Seed(run + 1));
      }
      all = new Outcome(PTB, Split.TEST, Run.MEAN);
      others = new Outcome(PTB, Split.TEST, new Run.MeanOf(List.of(2, 3)));
    }

    void read(CsvReader csv, int row) {
      double[] losses = new double[RUNS];
      int there = 0;
      for (int run = 0; run < RUNS; run++) {
        if (!csv.cell(from[run]).isBlank()) {
          there++;
          losses[run] = isNan(csv, from[run]) ? Double.NaN : csv.required(from[run]);
          runs[run].set(row, losses[run], Double.isNaN(losses[run]) ? 1 : 0);
        }
      }
      if (there != 0 && there != RUNS) {
        throw csv.problem("%d of the %d losses are there".formatted(there, RUNS), "");
      }
      if (there == RUNS) {
        mean(all, row, losses, 0);
        mean(others, row, losses, 1);
      }
    }

    private void mean(Outcome outcome, int row, double[] losses, int first) {
      double sum = 0;
      int diverged = 0;
      for (int run = first; run < RUNS; run++) {
        sum += losses[run];
        diverged += Double.isNaN(losses[run]) ? 1 : 0;
      }
      int runs = RUNS - first;
      outcome.set(row, sum / runs, (double) diverged / runs);
    }
  }

  /**
   * The columns of WikiText-2, of which single trainings of a part of the recipes are published.
   */
  private final class WikiText2 {
    private final int status;
    private final int validation;
    private final int test;
    private final Outcome ofValidation = new Outcome(WIKITEXT2, Split.VALIDATION, new Run.Seed(1));
    private final Outcome ofTest = new Outcome(WIKITEXT2, Split.TEST, new Run.Seed(1));

    WikiText2(CsvReader csv) {
      status = Values.column(csv, "wt2_status");
      validation = Values.column(csv, "wt2_best_val_loss");
      test = Values.column(csv, "wt2_test_loss_at_best_val");
    }

    void read(CsvReader csv, int row) {
      String became = csv.cell(status).strip();
      if (became.equals("OK")) {
        ofValidation.set(row, csv.required(validation), 0);
        ofTest.set(row, csv.required(test), 0);
      } else if (became.equals("loss is nan!")) {
        ofValidation.set(row, Double.NaN, 1);
        ofTest.set(row, Double.NaN, 1);
      } else if (!became.isEmpty()) {
        throw csv.problem(
            "wt2_status (" + ErrorText.quote(became) + ") is neither OK nor 'loss is nan!'", "");
      }
    }
  }

  private static boolean isNan(CsvReader csv, int column) {
    return csv.cell(column).strip().toLowerCase(Locale.ROOT).equals("nan");
  }

  /** What counting says of a recipe. */
  private final class Counted {
    private final int nodes = builder.column(new Cost("nodes"));
    private final int states = builder.column(new Cost("hidden-states"));
    private final Map<CellOperation, Integer> ofKind = new EnumMap<>(CellOperation.class);
    private final Map<CellOperation, Integer> output = new EnumMap<>(CellOperation.class);

    Counted() {
      for (CellOperation operation : CellOperation.values()) {
        String name = operation.published().replace('_', '-');
        ofKind.put(operation, builder.column(new Cost("nodes." + name)));
        output.put(operation, builder.column(new Cost("output." + name)));
      }
    }

    void count(Recipe recipe, int row) {
      builder.set(row, nodes, recipe.nodes().size());
      builder.set(row, states, recipe.states());
      ofKind.forEach(
          (operation, column) ->
              builder.set(
                  row,
                  column,
                  (double)
                      recipe.nodes().stream()
                          .filter(node -> node.operation() == operation)
                          .count()));
      output.forEach(
          (operation, column) ->
              builder.set(row, column, recipe.output().operation() == operation ? 1 : 0));
    }
  }
}
