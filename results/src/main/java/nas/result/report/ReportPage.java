package nas.result.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.result.journal.EpochCurves;
import nas.result.journal.TrialRecord;
import nas.result.plot.BarChart;
import nas.result.plot.FrontChart;
import nas.result.plot.LineChart;
import nas.result.statistics.Cost;
import nas.result.statistics.FinalResult;
import nas.result.table.Field;
import nas.result.table.Table;
import org.jspecify.annotations.Nullable;

/**
 * What the template of the report shows: one HTML file that needs no network, and no script to be
 * read.
 *
 * @param input what the report is about
 * @param anytime draws its curves
 * @param bySize draws networks by their sizes
 * @param fronts draws the fronts of several objectives
 */
record ReportPage(ReportInput input, AnytimeCharts anytime, SizeCharts bySize, FrontCharts fronts) {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int MOST_REASONS = 20;

  /** Further networks are listed without a drawing. */
  private static final int MOST_DRAWN = 24;

  /**
   * A chart. It is there twice, drawn for wide and for narrow windows, since shrinking would make
   * its text unreadable.
   *
   * @param data what scripts read values from, as JSON
   */
  record Chart(String wide, String narrow, String caption, String data) {}

  /**
   * Why trials have no accuracy.
   *
   * @param table a row for each strategy and kind of reason, with the first trial
   * @param further kinds that the table leaves out
   */
  record Reasons(String heading, Table table, int further) {}

  /** Returns the report. */
  static String render(ReportInput input) {
    return render(
        new ReportPage(
            input, AnytimeCharts.of(input), new SizeCharts(input), new FrontCharts(input)));
  }

  /** Returns the report, with charts that may be made already. */
  static String render(ReportPage page) {
    return Page.render("report.jte", page);
  }

  List<String> notices() {
    return Stream.concat(input.heading().endings().stream(), input.caption().warnings().stream())
        .toList();
  }

  /**
   * Says whether there is anything to draw over a search: not of searches that have ended with one
   * network each.
   */
  boolean hasCurves() {
    return !input.heading().finished()
        || !input.charts().published().isEmpty()
        || input.strategies().stream()
            .flatMap(runs -> runs.repetitions().stream())
            .anyMatch(trials -> trials.size() > 1);
  }

  boolean timed() {
    return input.counting().time().isPresent();
  }

  String timeName() {
    return AnytimeCharts.timeName(input.trials());
  }

  String timeInText() {
    return timeName().toLowerCase(Locale.ROOT);
  }

  Objective objective() {
    return input.caption().objective();
  }

  /** Returns the name of the objective with a capital letter. */
  String heading() {
    return Words.capitalised(objective().words());
  }

  /** Returns what several of its values are called, with a capital letter and their unit. */
  String values() {
    return Words.capitalised(objective().plural())
        + (objective().unit().equals("percent") ? " in percent" : "");
  }

  boolean optimistic() {
    return input.counting().incumbent().isOptimistic();
  }

  /** Returns what the run was, in numbers. */
  Map<String, String> facts() {
    List<FinalResult> results = input.results();
    Map<String, String> facts = new LinkedHashMap<>();
    int given = input.given().size();
    facts.put("Strategies", Page.decimals(input.strategies().size() - given, 0));
    if (given > 0) {
      facts.put("Networks beside them", Page.decimals(given, 0));
    }
    facts.put("Repetitions", Page.decimals(input.repetitions(), 0));
    facts.put("Budget", input.caption().budget());
    facts.put("Networks " + objective().done(), total(results, FinalResult::trainedModels));
    if (results.stream().anyMatch(result -> result.reduced() > 0)) {
      facts.put("At lower fidelities", total(results, FinalResult::reduced));
    }
    facts.put("Failed", total(results, FinalResult::failed));
    facts.put("Duplicates", total(results, FinalResult::duplicates));
    if (results.stream().anyMatch(result -> result.skipped() > 0)) {
      facts.put("Skipped", total(results, FinalResult::skipped));
    }
    if (timed()) {
      double seconds = 0;
      for (FinalResult result : results) {
        seconds += result.trainSeconds().orElse(0);
      }
      facts.put(timeName(), TimeUnit.format(seconds));
    }
    return facts;
  }

  private static String total(List<FinalResult> results, ToIntFunction<FinalResult> count) {
    return Page.decimals(results.stream().mapToInt(count).sum(), 0);
  }

  /** Returns how large a network is, such as {@code 11.0 k parameters, 86.4 k multiply-adds}. */
  Optional<String> size(BestNetwork network) {
    Map<String, Double> measured = network.result().measurements();
    List<String> sizes = new ArrayList<>();
    for (SizeCharts.Size size : SizeCharts.COUNTED) {
      Double count = measured.get(size.measurement());
      if (count != null) {
        sizes.add(Page.scaled(count) + " " + size.words());
      }
    }
    return sizes.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", sizes));
  }

