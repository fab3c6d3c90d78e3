package nas.experiment.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import nas.core.UserException;
import nas.core.file.WholeFile;
import nas.core.trial.Objective;
import nas.engine.model.TrainedModel;
import nas.evaluator.ProgressListener;
import nas.evaluator.training.Checkpoints;
import nas.evaluator.training.TrainingEvaluator;
import nas.experiment.Version;
import nas.experiment.config.Assignment;
import nas.experiment.config.Experiment;
import nas.experiment.config.LoadedExperiment;
import nas.experiment.run.OpenedRun;
import nas.experiment.run.ProgressLine;
import nas.experiment.run.RecordedJars;
import nas.experiment.train.ArchitectureChoice;
import nas.experiment.train.FinalTraining;
import nas.result.Provenance;
import nas.result.journal.RunFolder;
import nas.result.report.BestNetwork;
import nas.result.report.Confusion;
import nas.result.report.TrainingReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains one network in full. */
@Command(
    name = "train",
    sortOptions = false,
    description = {
      "Train the network that a run found in full, any architecture, or one from an ONNX file.",
      "",
      "Of a run that is the one with the best validation accuracy, but where validation images are",
      "few: then the number of layers and parameters counts as well, and what decided is printed.",
      "",
      "Settings are those of 'final-training' in the experiment, else those of its evaluator",
      "'training'. Leaves a folder with the trained network (model.safetensors, for 'predict' and",
      "'export'), a report, the learning curve and the confusion of the test images.",
      "",
      "    java -jar nas.jar train runs/quickstart --epochs 30",
      "    java -jar nas.jar train experiments/cifar10.yaml --onnx mobilenet.onnx"
    })
final class TrainCommand implements Callable<Integer> {

  /** Not those of {@code warmup-epochs}. */
  private static final Pattern EPOCHS_CHOSEN = Pattern.compile("(auto is|,) epochs ");

  @Parameters(
      paramLabel = "RUN",
      description = "The run folder, or with --arch or --onnx an experiment file (YAML).")
  private Path path = Path.of("");

  @Option(
      names = "--arch",
      paramLabel = "ARCHITECTURE",
      description = "Train this architecture and not the one that the run found.")
  private Optional<String> architecture = Optional.empty();

  @Option(
      names = "--onnx",
      paramLabel = "FILE",
      description =
          "Train the network in this ONNX file, which must fit the images of the experiment; from"
              + " new weights, unless they are kept.")
  private Optional<Path> onnx = Optional.empty();

