package nas.benchmark;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import nas.core.UserException;
import nas.experiment.cli.Ranges;
import nas.experiment.config.Assignment;
import nas.experiment.config.ExperimentReader;
import nas.experiment.config.LoadedExperiment;
import nas.experiment.plugin.Plugins;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how many slots of a cluster one run keeps busy. */
@Command(
    name = "slots",
    sortOptions = false,
    description = {
      "Simulate a cluster, and measure how many of its slots one run keeps busy.",
      "",
      "Run, strategy and journal are the real ones, with a thread for each slot. Trainings take half",
      "to one and a half times the seconds given; while all slots train, time jumps to the next end,",
      "and what the run does takes as long as it takes. Each line is a run of one search."
    },
    optionListHeading = "%nOptions:%n")
final class SlotsCommand implements Runnable {

  private static final int MOST_SLOTS = 4096;

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Trainings at the same time; by default 1000.")
  private int slots = 1000;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      split = ",",
      hideParamSyntax = true,
      defaultValue = "60,1",
      description = "Mean seconds of a training, several joined by commas; by default 60,1.")
  private List<Double> seconds = List.of(60.0, 1.0);

  @Option(
      names = "--networks",
      paramLabel = "N",
      defaultValue = "4000",
      description = "Networks that each search trains; by default 4000.")
  private int networks = 4000;

  @Option(
      names = "--space",
      paramLabel = "SPACE",
      defaultValue = "nasbench101",
      description = "The search space, with settings in YAML; by default nasbench101.")
  private String space = "nasbench101";

  @Option(
      names = "--strategy",
      paramLabel = "STRATEGY",
      description = {
        "A strategy, with settings in YAML; may be repeated. By default random search, evolution",
        "with as many trials at once as slots, evolution as published, and a predictor."
      })
  private List<String> strategies = new ArrayList<>();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    Ranges.requireBetween("--slots", slots, 1, MOST_SLOTS);
    Ranges.requireBetween("--networks", networks, 10, 100_000);
    for (double mean : seconds) {
      if (!(mean > 0 && mean <= 1e6)) {
        throw new UserException("--seconds (" + mean + ") must be above 0, to 1000000", "");
      }
    }
    ExperimentReader reader = Plugins.load(SlotsCommand.class.getClassLoader()).reader();
    List<LoadedExperiment> searches =
        (strategies.isEmpty() ? usual() : strategies)
            .stream().map(strategy -> experiment(reader, strategy)).toList();
    // Code that was never run is slow, whatever runs it.
    measured(new SlotsRun(reader, searches.get(0), slots, seconds.get(0)));
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "A search of %,d networks of %s on %,d simulated slots (load of the machine %.1f)%n%n",
        networks,
        space,
        slots,
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    for (LoadedExperiment search : searches) {
      out.println("  " + search.experiment().labels().get(0));
      print(search, reader, out);
    }
  }

  private void print(LoadedExperiment search, ExperimentReader reader, PrintWriter out) {
    List<SlotsRun.Figures> all = new ArrayList<>();
    for (double mean : seconds) {
      SlotsRun.Figures figures = measured(new SlotsRun(reader, search, slots, mean));
      all.add(figures);
      out.printf(
          Locale.ROOT,
          "    trainings of %s s: %.1f %% of the slots train, %.1f networks end a second%n",
          mean == Math.rint(mean) ? Long.toString((long) mean) : Double.toString(mean),
          100 * figures.occupancy().busyShare(),
          figures.occupancy().perSecond());
      out.flush();
    }
    SlotsRun.Figures last = all.get(all.size() - 1);
    SlotsRun.Seconds cost = last.seconds();
    out.printf(
        Locale.ROOT,
        "    %,d trials of %.2f ms of a processor each: strategy %.2f, journal %.2f (%.2f where each"
            + " line is forced to the disk)%n"
            + "    one core bears %,.0f networks a second, those of %,.0f slots at 60 s%n",
        last.trials(),
        1e3 * cost.run(),
        1e3 * cost.strategy(),
        1e3 * cost.journal(),
        1e3 * cost.forced(),
        last.mostPerSecond(),
        60 * last.mostPerSecond());
    out.flush();
  }

  private static SlotsRun.Figures measured(SlotsRun run) {
    try {
      return run.measure();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("Interrupted", "");
    }
  }

  private List<String> usual() {
    return List.of(
        "{name: random search, random: {}}",
        "{name: evolution with %d at once, aging-evolution: {population: %d, concurrent-trials: %d, repeats: false}}"
            .formatted(slots, Math.max(10, slots), slots),
        "{name: 'evolution, one at a time', aging-evolution: {repeats: false}}",
        "{name: predictor, regression-predictor: {training-points: %d, iterations: 5, retrain-every: %d}}"
            .formatted(Math.max(10, networks / 5), Math.max(1, networks / 5)));
  }

  private LoadedExperiment experiment(ExperimentReader reader, String strategy) {
    return reader.read(
        "{name: slots, data: digits, evaluator: training, search-space: nasbench201,"
            + " strategies: [random], budget: {trained-models: 1}}",
        "the options",
        List.of(
            Assignment.ofOption("--space", "search-space", space),
            Assignment.ofOption("--strategy", "strategies", "[" + strategy + "]"),
            Assignment.ofOption(
                "--networks", "budget.trained-models", Integer.toString(networks))));
  }
}
