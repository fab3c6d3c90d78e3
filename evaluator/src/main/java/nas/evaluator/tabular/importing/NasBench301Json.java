package nas.evaluator.tabular.importing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nas.core.UserException;
import nas.core.trial.Better;
import nas.evaluator.tabular.BenchmarkBuilder;
import nas.evaluator.tabular.Cost;
import nas.evaluator.tabular.Description;
import nas.evaluator.tabular.Query;
import nas.evaluator.tabular.Run;
import nas.evaluator.tabular.Split;

/**
 * Reads DARTS cells with accuracies predicted by the surrogate of NAS-Bench-301 (Zela et al. 2022,
 * arXiv:2008.09777), as NAS-Bench-Suite-Zero publishes them in JSON.
 */
public final class NasBench301Json {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The published scores, and what they are called here. */
  private static final Map<String, String> SCORES = new LinkedHashMap<>();

  static {
    for (String published :
        List.of(
            "synflow",
            "grasp",
            "fisher",
            "grad_norm",
            "l2_norm",
            "plain",
            "nwot",
            "epe_nas",
            "snip")) {
      SCORES.put(published, published.replace('_', '-'));
    }
    SCORES.put("jacov", "jacob-cov");
  }

  private NasBench301Json() {}

  /**
   * Reads a file.
   *
   * @throws UserException if it cannot be read or is something else
   */
  public static Imported read(Path file) {
    BenchmarkBuilder builder =
        new BenchmarkBuilder(
            new Description(
                "nasbench301",
                "darts",
                Description.Keys.TEXT,
                "NAS-Bench-301 by way of NAS-Bench-Suite-Zero, https://github.com/automl/NASLib",
                "Apache-2.0",
                "Accuracies are predictions of a surrogate, not of trained networks."));
    int accuracy = builder.column(Query.accuracy("cifar10", Split.VALIDATION, 100, Run.MEAN));
    int parameters = builder.column(Cost.PARAMETERS);
    int flops = builder.column(new Cost("flops-millions"));
    Map<String, Integer> scores = new LinkedHashMap<>();
    SCORES.forEach(
        (published, name) -> {
          Cost score = new Cost(name);
          scores.put(published, builder.column(score));
          builder.better(score, Better.HIGHER);
        });
    try (InputStream input = SourceFiles.open(file)) {
      JsonNode cells = JSON.readTree(input).path("cifar10");
      if (!cells.isObject() || cells.isEmpty()) {
        throw refused(file, "it has no cells under 'cifar10'");
      }
      for (Map.Entry<String, JsonNode> cell : cells.properties()) {
        String key = cell.getKey();
        if (!key.matches("[ -~]{1,1000}")) {
          throw refused(file, "a cell's name is no plain text");
        }
        int row = builder.addRow(key);
        builder.set(row, accuracy, number(file, key, cell.getValue(), "/val_accuracy", 100));
        builder.set(
            row,
            parameters,
            Math.rint(1e6 * number(file, key, cell.getValue(), "/params/score", 1e6)));
        builder.set(row, flops, number(file, key, cell.getValue(), "/flops/score", 1e9));
        for (Map.Entry<String, Integer> score : scores.entrySet()) {
          JsonNode number = cell.getValue().path(score.getKey()).path("score");
          if (number.isNumber() && Double.isFinite(number.asDouble())) {
            builder.set(row, score.getValue(), number.asDouble());
          }
        }
      }
    } catch (JsonProcessingException e) {
      throw refused(file, "it is no JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw SourceFiles.unreadable(file, e);
    }
    return Imported.of(builder, List.of(file));
  }

  private static double number(Path file, String key, JsonNode cell, String at, double most) {
    JsonNode number = cell.at(at);
    if (!number.isNumber() || !(number.asDouble() >= 0 && number.asDouble() <= most)) {
      throw refused(file, "the cell " + key + " has no number from 0 at " + at);
    }
    return number.asDouble();
  }

  private static UserException refused(Path file, String why) {
    return new UserException(
        file + " cannot be imported as NAS-Bench-301: " + why,
        "check that it is the file of NAS-Bench-Suite-Zero for nasbench301");
  }
}