  @Option(
      names = "--keep-weights",
      description =
          "With --onnx: begin with the weights in the file. If the images have another number of"
              + " classes, the last layer is a new one; what the file does to pixels is kept.")
  private boolean keepWeights;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description =
          "Passes over the training images; by default as the experiment says. A warm-up is scaled"
              + " in proportion.")
  private Optional<Integer> epochs = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Decides initial weights, minibatches and augmentation; by default the experiment's.")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Replace a value of the experiment, such as final-training.learning-rate=0.05; may be"
              + " repeated.")
  private List<String> assignments = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "The folder to write; by default RUN/trained, or runs/NAME-trained.")
  private Optional<Path> out = Optional.empty();

  @Mixin private DeviceOption device = new DeviceOption();

  @Mixin private PluginOptions plugins = new PluginOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    boolean run = Files.isDirectory(path);
    if (!run && architecture.isEmpty() && onnx.isEmpty()) {
      throw new UserException(
          path + " is not a run folder, so nothing is known of its best network",
          "name a run folder, or an architecture with --arch");
    }
    if (architecture.isPresent() && onnx.isPresent()) {
      throw new UserException("Of --arch and --onnx only one can be used", "leave out the other");
    }
    if (keepWeights && onnx.isEmpty()) {
      throw new UserException(
          "--keep-weights is for networks from ONNX files", "name one with --onnx");
    }
    Path file = run ? RunFolder.open(path).experimentFile() : path;
    List<Assignment> changes = assignments.stream().map(Assignment::parse).toList();
    LoadedExperiment loaded =
        device.read(
            first -> load(run, file, Stream.concat(first.stream(), changes.stream()).toList()),
            key -> !DeviceOption.isOfScoring(key));
    ArchitectureChoice choice =
        architecture.isPresent() || onnx.isPresent()
            ? ArchitectureChoice.given(architecture.orElse(""))
            : best();
    Path folder =
        out.orElse(
            run
                ? path.resolve("trained")
                : Path.of("runs", loaded.experiment().name() + "-trained"));
    requireFree(folder);
    FinalTraining<?> training = prepared(loaded, choice);
    requireSame(folder, training);
    WholeFile.write(folder.resolve("report.html"), "The training has not ended.\n");
    return train(training, loaded, folder);
  }

  private FinalTraining<?> prepared(LoadedExperiment loaded, ArchitectureChoice choice) {
    return onnx.isPresent()
        ? FinalTraining.ofOnnx(loaded, onnx.get(), keepWeights, epochs, seed)
        : FinalTraining.of(loaded, choice, epochs, seed);
  }

  private LoadedExperiment load(boolean run, Path file, List<Assignment> changes) {
    if (!run) {
      return plugins.reader().read(file, changes);
    }
    RecordedJars recorded = RecordedJars.of(new RunFolder(path));
    return plugins.load(recorded).reader().read(file, changes, recorded.advice());
  }

  private ArchitectureChoice best() {
    OpenedRun run = plugins.open(path);
    List<BestNetwork> best = BestCommand.best(run, run.space(), 1);
    return ArchitectureChoice.of(run, best.get(0).trial().architecture());
  }

  /** Refuses a folder that is complete: it has a network, and no checkpoint is left. */
  private static void requireFree(Path folder) {
    if (Files.exists(folder.resolve(TrainedModel.FILE_NAME))
        && !Checkpoints.areIn(checkpoints(folder))) {
      throw notFree(folder);
    }
  }

  /** Refuses to replace the network of another training. */
  private static void requireSame(Path folder, FinalTraining<?> training) {
    Path model = folder.resolve(TrainedModel.FILE_NAME);
    if (Files.exists(model)
        && !TrainedModel.read(model).provenance().equals(training.provenance())) {
      throw notFree(folder);
    }
  }

  private static UserException notFree(Path folder) {
    return new UserException(
        "There is a trained network already: " + folder.resolve(TrainedModel.FILE_NAME),
        "choose another folder with --out");
  }

  private static Path checkpoints(Path folder) {
    return folder.resolve("checkpoints");
  }

  private int train(FinalTraining<?> training, LoadedExperiment loaded, Path folder) {
    Experiment experiment = loaded.experiment();
    PrintWriter console = spec.commandLine().getOut();
    console.printf(
        Locale.ROOT,
        "%s%n%,d parameters, %,d MACs; %s%n",
        training.provenance().get("architecture"),
        training.network().parameters(),
        training.network().macs(),
        training.counts());
    loaded.chosen().forEach(chosen -> console.println(chosen + "."));
    if (loaded.chosen().stream().anyMatch(chosen -> EPOCHS_CHOSEN.matcher(chosen).find())) {
      epochs.ifPresent(given -> console.println("--epochs " + given + " goes before auto."));
    }
    training.notes().forEach(note -> console.println(Main.advised(note, "")));
    console.flush();
    SortedMap<String, String> provenance = loaded.withChosen(training.provenance());
    if (!training.notes().isEmpty()) {
      provenance.put(TrainingEvaluator.DATA_NOTES, String.join("; ", training.notes()));
    }
    new Provenance(
            Version.text(),
            Version.gitCommit(),
            Provenance.Machine.current(),
            experiment.seed(),
            Instant.now(),
            List.of(),
            experiment.identity(),
            experiment.settings(),
            provenance)
        .write(folder.resolve("provenance.json"));
    Progress progress = new Progress(console, training.objective());
    Checkpoints checkpoints =
        Checkpoints.heldIn(
            checkpoints(folder),
            notice -> {
              progress.line.end();
              console.println(notice);
            });
    List<FinalTraining.Trained> trained = new ArrayList<>();
    boolean done =
        Interruption.completes(
            () -> {
              trained.add(training.train(checkpoints, progress));
              progress.line.end();
            },
            () -> {
              progress.line.end();
              console.println("Stopped. The same command goes on after the last whole epoch.");
              console.flush();
            },
            progress.line::end);
    if (!done) {
      return Main.INTERRUPTED;
    }
    write(trained.get(0), folder, checkpoints, console);
    return 0;
  }

  private static void write(
      FinalTraining.Trained trained, Path folder, Checkpoints checkpoints, PrintWriter console) {
    Path model = folder.resolve(TrainedModel.FILE_NAME);
    // First what took hours; last what would make it again, if a disk is full.
    WholeFile.write(model, trained.model().bytes());
    TrainingReport.Written written = trained.report().write(folder);
    checkpoints.release();
    console.println();
    TrainingReport.Values values = trained.report().values();
    console.println(values.text());
    trained.report().remarks().forEach(remark -> console.println(remark + "."));
    trained.report().confusion().ifPresent(confusion -> print(confusion, values, console));
    written.missing().ifPresent(missing -> console.println(missing.error().text()));
    console.println("Network: " + model);
    console.println("Report:  " + written.report());
    NextCommand.say(console, 9, NextCommand.export(folder, folder));
    console.flush();
  }

  private static void print(
      Confusion confusion, TrainingReport.Values values, PrintWriter console) {
    console.print(confusion.text());
    confusion
        .warning(values.test())
        .ifPresent(
            warning ->
                console.println(
                    warning
                        + " Maybe train longer, use more images of the other classes, or set"
                        + " final-training.class-weights=balanced."));
  }

  /** Shows how far the training is. */
  private static final class Progress implements ProgressListener {
    private final Objective objective;
    private final ProgressLine line;
    private final long startedNanos = System.nanoTime();

    Progress(PrintWriter console, Objective objective) {
      this.objective = objective;
      line = new ProgressLine(console, Terminal.isInteractive(), System::nanoTime);
    }

    @Override
    public void onEpoch(Epoch epoch) {
      boolean last = epoch.number() == epoch.total();
      if (last || line.isDue()) {
        double seconds = (System.nanoTime() - startedNanos) / 1e9;
        line.show(
            epoch.number(),
            epoch.total(),
            String.format(
                    Locale.ROOT,
                    "epoch %d/%d  loss %.4f  %s",
                    epoch.number(),
                    epoch.total(),
                    epoch.trainLoss(),
                    quality(epoch))
                + ProgressLine.pace(epoch.number(), epoch.total() - epoch.number(), seconds),
            "");
      }
    }

    private String quality(Epoch epoch) {
      OptionalDouble validation = epoch.validation();
      String right = String.format(Locale.ROOT, "accuracy %.2f %%", epoch.trainRightPercent());
      if (validation.isEmpty()) {
        return right;
      }
      String value = objective.text(validation.getAsDouble());
      return objective.equals(Objective.ACCURACY)
          ? right + ", validation " + value
          : objective.words() + " " + value;
    }
  }
}