  /** Returns what is known of a network. */
  Map<String, String> facts(BestNetwork network) {
    Map<String, Double> measured = network.result().measurements();
    Map<String, String> facts = new LinkedHashMap<>();
    if (!objective().score()) {
      facts.put(input.caption().seenName(), Page.value(objective(), network.result().validation()));
    }
    put(facts, "Parameters", measured.get("parameters"), Page::scaled);
    put(facts, "MACs", measured.get("macs"), Page::scaled);
    put(
        facts,
        "Latency",
        measured.get("latency-ms.measured"),
        latency -> Page.decimals(latency, 3) + "\u2009ms");
    facts.put(
        "Found by",
        network.strategy()
            + ", "
            + input.caption().repetition(network.repetition())
            + ", trial "
            + network.trial().trial());
    return facts;
  }

  private static void put(
      Map<String, String> facts,
      String name,
      @Nullable Double value,
      Function<Double, String> inWords) {
    if (value != null) {
      facts.put(name, inWords.apply(value));
    }
  }

  List<Chart> charts() {
    return input.costs().stream().map(this::chart).toList();
  }

  /** Returns how good the networks are for their sizes; the charts have no data for scripts. */
  List<Chart> sizes() {
    return bySize.sizes().stream()
        .map(
            size -> {
              FrontChart chart = bySize.chart(size);
              return new Chart(
                  Page.inline(chart.svg(600, 420)), Page.inline(chart.svg(360, 360)), "", "");
            })
        .toList();
  }

  /** Returns how much the choices matter. */
  Chart importance() {
    BarChart chart = NetworkTables.importanceChart(input);
    return new Chart(Page.inline(chart.svg(600)), Page.inline(chart.svg(360)), "", "");
  }

  Table importanceTable() {
    return NetworkTables.importance(input);
  }

  Table listed() {
    return NetworkTables.listed(input, bySize);
  }

  /** Returns the names of the tables beside the page. */
  List<String> files() {
    List<String> files = new ArrayList<>(List.of("trials.csv", "final.csv", "curve-models.csv"));
    if (timed()) {
      files.add("curve-seconds.csv");
    }
    files.addAll(List.of("speedup.csv", "significance.csv"));
    if (!input.networks().importance().isEmpty()) {
      files.add("importance.csv");
    }
    if (several()) {
      files.add("front.csv");
    }
    if (fronts.repeated()) {
      files.add("attainment.csv");
    }
    fronts
        .scale()
        .ifPresent(
            scale -> {
              files.add("hypervolume.csv");
              if (scale.knowsTruth()) {
                files.add("true-front.csv");
              }
            });
    if (input.origin().sources().size() > 1) {
      files.add("sources.csv");
    }
    if (!input.charts().published().isEmpty()) {
      files.add("published.csv");
    }
    return files;
  }

  /** Returns how many different networks were evaluated in full. */
  int different() {
    return NetworkTables.different(input);
  }

  /** Returns the networks that are drawn: the best, and of those listed the first. */
  List<BestNetwork> drawn() {
    List<BestNetwork> listed = input.networks().listed();
    int count = Math.min(listed.size(), Math.max(MOST_DRAWN, input.best().size()));
    return listed.isEmpty() ? input.best() : listed.subList(0, count);
  }

  /**
   * Returns the learning curves of a network; empty where none is known.
   *
   * @param rank its place in the list
   */
  List<String> curves(BestNetwork network, int rank) {
    List<String> drawn = new ArrayList<>();
    EpochCurves.of(network.result())
        .curves()
        .forEach(
            (name, curve) -> {
              if (curve.byEpoch().size() > 1) {
                List<LineChart.Point> points = new ArrayList<>();
                curve
                    .byEpoch()
                    .forEach((epoch, value) -> points.add(new LineChart.Point(epoch, value)));
                drawn.add(
                    Page.inline(
                        new LineChart(
                                name.replace('-', ' ') + " by epoch",
                                new LineChart.Axis("Epoch", false),
                                new LineChart.Axis(name.replace('-', ' '), false),
                                List.of(new LineChart.Curve(name, false, points)))
                            .svgWithoutLegend(
                                "network-" + rank + "-curve-" + drawn.size(), 340, 230)));
              }
            });
    return drawn;
  }

  private Chart chart(Cost cost) {
    String id = cost == Cost.TRAINED_MODELS ? "models" : "seconds";
    LineChart chart = anytime.chart(input, cost);
    return new Chart(
        Page.inline(chart.svgWithoutLegend(id + "-wide", 600, 400)),
        Page.inline(chart.svgWithoutLegend(id + "-narrow", 360, 340)),
        String.join(" ", chart.caption())
            + (chart.cutBelow().isPresent() ? " Early values below the axis are cut off." : ""),
        data(chart, cost == Cost.TRAINED_MODELS && !input.severalFidelities()));
  }

  private static String data(LineChart chart, boolean whole) {
    ObjectNode data = MAPPER.createObjectNode();
    data.put("x", chart.x().label());
    data.put("whole", whole);
    ArrayNode curves = data.putArray("curves");
    for (LineChart.Curve curve : chart.curves()) {
      ObjectNode node = curves.addObject();
      node.put("name", curve.name());
      ArrayNode points = node.putArray("points");
      for (LineChart.Point point : curve.points()) {
        points
            .addArray()
            .add(rounded(point.x(), 5))
            .add(rounded(point.y(), 3))
            .add(rounded(point.lower(), 3))
            .add(rounded(point.upper(), 3));
      }
    }
    try {
      return MAPPER.writeValueAsString(data).replace("<", "\\u003c").replace(">", "\\u003e");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always JSON", e);
    }
  }

