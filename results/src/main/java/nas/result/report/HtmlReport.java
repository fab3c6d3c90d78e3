package nas.result.report;

import static nas.result.plot.SvgText.escape;
import static nas.result.plot.SvgText.grouped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import nas.core.trial.Result;
import nas.result.Provenance;
import nas.result.journal.TrialRecord;
import nas.result.plot.LineChart;
import nas.result.plot.Palette;
import nas.result.statistics.Bounds;
import nas.result.statistics.Cost;
import nas.result.statistics.Estimate;
import nas.result.statistics.FinalResult;
import nas.result.statistics.RankTest;
import nas.result.statistics.Sample;
import nas.result.statistics.Significance;
import nas.result.statistics.Speedup;
import nas.result.statistics.Target;

/**
 * The report of a run: one HTML file that needs no network, and no script to be read.
 *
 * <p>Each chart is there twice, drawn for wide and for narrow windows, since shrinking would make
 * its text unreadable.
 */
public final class HtmlReport {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int GREATEST_FAILURE_ROWS = 20;

  private final ReportInput input;
  private final StringBuilder out = new StringBuilder();

  private HtmlReport(ReportInput input) {
    this.input = input;
  }

  /** Returns the report. */
  public static String render(ReportInput input) {
    return new HtmlReport(input).page();
  }

