package nas.experiment.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import nas.experiment.config.MetricNames;
import nas.experiment.plugin.PluginTables;
import nas.proxy.Direction;
import nas.proxy.Metric;
import nas.proxy.Pass;
import nas.proxy.Probe;
import nas.proxy.metric.Terms;
import nas.proxy.metric.Vote;
import nas.proxy.probe.ProbePlan;
import nas.result.table.Field;
import nas.result.table.JsonText;
import nas.result.table.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the zero-cost metrics. */
@Command(
    name = "proxies",
    sortOptions = false,
    description = "List the zero-cost metrics, which score networks without training them.",
    subcommands = ProxiesCommand.Plan.class)
final class ProxiesCommand implements Runnable {

  private static final String ROW = "%-31s %-7s %s%n";

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "Tell all about this one and its settings.")
  private Optional<String> only = Optional.empty();

  @Option(names = "--details", description = "Tell all about every metric.")
  private boolean details;

  @Mixin private JsonOption json = new JsonOption();

  @Option(
      names = "--probes",
      description =
          "List what metrics measure: the passes of each probe, and the metrics it serves.")
  private boolean probes;

  @Mixin private PluginOptions plugins = new PluginOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    MetricNames known = plugins.load().metrics();
    PrintWriter out = spec.commandLine().getOut();
    if (json.isGiven() && probes) {
      List<Metric> chosen = only.isPresent() ? known.metrics(List.of(only.get())) : known.metrics();
      out.print(JsonText.of(probeTable(chosen)));
    } else if (json.isGiven()) {
      List<Metric> shown = only.map(name -> List.of(known.find(name))).orElse(known.metrics());
      out.print(JsonText.of(table(known, shown)));
    } else if (probes) {
      List<Metric> chosen = only.isPresent() ? known.metrics(List.of(only.get())) : known.metrics();
      ProbePlan.forMetrics(chosen).probes().forEach(probe -> print(probe, chosen, out));
    } else if (only.isPresent()) {
      if (only.get().equals(Vote.NAME)) {
        printVote(out);
      } else {
        print(known, known.find(only.get()), out);
      }
    } else if (details) {
      for (Metric metric : known.metrics()) {
        print(known, metric, out);
        out.println();
      }
      printVote(out);
    } else {
      table(known.metrics(), out);
    }
    out.flush();
  }

  /** Returns the metrics for programs; the vote has no scores of its own. */
  private static Table table(MetricNames known, List<Metric> metrics) {
    return Table.of(
        List.of(
            Field.text("name", Metric::name),
            Field.text("in-full", known::inFull),
            Field.text("better", metric -> direction(metric).toLowerCase(Locale.ROOT)),
            Field.text("unit", Metric::unit),
            Field.count("version", Metric::version),
            Field.text("summary", Metric::summary),
            Field.text(
                "needs",
                metric ->
                    metric.needs().stream()
                        .map(ProxiesCommand::words)
                        .collect(Collectors.joining(", "))),
            PluginTables.paper(Metric::paper)),
        metrics);
  }

  private static void table(List<Metric> metrics, PrintWriter out) {
    out.printf(ROW, "metric", "better", "paper");
    for (Metric metric : metrics) {
      String paper =
          metric.paper().map(p -> p.authors() + " " + p.year() + ", " + p.link()).orElse("");
      out.println(
          String.format(ROW, metric.name(), direction(metric).toLowerCase(Locale.ROOT), paper)
              .stripTrailing());
    }
    out.println();
    out.println(Vote.NAME + " ranks networks by the majority of several metrics.");
    out.println("Formulas and more: " + Main.PROGRAM + " proxies NAME, or proxies --details.");
  }

  private static void print(MetricNames known, Metric metric, PrintWriter out) {
    out.println(metric.name());
    String inFull = known.inFull(metric);
    if (!inFull.equals(metric.name())) {
      out.println("  Short for " + inFull + ".");
    }
    ListCommand.wrap("  ", ListCommand.sentence(metric.summary()), out);
    metric.paper().ifPresent(paper -> ListCommand.wrap("  Paper: ", paper.toString(), out));
    String unit = metric.unit().isEmpty() ? "a pure number" : "in " + metric.unit();
    out.println(
        "  " + direction(metric) + " is better; " + unit + "; version " + metric.version() + ".");
    String needs =
        metric.needs().stream().map(ProxiesCommand::words).collect(Collectors.joining(", "));
    ListCommand.wrap(
        "  Needs: ", needs.isEmpty() ? "the network's layers only." : needs + ".", out);
    ListCommand.printSettings(known.settings(metric), out);
  }

  private static void print(Probe<?> probe, List<Metric> metrics, PrintWriter out) {
    ProbePlan plan = ProbePlan.of(List.of(probe));
    out.println(words(probe));
    for (ProbePlan.Entry entry : plan.passes()) {
      ListCommand.wrap("  - ", needs(entry.pass()), out);
    }
    ListCommand.wrap("  For: ", served(probe, metrics) + ".", out);
  }

  private static String served(Probe<?> probe, List<Metric> metrics) {
    return metrics.stream()
        .filter(metric -> metric.needs().contains(probe))
        .map(Metric::name)
        .collect(Collectors.joining(", "));
  }

  /** Returns what metrics measure, for programs. */
  private static Table probeTable(List<Metric> metrics) {
    return Table.of(
        List.of(
            Field.<Probe<?>>text("probe", ProxiesCommand::words),
            Field.<Probe<?>>text(
                "passes",
                probe ->
                    ProbePlan.of(List.of(probe)).passes().stream()
                        .map(entry -> needs(entry.pass()))
                        .collect(Collectors.joining("; "))),
            Field.<Probe<?>>text("metrics", probe -> served(probe, metrics))),
        ProbePlan.forMetrics(metrics).probes());
  }

  private static String needs(Pass pass) {
    return pass.description()
        + ": "
        + pass.weights()
        + " weights"
        + (pass.input() == Pass.Input.NONE ? "" : ", on " + pass.input())
        + counted(pass.forwards(), "forward")
        + counted(pass.backwards(), "backward");
  }

  private static String counted(int count, String noun) {
    return count == 0 ? "" : ", " + count + " " + noun + (count == 1 ? "" : "s");
  }

  private static void printVote(PrintWriter out) {
    out.println(Vote.NAME);
    ListCommand.wrap(
        "  ",
        "Of two networks the one is better that more than half of several metrics prefer, in the"
            + " paper "
            + String.join(", ", Vote.PUBLISHED)
            + "; it ranks sets of networks and has no score for one alone.",
        out);
    MetricNames.BUILT_IN
        .find("grad-norm")
        .paper()
        .ifPresent(paper -> ListCommand.wrap("  Paper: ", paper.toString(), out));
    ListCommand.wrap("  Needs: ", "the scores of these metrics.", out);
  }

  private static String direction(Metric metric) {
    return metric.direction() == Direction.HIGHER_IS_BETTER ? "Higher" : "Lower";
  }

  /** Returns a probe in words: {@code loss gradients (batches 2)}. */
  private static String words(Probe<?> probe) {
    String text = probe.toString();
    int bracket = text.indexOf('[');
    if (bracket < 0 || !text.endsWith("]")) {
      return text;
    }
    List<String> settings = new ArrayList<>();
    for (String setting : text.substring(bracket + 1, text.length() - 1).split(", ", -1)) {
      String[] parts = setting.split("=", 2);
      if (parts.length == 2 && !parts[1].equals("false")) {
        settings.add(split(parts[0]) + (parts[1].equals("true") ? "" : " " + parts[1]));
      }
    }
    return split(text.substring(0, bracket))
        + (settings.isEmpty() ? "" : " (" + String.join(", ", settings) + ")");
  }

  private static String split(String camelCase) {
    return camelCase.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }

  /** Prints the passes that measure several metrics. */
  @Command(
      name = "plan",
      sortOptions = false,
      description = {
        "Print the passes through a network that serve several metrics together.",
        "",
        "Metrics share what they need: a pass runs once, however many of them read it."
      })
  static final class Plan implements Runnable {

    @Option(
        names = "--metrics",
        split = ",",
        required = true,
        paramLabel = "NAME",
        description = "Metrics, joined by commas, with settings as in zen(images=32); or all.")
    private List<String> names = List.of();

    @Mixin private PluginOptions plugins = new PluginOptions();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
      List<Metric> metrics = metrics();
      ProbePlan plan = ProbePlan.forMetrics(metrics);
      PrintWriter out = spec.commandLine().getOut();
      int number = 0;
      for (ProbePlan.Entry pass : plan.passes()) {
        number++;
        out.printf("%2d. %s%n", number, pass.description());
        ListCommand.wrap("      for ", served(metrics, pass), out);
      }
      String idle = names(metrics.stream().filter(metric -> metric.needs().isEmpty()).toList());
      if (!idle.isEmpty()) {
        ListCommand.wrap("No pass: ", idle, out);
      }
      out.println();
      List<ProbePlan> single =
          metrics.stream().map(metric -> ProbePlan.of(metric.needs())).toList();
      out.printf("%-12s %9s %10s%n", "passes", "forward", "backward");
      out.printf("%-12s %9d %10d%n", "together", plan.forwardPasses(), plan.backwardPasses());
      out.printf(
          "%-12s %9d %10d%n",
          "one by one",
          single.stream().mapToInt(ProbePlan::forwardPasses).sum(),
          single.stream().mapToInt(ProbePlan::backwardPasses).sum());
      out.flush();
    }

    private List<Metric> metrics() {
      MetricNames known = plugins.load().metrics();
      return names.equals(List.of(MetricNames.ALL))
          ? known.metrics()
          : known.metrics(Terms.joined(names));
    }

    private static String served(List<Metric> metrics, ProbePlan.Entry pass) {
      return names(
          metrics.stream()
              .filter(metric -> pass.serves().stream().anyMatch(metric.needs()::contains))
              .toList());
    }

    private static String names(List<Metric> metrics) {
      return metrics.stream().map(Metric::name).collect(Collectors.joining(", "));
    }
  }
}
