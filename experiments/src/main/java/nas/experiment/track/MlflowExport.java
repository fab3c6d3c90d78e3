package nas.experiment.track;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import nas.core.UserException;

/**
 * Searches as runs of an MLflow server: one for the run as a whole, with its settings, and below it
 * one for each search, with its numbers.
 */
public final class MlflowExport {

  /** What the interface takes at once. */
  private static final int MOST_METRICS = 1000;

  private static final int MOST_PARAMETERS = 100;
  private static final int LONGEST_PARAMETER = 500;
  private static final Pattern UNNAMEABLE = Pattern.compile("[^A-Za-z0-9_./ -]");

  private final MlflowServer server;

  private MlflowExport(MlflowServer server) {
    this.server = server;
  }

  /**
   * What is exported.
   *
   * @param experiment name of the experiment, which MLflow's has, too
   * @param folder the run folder, as people know it
   * @param digest digest of its journals
   * @param settings its settings by their paths
   * @param searches its searches, at least one
   */
  public record Source(
      String experiment,
      String folder,
      String digest,
      SortedMap<String, String> settings,
      List<TrackedSearch> searches) {}

  /**
   * What was written.
   *
   * @param parent id of the run as a whole
   * @param runs how many searches
   * @param values how many numbers
   * @param cut settings that were cut, as they are longer than MLflow takes
   */
  public record Written(String parent, int runs, long values, List<String> cut) {}

  /**
   * Exports a run.
   *
   * @param address of the server, such as {@code http://127.0.0.1:5000}
   * @throws UserException if the server cannot be reached or refuses something
   */
  public static Written write(String address, Source source) throws InterruptedException {
    return new MlflowExport(MlflowServer.at(address)).write(source);
  }

  private Written write(Source source) throws InterruptedException {
    String experiment = experiment(source.experiment());
    List<TrackedSearch> searches = source.searches();
    Instant begin =
        searches.stream().map(MlflowExport::begin).min(Instant::compareTo).orElseThrow();
    Instant end = searches.stream().map(MlflowExport::end).max(Instant::compareTo).orElseThrow();
    String parent =
        create(
            experiment,
            source.experiment(),
            begin,
            Map.of("nas.folder", source.folder(), "nas.journals-sha256", source.digest()));
    try {
      List<String> cut = logSettings(parent, source.settings());
      long values = 0;
      for (TrackedSearch search : searches) {
        values += write(experiment, parent, search);
      }
      finish(parent, "FINISHED", end);
      return new Written(parent, searches.size(), values, cut);
    } catch (UserException refused) {
      try {
        finish(parent, "FAILED", end);
      } catch (UserException gone) {
        refused.addSuppressed(gone);
      }
      throw refused;
    }
  }

  private String experiment(String name) throws InterruptedException {
    Optional<JsonNode> known =
        server.get(
            "experiments/get-by-name",
            "experiment_name=" + URLEncoder.encode(name, StandardCharsets.UTF_8));
    return known.isPresent()
        ? text(known.get().path("experiment").path("experiment_id"))
        : text(server.post("experiments/create", Map.of("name", name)).path("experiment_id"));
  }

  private String create(String experiment, String name, Instant begin, Map<String, String> tags)
      throws InterruptedException {
    List<Map<String, Object>> all = new ArrayList<>();
    new TreeMap<>(tags).forEach((key, value) -> all.add(Map.of("key", key, "value", value)));
    JsonNode created =
        server.post(
            "runs/create",
            Map.of(
                "experiment_id",
                experiment,
                "run_name",
                name,
                "start_time",
                begin.toEpochMilli(),
                "tags",
                all));
    return text(created.path("run").path("info").path("run_id"));
  }

  private static String text(JsonNode node) {
    if (!node.isValueNode() || node.asText().isEmpty()) {
      throw new UserException(
          "The MLflow server answers otherwise than MLflow 2 and 3 do", "check the address");
    }
    return node.asText();
  }

  private long write(String experiment, String parent, TrackedSearch search)
      throws InterruptedException {
    String run =
        create(
            experiment,
            search.strategy() + ", repetition " + search.repetition(),
            begin(search),
            Map.of("mlflow.parentRunId", parent, "nas.search", search.name()));
    log(
        run,
        "params",
        List.of(
            parameter("strategy", search.strategy()),
            parameter("repetition", Integer.toString(search.repetition()))));
    List<Map<String, Object>> metrics = new ArrayList<>();
    long values = 0;
    for (TrackedSearch.Point point : search.points()) {
      for (Map.Entry<String, Double> value : point.values().entrySet()) {
        metrics.add(
            Map.of(
                "key",
                nameable(value.getKey()),
                "value",
                value.getValue(),
                "timestamp",
                point.at().toEpochMilli(),
                "step",
                point.step()));
        values++;
        if (metrics.size() == MOST_METRICS) {
          log(run, "metrics", metrics);
          metrics.clear();
        }
      }
    }
    if (!metrics.isEmpty()) {
      log(run, "metrics", metrics);
    }
    finish(run, "FINISHED", end(search));
    return values;
  }

  /** Logs the settings and returns the names of those that were cut. */
  private List<String> logSettings(String run, SortedMap<String, String> settings)
      throws InterruptedException {
    List<String> cut = new ArrayList<>();
    List<Map<String, Object>> parameters = new ArrayList<>();
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      String value = setting.getValue();
      if (value.length() > LONGEST_PARAMETER) {
        cut.add(setting.getKey());
        value = value.substring(0, LONGEST_PARAMETER - 3) + "...";
      }
      parameters.add(parameter(nameable(setting.getKey().replaceAll("\\[(\\d+)]", ".$1")), value));
      if (parameters.size() == MOST_PARAMETERS) {
        log(run, "params", parameters);
        parameters.clear();
      }
    }
    if (!parameters.isEmpty()) {
      log(run, "params", parameters);
    }
    return cut;
  }

  private static Map<String, Object> parameter(String key, String value) {
    return Map.of("key", key, "value", value);
  }

  private void log(String run, String kind, List<Map<String, Object>> values)
      throws InterruptedException {
    server.post("runs/log-batch", Map.of("run_id", run, kind, values));
  }

  private void finish(String run, String status, Instant end) throws InterruptedException {
    server.post(
        "runs/update", Map.of("run_id", run, "status", status, "end_time", end.toEpochMilli()));
  }

  /**
   * Returns a name that MLflow takes: other characters by their codes, so that names stay apart.
   */
  private static String nameable(String name) {
    return UNNAMEABLE
        .matcher(name)
        .replaceAll(
            other ->
                "_" + HexFormat.of().formatHex(other.group().getBytes(StandardCharsets.UTF_8)));
  }

  private static Instant begin(TrackedSearch search) {
    return search.points().get(0).at();
  }

  private static Instant end(TrackedSearch search) {
    return search.points().get(search.points().size() - 1).at();
  }
}