  private String page() {
    out.append(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" \
        content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
        """);
    out.append("<title>")
        .append(escape(input.heading().experiment()))
        .append("</title>\n<style>\n");
    out.append(resource("report.css")).append("</style>\n</head>\n<body>\n<main>\n");
    head();
    headline();
    charts();
    finalResults();
    comparison();
    bestNetworks();
    failures();
    reproduce();
    out.append("</main>\n<script>\n").append(resource("report.js")).append("</script>\n");
    return out.append("</body>\n</html>\n").toString();
  }

  /** Returns a file that lies beside this class. */
  static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void head() {
    out.append("<header>\n<h1>").append(escape(input.heading().experiment())).append("</h1>\n");
    out.append("<p class=\"lead\">").append(escape(input.heading().description())).append("</p>\n");
    if (!input.heading().finished()) {
      out.append(
          "<p class=\"notice\"><strong>This run is not finished.</strong> The report shows what"
              + " there is so far.</p>\n");
    }
    for (String ending : input.heading().endings()) {
      out.append("<p class=\"notice\">").append(escape(ending)).append("</p>\n");
    }
    for (String warning : input.caption().warnings()) {
      out.append("<p class=\"notice\">").append(escape(warning)).append("</p>\n");
    }
    out.append("</header>\n");
  }

  private void headline() {
    out.append("<section class=\"headline\" aria-label=\"Best network\">\n");
    if (input.best().isEmpty()) {
      out.append("<p class=\"nothing\">No network has been trained.</p>\n");
    } else {
      BestNetwork best = input.best().get(0);
      out.append("<div class=\"big\"><p class=\"caption\">Best network</p><p class=\"figure\">")
          .append(grouped(best.result().testAccuracyPercent(), 2))
          .append("<span class=\"unit\">&#8201;%</span></p><p>test accuracy</p></div>\n");
      out.append("<div class=\"what\"><p>Found by <strong>")
          .append(escape(best.strategy()))
          .append("</strong> as trial ")
          .append(best.trial().trial())
          .append(" of ")
          .append(input.caption().repetition(best.repetition()))
          .append(
              input.caption().reportedIsSeen()
                  ? ", chosen for this accuracy"
                  : ", chosen for its validation accuracy of "
                      + grouped(best.result().validationAccuracyPercent(), 2)
                      + "&#8201;%")
          .append(".</p>\n<code class=\"architecture\">")
          .append(breakable(best.trial().architecture()))
          .append("</code></div>\n");
    }
    facts();
    out.append("</section>\n");
  }

  private void facts() {
    int trained = 0;
    int reduced = 0;
    int failed = 0;
    int duplicates = 0;
    int skipped = 0;
    double seconds = 0;
    for (StrategyRuns runs : input.strategies()) {
      FinalResult result = result(runs);
      trained += result.trainedModels();
      reduced += result.reduced();
      failed += result.failed();
      duplicates += result.duplicates();
      skipped += result.skipped();
      seconds += result.trainSeconds().orElse(0);
    }
    out.append("<dl class=\"facts\">\n");
    fact("Strategies", grouped(input.strategies().size(), 0));
    fact("Repetitions", grouped(input.repetitions(), 0));
    fact("Budget", input.caption().budget());
    fact("Networks trained", grouped(trained, 0));
    if (reduced > 0) {
      fact("At lower fidelities", grouped(reduced, 0));
    }
    fact("Failed", grouped(failed, 0));
    fact("Duplicates", grouped(duplicates, 0));
    if (skipped > 0) {
      fact("Skipped", grouped(skipped, 0));
    }
    if (timed()) {
      fact(timeName(), TimeUnit.format(seconds));
    }
    out.append("</dl>\n");
  }

  private FinalResult result(StrategyRuns runs) {
    return FinalResult.of(runs.name(), runs.repetitions(), input.counting());
  }

  private boolean timed() {
    return input.counting().time().isPresent();
  }

  private String timeName() {
    return AnytimeCharts.timeName(input.trials());
  }

  /** Returns what the accuracy is called that decides a search. */
  private String seenName() {
    return input.caption().reportedIsSeen() ? "Seen by the search" : "Validation";
  }

  private boolean optimistic() {
    return input.counting().incumbent().isOptimistic();
  }

  private void fact(String name, String value) {
    out.append("<div><dt>").append(name).append("</dt><dd>").append(value).append("</dd></div>\n");
  }

  private void charts() {
    out.append("<section>\n<h2>Accuracy over the search</h2>\n<p>").append(curveCaption());
    out.append("</p>\n<div class=\"toggles\" role=\"group\" aria-label=\"Curves shown\">\n");
    for (int i = 0; i < input.strategies().size(); i++) {
      String name = escape(input.strategies().get(i).name());
      out.append("<button type=\"button\" aria-pressed=\"true\" data-curve=\"").append(i);
      out.append("\" title=\"Show or hide ").append(name);
      out.append("\"><svg width=\"20\" height=\"8\" aria-hidden=\"true\"><path class=\"stroke-");
      out.append(i % Palette.size()).append("\" d=\"M0 4h20\" stroke=\"").append(Palette.colour(i));
      out.append("\" stroke-width=\"3\"");
      if (!Palette.dashes(i).isEmpty()) {
        out.append(" stroke-dasharray=\"").append(Palette.dashes(i)).append('"');
      }
      out.append("/></svg><span>").append(name).append("</span></button>\n");
    }
    out.append("</div>\n<div class=\"charts").append(timed() ? "" : " one").append("\">\n");
    for (Cost cost : input.costs()) {
      chart(cost == Cost.TRAINED_MODELS ? "models" : "seconds", cost);
    }
    out.append("</div>\n");
    published();
    out.append("</section>\n");
  }

  /** Lists what the numbered diamonds are. */
  private void published() {
    List<Published> all = input.charts().published();
    if (all.isEmpty()) {
      return;
    }
    out.append("<h3 class=\"after\">Published, for comparison</h3>\n<div class=\"scroll\"");
    out.append(" tabindex=\"0\" role=\"region\" aria-label=\"Published\">");
    out.append("<table class=\"plain\">\n<thead><tr><th scope=\"col\">&#9671;</th>");
    out.append("<th scope=\"col\">What</th>");
    out.append("<th scope=\"col\">Test accuracy after trained models</th>");
    out.append("<th scope=\"col\">Source</th></tr></thead>\n<tbody>\n");
    for (int i = 0; i < all.size(); i++) {
      Published one = all.get(i);
      String points =
          one.points().stream()
              .map(
                  point ->
                      grouped(point.testAccuracyPercent(), 2)
                          + " % after "
                          + grouped(point.trainedModels(), 0))
              .collect(Collectors.joining(", "));
      out.append("<tr><td>").append(i + 1).append("</td><th scope=\"row\">");
      out.append(escape(one.name())).append("</th><td>").append(points);
      out.append("</td><td class=\"value\">").append(escape(one.source())).append("</td></tr>\n");
    }
    out.append("</tbody></table></div>\n");
  }

  private String curveCaption() {
    String what =
        (optimistic()
                ? "The best test accuracy so far, which is optimistic: it decides which network"
                    + " counts, as no search could."
                : input.caption().reportedIsSeen()
                    ? "The best accuracy so far, that of the incumbent."
                    : "Test accuracy of the incumbent, the network with the best validation"
                        + " accuracy so far; the test accuracy itself decides nothing, so that a"
                        + " curve can fall, too.")
            + (input.severalFidelities()
                ? " A training at a lower fidelity counts as its relative cost, and makes no"
                    + " incumbent."
                : "");
    return input.repetitions() > 1
        ? what
            + " Lines are means over the repetitions, bands reach from the lower to the upper"
            + " quartile. A repetition that has ended keeps its last incumbent."
        : what;
  }

  private void chart(String id, Cost cost) {
    LineChart chart = AnytimeCharts.chart(input, cost);
    out.append("<figure class=\"chart-box\">\n");
    out.append("<div class=\"wide\">")
        .append(inline(chart.svgWithoutLegend(id + "-wide", 600, 400)));
    out.append("</div>\n<div class=\"narrow\">")
        .append(inline(chart.svgWithoutLegend(id + "-narrow", 360, 340)));
    out.append("</div>\n");
    out.append("<figcaption>").append(escape(String.join(" ", chart.caption())));
    out.append(chart.cutBelow().isPresent() ? " Early values below the axis are cut off." : "");
    out.append("</figcaption>\n");
    out.append("<script type=\"application/json\">")
        .append(data(chart, cost == Cost.TRAINED_MODELS && !input.severalFidelities()))
        .append("</script>\n");
    out.append("</figure>\n");
  }

  /** The name space is that of the page already. */
  static String inline(String svg) {
    return svg.replaceFirst(" xmlns=\"[^\"]*\"", "");
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

  private void finalResults() {
    out.append("<section>\n<h2>Final results</h2>\n<p>");
    out.append("Accuracies in percent of the last incumbent of each repetition");
    out.append(optimistic() ? ", the network with the best test accuracy (optimistic)" : "");
    out.append(": mean &#177; standard deviation, median, minimum and maximum over the");
    out.append(" repetitions. Counts ");
    out.append(timed() ? "and " + timeName().toLowerCase(Locale.ROOT) + " " : "");
    out.append("are totals. Budget: ").append(input.caption().budget()).append(". ");
    out.append(escape(String.join(" ", input.caption().warnings()))).append("</p>\n");
    List<String> heads =
        new ArrayList<>(
            List.of(
                "Strategy",
                "Repetitions",
                optimistic() ? "Best test (optimistic) &#177; sd" : "Test &#177; sd",
                "Median",
                "Min",
                "Max",
                seenName() + " &#177; sd",
                "Trained",
                "Failed",
                "Duplicates"));
    if (timed()) {
      heads.add("Time");
    }
    boolean fidelities = input.severalFidelities();
    if (fidelities) {
      heads.add("At lower fidelities");
    }
    boolean skips = input.trials().stream().anyMatch(TrialRecord::skipped);
    if (skips) {
      heads.add("Skipped");
    }
    beginTable("Final results", heads);
    for (StrategyRuns runs : input.strategies()) {
      FinalResult result = result(runs);
      out.append("<tr><th scope=\"row\">").append(escape(result.strategy())).append("</th>");
      cell(grouped(result.repetitions(), 0), result.repetitions());
      Optional<Sample> test = result.testAccuracyPercent();
      sample(test, true);
      cell(test.map(s -> grouped(s.median(), 2)), test.map(Sample::median));
      cell(test.map(s -> grouped(s.least(), 2)), test.map(Sample::least));
      cell(test.map(s -> grouped(s.greatest(), 2)), test.map(Sample::greatest));
      sample(result.validationAccuracyPercent(), false);
      cell(grouped(result.trainedModels(), 0), result.trainedModels());
      cell(grouped(result.failed(), 0), result.failed());
      cell(grouped(result.duplicates(), 0), result.duplicates());
      if (timed()) {
        double seconds = result.trainSeconds().orElse(0);
        cell(TimeUnit.format(seconds), seconds);
      }
      if (fidelities) {
        cell(grouped(result.reduced(), 0), result.reduced());
      }
      if (skips) {
        cell(grouped(result.skipped(), 0), result.skipped());
      }
      out.append("</tr>\n");
    }
    out.append("</tbody></table></div>\n</section>\n");
  }

  private void beginTable(String name, List<String> heads) {
    out.append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
    out.append(name).append("\"><table class=\"sortable\">\n<thead><tr>");
    for (String head : heads) {
      out.append("<th scope=\"col\">").append(head).append("</th>");
    }
    out.append("</tr></thead>\n<tbody>\n");
  }

  private void comparison() {
    if (input.comparison().isEmpty() || input.comparison().get().tests().isEmpty()) {
      return;
    }
    Comparison comparison = input.comparison().get();
    String baseline = escape(comparison.tests().get(0).baseline());
    if (!comparison.speedups().isEmpty()) {
      out.append("<section>\n<h2>Speedup</h2>\n<p>").append(optimisticIncumbent());
      out.append("How many models <strong>").append(baseline);
      out.append("</strong> trains until it reaches a test accuracy, over how many the strategy");
      out.append(
          " trains: above 1 the strategy is faster. By the mean curves, which reach it when");
      out.append(" the mean of the incumbents first does (once every repetition has one), and by");
      out.append(" the medians over the repetitions. The target marked final is what ");
      out.append(baseline).append(" has at the end. With 95&#8201;% bootstrap intervals over the");
      out.append(" repetitions; a bound (&#8805; or &#8804;) is all that is known where a search");
      out.append(" ended before it reached the target.</p>\n");
      speedups(comparison.speedups());
      out.append("</section>\n");
    }
    out.append("<section>\n<h2>Difference to ").append(baseline).append("</h2>\n<p>");
    out.append(optimisticIncumbent());
    out.append("Test accuracy of the incumbents after so many trained models per repetition:");
    out.append(" difference of the means in percentage points with its 95&#8201;% bootstrap");
    out.append(" interval. The two-sided p-values say how likely a difference as large is by");
    out.append(" chance, also corrected (Holm) for all rows: strategies and budgets. A12 is the");
    out.append(" probability");
    out.append(" that a repetition of the strategy ends above one of ").append(baseline);
    out.append(", equal ones counted half.");
    if (!comparison.beyond().isEmpty()) {
      out.append(" No search has trained as many as ");
      out.append(
          comparison.beyond().stream().map(at -> grouped(at, 0)).collect(Collectors.joining(", ")));
      out.append(" models, so nothing is compared there.");
    }
    out.append("</p>\n");
    tests(comparison.tests());
    out.append("</section>\n");
  }

  private String optimisticIncumbent() {
    return optimistic()
        ? "Optimistic, as the incumbent is the network with the best test accuracy. "
        : "";
  }

  private void speedups(List<Comparison.Raced> speedups) {
    List<Comparison.Raced> models =
        speedups.stream().filter(one -> one.speedup().cost() == Cost.TRAINED_MODELS).toList();
    List<Comparison.Raced> seconds =
        speedups.stream().filter(one -> one.speedup().cost() != Cost.TRAINED_MODELS).toList();
    speedupsByTarget(models);
    out.append("<details><summary>What was needed, medians");
    out.append(seconds.isEmpty() ? "" : " and simulated time").append("</summary>\n");
    needs(models, seconds.size() == models.size() ? seconds : List.of());
    out.append("</details>\n");
  }

  /** Writes a row for each strategy and a column for each target. */
  private void speedupsByTarget(List<Comparison.Raced> models) {
    Map<Target, Double> targets = new LinkedHashMap<>();
    Map<String, Map<Target, Speedup>> strategies = new LinkedHashMap<>();
    for (Comparison.Raced raced : models) {
      Speedup speedup = raced.speedup();
      targets.putIfAbsent(speedup.target(), speedup.targetAccuracyPercent());
      strategies
          .computeIfAbsent(raced.strategy(), name -> new LinkedHashMap<>())
          .put(speedup.target(), speedup);
    }
    List<String> heads = new ArrayList<>(List.of("Strategy"));
    targets.forEach(
        (target, accuracy) -> heads.add("To " + ComparisonText.target(target, accuracy)));
    beginTable("Speedup", heads);
    strategies.forEach(
        (name, byTarget) -> {
          out.append("<tr><th scope=\"row\">").append(escape(name)).append("</th>");
          for (Target target : targets.keySet()) {
            Optional<Speedup> speedup = Optional.ofNullable(byTarget.get(target));
            cell(speedup.map(HtmlReport::byMeans), speedup.map(one -> middle(one.ofMeans())));
          }
          out.append("</tr>\n");
        });
    out.append("</tbody></table></div>\n");
  }

  private void needs(List<Comparison.Raced> models, List<Comparison.Raced> seconds) {
    List<String> heads =
        new ArrayList<>(
            List.of(
                "Strategy",
                "Target",
                "Models needed",
                "By baseline",
                "Speedup by medians",
                "Never reach it",
                "Of baseline"));
    if (!seconds.isEmpty()) {
      heads.add("Speedup in simulated time");
    }
    beginTable("What was needed", heads);
    for (int i = 0; i < models.size(); i++) {
      Speedup speedup = models.get(i).speedup();
      out.append("<tr><th scope=\"row\">").append(escape(models.get(i).strategy()));
      out.append("</th>");
      cell(
          ComparisonText.target(speedup.target(), speedup.targetAccuracyPercent()),
          speedup.targetAccuracyPercent());
      cell(models(speedup.strategy().byMean()), speedup.strategy().byMean().lower());
      cell(models(speedup.baseline().byMean()), speedup.baseline().byMean().lower());
      cell(
          withInterval(speedup.ofMedians(), speedup.ofMediansInterval()),
          middle(speedup.ofMedians()));
      cell(ComparisonText.share(speedup.strategy().neverShare()), speedup.strategy().neverShare());
      cell(ComparisonText.share(speedup.baseline().neverShare()), speedup.baseline().neverShare());
      if (!seconds.isEmpty()) {
        Speedup timed = seconds.get(i).speedup();
        cell(byMeans(timed), middle(timed.ofMeans()));
      }
      out.append("</tr>\n");
    }
    out.append("</tbody></table></div>\n");
  }

  private static String byMeans(Speedup speedup) {
    return withInterval(speedup.ofMeans(), speedup.ofMeansInterval());
  }

  /** Returns a figure with its interval below it. */
  private static String withInterval(Bounds bounds, Optional<Bounds> interval) {
    return "<strong>"
        + symbols(ComparisonText.bounds(bounds))
        + "</strong><small>"
        + symbols(ComparisonText.interval(interval))
        + "</small>";
  }

  /** Returns a number by which bounds can be sorted. */
  private static double middle(Bounds bounds) {
    return Double.isInfinite(bounds.upper()) ? bounds.lower() : bounds.upper();
  }

  private static String models(Bounds bounds) {
    String number = grouped(bounds.lower(), 0);
    return bounds.isExact() ? number : "never in " + number;
  }

  private static String minus(String plain) {
    return plain.replace("-", "&#8722;");
  }

  private static String symbols(String plain) {
    return plain
        .replace(">=", "&#8805;")
        .replace("<=", "&#8804;")
        .replace("<", "&lt;")
        .replace(" to ", "&#8201;&#8211;&#8201;")
        .replaceAll("^-$", "&#8211;");
  }

  private void tests(List<Comparison.Tested> tests) {
    beginTable(
        "Differences",
        List.of(
            "Strategy",
            "Models",
            "Difference",
            "95&#8201;%",
            "p",
            "p, corrected",
            "A12",
            "Rank-biserial",
            "Test"));
    for (Comparison.Tested tested : tests) {
      Significance one = tested.significance();
      out.append("<tr><th scope=\"row\">").append(escape(tested.strategy())).append("</th>");
      cell(
          ComparisonText.at(one.trainedModels()),
          one.trainedModels().isPresent() ? one.trainedModels().getAsInt() : Integer.MAX_VALUE);
      cell(
          "<strong>" + minus(ComparisonText.signed(one.differencePercent())) + "</strong>",
          one.differencePercent());
      cell(
          one.interval().isPresent()
              ? minus(ComparisonText.difference(one.interval())).replace(" to ", " to&#160;")
              : "&#8211;",
          one.interval().map(Estimate.Interval::lower).orElse(Double.NEGATIVE_INFINITY));
      test(one);
      out.append("</tr>\n");
    }
    out.append("</tbody></table></div>\n");
  }

  /** Writes the cells of a test; empty ones for a single repetition. */
  private void test(Significance one) {
    Optional<RankTest> test = one.test();
    cell(test.map(t -> symbols(ComparisonText.pValue(t.pValue()))), test.map(RankTest::pValue));
    cell(
        test.map(t -> symbols(ComparisonText.pValue(one.pValueHolm()))),
        test.map(t -> one.pValueHolm().orElse(1)));
    cell(
        test.map(t -> grouped(one.probabilityOfGreater(), 2)),
        test.map(t -> one.probabilityOfGreater()));
    cell(
        test.map(t -> minus(ComparisonText.signed(one.rankBiserial()))),
        test.map(t -> one.rankBiserial()));
    cell(
        test.map(t -> t.method().title() + (t.exact() ? ", exact" : ", approximate")),
        test.map(RankTest::statistic));
  }

  private void sample(Optional<Sample> sample, boolean strong) {
    Optional<String> text =
        sample.map(
            s ->
                (strong ? "<strong>" : "")
                    + grouped(s.mean(), 2)
                    + (strong ? "</strong>" : "")
                    + (s.standardDeviation().isPresent()
                        ? " &#177; " + grouped(s.standardDeviation().getAsDouble(), 2)
                        : ""));
    cell(text, sample.map(Sample::mean));
  }

  private void cell(Optional<String> text, Optional<Double> value) {
    cell(text.orElse("&#8211;"), value.orElse(-1.0));
  }

  private void cell(String html, double value) {
    out.append("<td data-value=\"").append(value).append("\">").append(html).append("</td>");
  }

  private void bestNetworks() {
    if (input.best().isEmpty()) {
      return;
    }
    out.append("<section>\n<h2>Best architectures</h2>\n<p>In the order of their validation");
    out.append(" accuracy, each architecture once.</p>\n<div class=\"networks\">\n");
    for (int i = 0; i < input.best().size(); i++) {
      network(i, input.best().get(i));
    }
    out.append("</div>\n</section>\n");
  }

  private void network(int index, BestNetwork network) {
    out.append("<article>\n<h3><span class=\"rank\">").append(index + 1).append("</span> ");
    out.append(grouped(network.result().testAccuracyPercent(), 2)).append("&#8201;% test</h3>\n");
    out.append("<dl>\n");
    pair(seenName(), grouped(network.result().validationAccuracyPercent(), 2) + "&#8201;%");
    measurement(network, "parameters", "Parameters");
    measurement(network, "macs", "MACs");
    Double latency = network.result().measurements().get("latency-ms.measured");
    if (latency != null) {
      pair("Latency", grouped(latency, 3) + "&#8201;ms");
    }
    pair(
        "Found by",
        escape(network.strategy())
            + ", "
            + input.caption().repetition(network.repetition())
            + ", trial "
            + network.trial().trial());
    out.append("</dl>\n");
    for (BestNetwork.Drawing drawing : network.drawings()) {
      out.append("<figure class=\"cell-box\">");
      out.append(inline(drawing.cell().svg(network.trial().architecture())));
      if (!drawing.name().isEmpty()) {
        out.append("<figcaption>").append(escape(drawing.name())).append("</figcaption>");
      }
      out.append("</figure>\n");
    }
    out.append("<code class=\"architecture\">");
    out.append(breakable(network.trial().architecture())).append("</code>\n</article>\n");
  }

  private void measurement(BestNetwork network, String key, String name) {
    Double value = network.result().measurements().get(key);
    if (value != null) {
      pair(name, scaled(value));
    }
  }

  /** Returns a count as people read it, such as {@code 1.07 M}. */
  static String scaled(double value) {
    double size = Math.abs(value);
    if (size >= 1e9) {
      return grouped(value / 1e9, 2) + " G";
    }
    if (size >= 1e6) {
      return grouped(value / 1e6, 2) + " M";
    }
    return size >= 1e4 ? grouped(value / 1e3, 1) + " k" : grouped(value, 0);
  }

  private void pair(String name, String html) {
    out.append("<div><dt>").append(name).append("</dt><dd>").append(html).append("</dd></div>\n");
  }

  /** Lets long architecture strings break where a reader would break them. */
  static String breakable(String architecture) {
    return escape(architecture)
        .replace("|", "|<wbr>")
        .replace("+", "+<wbr>")
        .replace(",", ",<wbr>");
  }

  private record FailureKey(int strategy, String kind) implements Comparable<FailureKey> {
    @Override
    public int compareTo(FailureKey other) {
      return strategy != other.strategy
          ? Integer.compare(strategy, other.strategy)
          : kind.compareTo(other.kind);
    }
  }

  private record Failures(int count, int repetition, int trial, String message) {}

  private void failures() {
    reasons(
        "Failed trainings",
        trial ->
            trial.result() instanceof Result.Failed failed && trial.evaluated()
                ? Optional.of(new Reason(failed.kind().key(), failed.message()))
                : Optional.empty());
    reasons(
        "Skipped proposals",
        trial ->
            trial.result() instanceof Result.Skipped skipped && trial.skipped()
                ? Optional.of(new Reason("not evaluated, at no cost", skipped.reason()))
                : Optional.empty());
  }

  /** Why a trial has no accuracy. */
  private record Reason(String kind, String message) {}

  private void reasons(String heading, Function<TrialRecord, Optional<Reason>> reasonOf) {
    Map<FailureKey, Failures> failures = new TreeMap<>();
    for (int i = 0; i < input.strategies().size(); i++) {
      List<List<TrialRecord>> repetitions = input.strategies().get(i).repetitions();
      for (int repetition = 0; repetition < repetitions.size(); repetition++) {
        for (TrialRecord trial : repetitions.get(repetition)) {
          Optional<Reason> reason = reasonOf.apply(trial);
          if (reason.isPresent()) {
            failures.merge(
                new FailureKey(i, reason.get().kind()),
                new Failures(1, repetition, trial.trial(), reason.get().message()),
                (a, b) -> new Failures(a.count() + 1, a.repetition(), a.trial(), a.message()));
          }
        }
      }
    }
    if (!failures.isEmpty()) {
      reasons(heading, List.copyOf(failures.entrySet()));
    }
  }

  private void reasons(String heading, List<Map.Entry<FailureKey, Failures>> rows) {
    out.append("<section>\n<h2>").append(heading).append("</h2>\n<div class=\"scroll\"");
    out.append(" tabindex=\"0\" role=\"region\" aria-label=\"").append(heading);
    out.append("\"><table class=\"plain\">\n");
    out.append("<thead><tr><th scope=\"col\">Strategy</th><th scope=\"col\">Kind</th>");
    out.append("<th scope=\"col\" class=\"n\">Count</th><th scope=\"col\">First one</th></tr>");
    out.append("</thead>\n<tbody>\n");
    for (Map.Entry<FailureKey, Failures> row :
        rows.subList(0, Math.min(rows.size(), GREATEST_FAILURE_ROWS))) {
      Failures what = row.getValue();
      out.append("<tr><th scope=\"row\">");
      out.append(escape(input.strategies().get(row.getKey().strategy()).name()));
      out.append("</th><td>").append(escape(row.getKey().kind())).append("</td><td class=\"n\">");
      out.append(what.count()).append("</td><td>In ");
      out.append(input.caption().repetition(what.repetition()));
      out.append(", trial ").append(what.trial()).append(": ").append(escape(what.message()));
      out.append("</td></tr>\n");
    }
    out.append("</tbody></table></div>\n");
    if (rows.size() > GREATEST_FAILURE_ROWS) {
      out.append("<p>").append(rows.size() - GREATEST_FAILURE_ROWS);
      out.append(" further kinds are in tables/trials.csv.</p>\n");
    }
    out.append("</section>\n");
  }

  private void reproduce() {
    List<ReportInput.Source> sources = input.origin().sources();
    out.append("<section>\n<h2>Reproduce</h2>\n<pre>").append(escape(input.origin().command()));
    out.append("</pre>\n<p>The same experiment and seed give the same journals but for wall-clock");
    out.append(" times. SHA-256 of the journals without them:</p>\n");
    for (int i = 0; i < sources.size(); i++) {
      out.append("<code class=\"architecture\">").append(sources.get(i).journalSha256());
      if (sources.size() > 1) {
        out.append(" ").append(breakable(sources.get(i).folder())).append(", root seed ");
        out.append(input.caption().seeds().get(i).seed());
      }
      out.append("</code>\n");
    }
    out.append("<p>All numbers of this report are in the tables beside it:");
    out.append(" <code>trials.csv</code>, <code>final.csv</code>, <code>curve-models.csv</code>,");
    out.append(timed() ? " <code>curve-seconds.csv</code>," : "");
    out.append(" <code>speedup.csv</code>, <code>significance.csv</code>");
    out.append(sources.size() > 1 ? ", <code>sources.csv</code>" : "").append(".</p>\n");
    for (ReportInput.Source source : sources) {
      String of = sources.size() > 1 ? " of " + escape(source.folder()) : "";
      if (!source.experiment().isEmpty()) {
        out.append("<details><summary>Experiment").append(of);
        out.append(", as resolved</summary>\n<pre>");
        out.append(escape(source.experiment())).append("</pre></details>\n");
      }
      source.provenance().ifPresent(provenance -> provenance(of, provenance));
    }
    out.append("</section>\n");
  }

  private void provenance(String of, Provenance provenance) {
    out.append("<details><summary>Provenance").append(of).append("</summary>\n");
    out.append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Provenance");
    out.append(of).append("\"><table class=\"plain\"><tbody>\n");
    for (Map.Entry<String, String> entry : provenance.entries()) {
      out.append("<tr><th scope=\"row\">").append(escape(entry.getKey()));
      out.append("</th><td class=\"value\">").append(escape(entry.getValue()));
      out.append("</td></tr>\n");
    }
    out.append("</tbody></table></div></details>\n");
  }
}