  private static BigDecimal rounded(double value, int decimals) {
    BigDecimal rounded =
        new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).stripTrailingZeros();
    return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
  }

  /** Says whether there is more than one objective. */
  boolean several() {
    return !input.counting().further().isEmpty();
  }

  /** Returns what the searches attain, and how good their fronts are after so many networks. */
  List<Chart> frontCharts() {
    List<LineChart> drawn = new ArrayList<>();
    if (fronts.repeated()) {
      fronts.costs().forEach(cost -> drawn.add(fronts.attainmentChart(cost)));
    }
    fronts.scale().ifPresent(scale -> drawn.add(fronts.hypervolumeChart(scale)));
    List<Chart> charts = new ArrayList<>();
    for (LineChart chart : drawn) {
      String id = "front-" + charts.size();
      charts.add(
          new Chart(
              Page.inline(chart.svg(id + "-wide", 600, 420)),
              Page.inline(chart.svg(id + "-narrow", 360, 400)),
              "",
              ""));
    }
    return charts;
  }

  /** Returns how good the fronts are at the end; empty: they are not measured. */
  Optional<Table> frontQuality() {
    return fronts.scale().map(fronts::last);
  }

  /** Returns in sentences from where fronts are measured. */
  String frontScale() {
    return fronts
        .scale()
        .map(
            scale ->
                "The reference point is "
                    + scale.reference().text()
                    + "."
                    + (scale.knowsTruth() ? " " + FrontCharts.truth(scale) : ""))
        .orElse("");
  }

  /** Returns the networks that no other is better than by all objectives. */
  Table front() {
    return FrontTable.of(input);
  }

  String objectives() {
    return FrontTable.objectives(input);
  }

  boolean compares() {
    return !comparison().tests().isEmpty();
  }

  private Comparison comparison() {
    return input.comparison().orElse(Comparison.NONE);
  }

  Table speedupsByTarget() {
    return ComparisonTables.speedupsByTarget(comparison().speedups(), objective());
  }

  boolean timedSpeedups() {
    return comparison().speedups().stream()
        .anyMatch(one -> one.speedup().cost() != Cost.TRAINED_MODELS);
  }

  Table needs() {
    return ComparisonTables.needs(comparison().speedups(), objective());
  }

  Table tests() {
    return ComparisonTables.tests(comparison().tests(), input.counting());
  }

  /** Returns the costs that no search has reached. */
  String beyond() {
    return comparison().beyond().stream()
        .map(at -> Page.decimals(at, 0))
        .collect(Collectors.joining(", "));
  }

  List<Reasons> reasons() {
    return Stream.of(
            reasons(
                objective().score() ? "Networks without a score" : "Failed trainings",
                trial ->
                    trial.result() instanceof Result.Failed failed && trial.evaluated()
                        ? Optional.of(new Reason(failed.kind().key(), failed.message()))
                        : Optional.empty()),
            reasons(
                "Skipped proposals",
                trial ->
                    trial.result() instanceof Result.Skipped skipped && trial.skipped()
                        ? Optional.of(new Reason("not evaluated, at no cost", skipped.reason()))
                        : Optional.empty()))
        .flatMap(Optional::stream)
        .toList();
  }

  /** Why a trial has no accuracy. */
  private record Reason(String kind, String message) {}

  /** Trials of a strategy without an accuracy for one kind of reason. */
  private record Group(String strategy, String kind, int count, String first) {
    Group with(Group other) {
      return new Group(strategy, kind, count + other.count, first);
    }
  }

  private Optional<Reasons> reasons(
      String heading, Function<TrialRecord, Optional<Reason>> reasonOf) {
    List<Group> groups = new ArrayList<>();
    for (StrategyRuns runs : input.strategies()) {
      Map<String, Group> byKind = new TreeMap<>();
      for (int repetition = 0; repetition < runs.repetitions().size(); repetition++) {
        String in = "In " + input.caption().repetition(repetition) + ", trial ";
        for (TrialRecord trial : runs.repetitions().get(repetition)) {
          reasonOf
              .apply(trial)
              .map(
                  why ->
                      new Group(
                          runs.name(), why.kind(), 1, in + trial.trial() + ": " + why.message()))
              .ifPresent(group -> byKind.merge(group.kind(), group, Group::with));
        }
      }
      groups.addAll(byKind.values());
    }
    Table table =
        Table.of(
            List.of(
                Field.text("strategy", Group::strategy).headed("Strategy"),
                Field.text("kind", Group::kind).headed("Kind"),
                Field.count("count", Group::count).headed("Count"),
                Field.text("first", Group::first).headed("First one")),
            groups.subList(0, Math.min(groups.size(), MOST_REASONS)));
    return groups.isEmpty()
        ? Optional.empty()
        : Optional.of(new Reasons(heading, table, groups.size() - table.rows().size()));
  }
}
