package nas.experiment.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import nas.core.UserException;
import nas.core.file.WholeFile;
import nas.engine.data.Dataset;
import nas.experiment.Version;
import nas.experiment.config.Assignment;
import nas.experiment.config.Experiment;
import nas.experiment.config.ExperimentReader;
import nas.experiment.config.LoadedExperiment;
import nas.experiment.config.MetricNames;
import nas.experiment.place.Workplace;
import nas.experiment.place.Workplaces;
import nas.experiment.plugin.Plugins;
import nas.experiment.run.ArchitectureScoring;
import nas.experiment.run.ProgressLine;
import nas.experiment.score.ArchitectureSelection;
import nas.experiment.score.NamedNetworks;
import nas.experiment.score.ScoreTable;
import nas.experiment.score.UsualExperiment;
import nas.proxy.Metric;
import nas.proxy.metric.Terms;
import nas.proxy.service.ScoringListener;
import nas.result.table.CsvText;
import nas.result.table.JsonText;
import nas.space.Space;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Scores architectures by zero-cost metrics. */
@Command(
    name = "score",
    sortOptions = false,
    description = {
      "Score architectures by zero-cost metrics, without training them.",
      "",
      "Search space, images and settings come from an experiment file or from the options. Scores",
      "are kept: what was scored before, even by a run that was killed, is not measured again. The",
      "number of workers changes nothing but the time taken.",
      "",
      "    java -jar nas.jar score --sample 8 --metrics synflow,jacob-cov,nwot",
      "    java -jar nas.jar score --onnx resnet.onnx mobilenet.onnx"
    })
final class ScoreCommand implements Callable<Integer> {

  /** The metrics of the paper that this program began with. */
  private static final List<String> USUAL =
      List.of("grad-norm", "snip", "grasp", "fisher", "synflow", "jacob-cov");

  private static final int MOST_ON_CONSOLE = 8;

  @Parameters(
      arity = "0..1",
      paramLabel = "EXPERIMENT",
      description =
          "An experiment file (YAML) whose search space, data, proxies and seed are taken.")
  private Optional<Path> file = Optional.empty();

  @Option(names = "--all", description = "Score all architectures of the space.")
  private boolean all;

  @Option(
      names = "--sample",
      paramLabel = "N",
      description = "Score N different architectures, drawn at random.")
  private Optional<Integer> sample = Optional.empty();

  @Option(
      names = "--arch",
      paramLabel = "ARCHITECTURE",
      description = "Score this architecture; may be repeated.")
  private List<String> given = new ArrayList<>();

  @Option(
      names = "--archs",
      paramLabel = "FILE",
      description = "Score the architectures in a text file, one a line.")
  private Optional<Path> listed = Optional.empty();

  @Option(
      names = "--onnx",
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "Score the networks in these ONNX files, which must take images of one size; by default"
              + " with noise of that size. Their weights are drawn anew, as for all others.")
  private List<Path> onnx = new ArrayList<>();

  @Option(
      names = "--graphs",
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "Score the networks in these tables of their nodes (CSV: model, index, op, options,"
              + " inputs, shape, as PyTorch calls them); what cannot be read is named and left"
              + " out.")
  private List<Path> graphs = new ArrayList<>();

  @Option(
      names = "--metrics",
      paramLabel = "NAME",
      split = ",",
      description =
          "The metrics, joined by commas, vote among them if wanted; or 'all'. Settings stand in"
              + " brackets: 'zen(images=32),snip'. By default those of the paper:"
              + " grad-norm,snip,grasp,fisher,synflow,jacob-cov.")
  private List<String> metricNames = USUAL;

  @Option(
      names = "--space",
      paramLabel = "SPACE",
      description =
          "The search space, by default nasbench201; with settings in YAML, such as"
              + " '{nasbench201: {channels: 8}}'.")
  private Optional<String> searchSpace = Optional.empty();

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description =
          "The images, by default noise of 3 x 32 x 32 in 10 classes; with settings in YAML, such"
              + " as '{cifar10: {folder: images}}'.")
  private Optional<String> data = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Replace a value of the experiment, such as seed=7 or proxies.batch-size=128; may be"
              + " repeated.")
  private List<String> assignments = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "The CSV file to write, and beside it what the scores depend on, as .provenance.json;"
              + " needed for more than 8 architectures.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--workers",
      paramLabel = "N",
      description =
          "Networks to measure at the same time, by default one for each core; or a cluster of Apache"
              + " Spark.")
  private Optional<String> workers = Optional.empty();

  @Option(
      names = "--store",
      paramLabel = "FOLDER",
      description = "The folder that keeps scores; by default runs/score-store.")
  private Optional<String> store = Optional.empty();

  @Mixin private ShipDataOption shipping = new ShipDataOption();

  @Mixin private DeviceOption device = new DeviceOption();

  @Mixin private JsonOption json = new JsonOption();

  @Mixin private PluginOptions plugins = new PluginOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Plugins known = plugins.load();
    List<String> columns = known.metrics().columns(words(known.metrics()));
    List<Metric> metrics = known.metrics().metrics(columns);
    ArchitectureSelection selection = selected();
    Optional<NamedNetworks> networks = networks();
    LoadedExperiment loaded =
        device.read(first -> load(known.reader(), networks, first), DeviceOption::isOfScoring);
    PrintWriter err = spec.commandLine().getErr();
    loaded.chosen().forEach(chosen -> err.println(chosen + "."));
    Optional<Path> kept = Optional.of(loaded.experiment().execution().scoreStoreFolder());
    if (networks.isPresent()) {
      ArchitectureSelection read = new ArchitectureSelection.Given(networks.get().labels());
      return score(
          ArchitectureScoring.ofGiven(
              loaded,
              networks.get().space(),
              read(loaded),
              new ArchitectureScoring.Request(read, columns, metrics, kept)));
    }
    Space<?> space = loaded.createSearchSpace();
    Supplier<Dataset> images = loaded::readData;
    if (loaded.experiment().execution().cluster().isEmpty()) {
      images = read(loaded);
      loaded.requireFit(space, images.get());
    }
    return score(
        ArchitectureScoring.of(
            loaded,
            space,
            images,
            new ArchitectureScoring.Request(selection, columns, metrics, kept)));
  }

  /** Reads the images, and tells what was left out. */
  private Supplier<Dataset> read(LoadedExperiment loaded) {
    Dataset images = loaded.readData();
    ImageReading.tell(images.name(), images.inventory(), spec.commandLine().getErr());
    return () -> images;
  }

  private Optional<NamedNetworks> networks() {
    if (!graphs.isEmpty()) {
      PrintWriter err = spec.commandLine().getErr();
      return Optional.of(NamedNetworks.graphs(graphs, line -> err.println(line + ".")));
    }
    return onnx.isEmpty() ? Optional.empty() : Optional.of(NamedNetworks.onnx(onnx));
  }

  private List<String> words(MetricNames known) {
    return metricNames.equals(List.of(MetricNames.ALL)) ? known.all() : Terms.joined(metricNames);
  }

  private LoadedExperiment load(
      ExperimentReader reader, Optional<NamedNetworks> networks, List<Assignment> first) {
    List<Assignment> changes = new ArrayList<>(first);
    if (file.isEmpty() && data.isEmpty()) {
      networks.ifPresent(
          given ->
              changes.add(
                  Assignment.ofOption(
                      graphs.isEmpty() ? "--onnx" : "--graphs", "data", noise(given))));
    }
    searchSpace.ifPresent(
        value -> changes.add(Assignment.ofOption("--space", "search-space", value)));
    data.ifPresent(value -> changes.add(Assignment.ofOption("--data", "data", value)));
    workers.ifPresent(
        value -> changes.add(Assignment.ofOption("--workers", "execution.workers", value)));
    shipping.change().ifPresent(changes::add);
    store.ifPresent(
        value -> changes.add(Assignment.ofOption("--store", "execution.score-store", value)));
    assignments.forEach(assignment -> changes.add(Assignment.parse(assignment)));
    return file.isPresent() ? reader.read(file.get(), changes) : usual(reader, changes);
  }

  /** Returns the experiment that stands for what options do not say, with changes. */
  static LoadedExperiment usual(ExperimentReader reader, List<Assignment> changes) {
    return reader.read(UsualExperiment.text(), "the options", changes);
  }

  private static String noise(NamedNetworks networks) {
    return networks.noise().entrySet().stream()
        .map(entry -> entry.getKey() + ": " + entry.getValue())
        .collect(Collectors.joining(", ", "{noise: {", "}}"));
  }

  private ArchitectureSelection selected() {
    List<ArchitectureSelection> selections = new ArrayList<>();
    if (all) {
      selections.add(new ArchitectureSelection.All());
    }
    sample.ifPresent(
        count -> {
          Ranges.requireBetween("--sample", count, 1, ArchitectureSelection.MOST);
          selections.add(new ArchitectureSelection.Sample(count));
        });
    if (!given.isEmpty()) {
      selections.add(new ArchitectureSelection.Given(given));
    }
    listed.ifPresent(list -> selections.add(new ArchitectureSelection.Listed(list)));
    if (!onnx.isEmpty()) {
      selections.add(new ArchitectureSelection.All());
      requireNoSpace("Networks from ONNX files", "--onnx");
    }
    if (!graphs.isEmpty()) {
      selections.add(new ArchitectureSelection.All());
      requireNoSpace("Networks from tables", "--graphs");
    }
    if (selections.size() != 1) {
      throw new UserException(
          selections.isEmpty()
              ? "Nothing is said of which architectures to score"
              : "Of --all, --sample, --arch, --archs, --onnx and --graphs only one can be used",
          selections.isEmpty() ? "try --sample 8" : "remove the others");
    }
    return selections.get(0);
  }

  private void requireNoSpace(String networks, String option) {
    if (searchSpace.isPresent()) {
      throw new UserException(
          networks + " belong to no search space", "leave out --space or " + option);
    }
  }

  private <A> int score(ArchitectureScoring<A> scoring) {
    if (out.isEmpty() && !json.isGiven() && scoring.size() > MOST_ON_CONSOLE) {
      throw new UserException(
          scoring.size() + " architectures are too many for the console",
          "name a file with --out scores.csv");
    }
    PrintWriter console = spec.commandLine().getOut();
    PrintWriter told = json.isGiven() ? spec.commandLine().getErr() : console;
    Instant startedAt = Instant.now();
    Progress progress = new Progress(told);
    List<ScoreTable<A>> scored = new ArrayList<>();
    boolean done =
        Interruption.completes(
            () -> {
              scored.add(scoring.score(this::workplace, progress::notice, progress));
              progress.line.end();
            },
            () -> {
              progress.line.end();
              told.println(
                  "Stopped. What was measured is kept; the same command goes on from there.");
              told.flush();
            },
            progress.line::end);
    if (!done) {
      return Main.INTERRUPTED;
    }
    ScoreTable<A> table = scored.get(0);
    if (json.isGiven()) {
      console.print(JsonText.of(table.table()));
    } else {
      show(table, console);
    }
    out.ifPresent(
        path -> {
          Path beside = provenanceFile(path);
          WholeFile.write(path, CsvText.of(table.table()));
          scoring.provenance(Version.text(), Version.gitCommit(), startedAt).write(beside);
          told.println("Wrote " + path + " (" + scoring.size() + " architectures) and " + beside);
        });
    told.flush();
    console.flush();
    return 0;
  }

  private Optional<Workplace> workplace(Experiment experiment) {
    PrintWriter err = spec.commandLine().getErr();
    return Workplaces.wanted(experiment, Main.class, plugins.given(), err::println);
  }

  private static <A> void show(ScoreTable<A> table, PrintWriter console) {
    if (table.rows().size() <= MOST_ON_CONSOLE) {
      for (int index = 0; index < table.rows().size(); index++) {
        console.println(
            (table.rows().size() == 1 ? "" : "#" + (index + 1) + "  ")
                + table.space().format(table.rows().get(index).architecture()));
      }
      console.println();
      console.print(table.text());
      console.println();
    }
    table.gaps().forEach(gap -> console.println(gap + "."));
  }

  private static Path provenanceFile(Path scores) {
    String name = String.valueOf(scores.getFileName()).replaceFirst("\\.csv$", "");
    return scores.resolveSibling(name + ".provenance.json");
  }

  /** Shows how far scoring is. */
  private static final class Progress implements ScoringListener {
    private final ProgressLine line;
    private final long startedNanos = System.nanoTime();

    Progress(PrintWriter console) {
      line = new ProgressLine(console, Terminal.isInteractive(), System::nanoTime);
    }

    synchronized void notice(String sentence) {
      line.notice(sentence);
    }

    @Override
    public synchronized void onProgress(int scored, int kept, int total) {
      if (scored == 0 && kept > 0) {
        line.notice(kept + " of " + total + " networks were scored before.");
      }
      boolean last = scored + kept == total;
      if ((last && scored > 0) || line.isDue()) {
        double seconds = (System.nanoTime() - startedNanos) / 1e9;
        line.show(
            scored + kept,
            total,
            String.format(Locale.ROOT, "%,d/%,d networks", scored + kept, total)
                + ProgressLine.pace(scored, total - scored - kept, seconds),
            "");
      }
    }
  }
}
