package nas.experiment.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import nas.core.Seeds;
import nas.core.UserException;
import nas.core.plugin.InvalidSettingException;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.engine.NamedTensor;
import nas.engine.data.DataSplit;
import nas.engine.data.Dataset;
import nas.engine.data.Part;
import nas.engine.model.TrainedModel;
import nas.engine.onnx.OnnxReader;
import nas.engine.onnx.OnnxReader.ReadNetwork;
import nas.engine.tensor.Device;
import nas.engine.tensor.Devices;
import nas.engine.tensor.PyTorch;
import nas.evaluator.ProgressListener;
import nas.evaluator.training.Checkpoints;
import nas.evaluator.training.ChosenRecipe;
import nas.evaluator.training.StartingPoint;
import nas.evaluator.training.Trainer;
import nas.evaluator.training.TrainingSettings;
import nas.experiment.config.Experiment;
import nas.experiment.config.FinalTrainingSettings;
import nas.experiment.config.LoadedExperiment;
import nas.experiment.run.CellDrawings;
import nas.experiment.score.NamedNetworks;
import nas.network.Network;
import nas.network.Task;
import nas.result.report.Confusion;
import nas.result.report.TrainingReport;
import nas.space.Blueprint;
import nas.space.Space;

/**
 * The full training of one architecture with the data of an experiment.
 *
 * <p>The data are split as in the search, so the test examples are those that no search has chosen
 * by. The result depends on the experiment, the architecture, the settings and the seed alone.
 *
 * @param <A> the architecture
 */
public final class FinalTraining<A> {

  private final Experiment experiment;
  private final Subject<A> subject;
  private final Space<A> space;
  private final A architecture;
  private final TrainingSettings settings;
  private final boolean refit;
  private final long seed;
  private final Dataset data;

  /** With validation examples that are only measured on. */
  private final Material material;

  /** What the network is in the end trained with. */
  private final Material last;

  private final Network network;
  private final Optional<TakenOver> taken;
  private final StartingPoint start;
  private final Device device;

  /**
   * What a training left.
   *
   * @param model the trained network
   * @param report what people read
   */
  public record Trained(TrainedModel model, TrainingReport report) {}

  /**
   * What is trained.
   *
   * @param spaceSettings everything that decides which networks the space builds
   * @param start the weights to begin with
   * @param note what people should know of it, a whole sentence without a full stop
   * @param replaced the name of a layer that is another than where the weights are from
   */
  private record Subject<A>(
      Space<A> space,
      SortedMap<String, String> spaceSettings,
      A architecture,
      Optional<String> note,
      StartingPoint start,
      Optional<String> replaced) {

    static <A> Subject<A> drawn(
        Space<A> space, SortedMap<String, String> spaceSettings, ArchitectureChoice.Chosen chosen) {
      return new Subject<>(
          space,
          spaceSettings,
          space.parse(chosen.architecture()),
          chosen.reason(),
          StartingPoint.DRAWN,
          Optional.empty());
    }

    /** Returns how it is trained: as chosen with it, where the space does so. */
    FinalTrainingSettings trained(FinalTrainingSettings otherwise) {
      return ChosenRecipe.of(space)
          .map(chosen -> otherwise.with(chosen.of(architecture, otherwise.training().recipe())))
          .orElse(otherwise);
    }

    /** Says which settings were chosen with it, if some were. */
    Optional<String> recipe() {
      return ChosenRecipe.of(space)
          .map(chosen -> "Trained as chosen with the architecture: " + chosen.text(architecture));
    }

    static Subject<String> given(Path file, GivenNetwork given) {
      NamedNetworks networks =
          new NamedNetworks(NamedNetworks.ONNX, Map.of(file.toString(), given.network()));
      return new Subject<>(
          networks.space(),
          new TreeMap<>(),
          networks.labels().get(0),
          Optional.empty(),
          given.start(),
          given.replaced());
    }
  }

  private FinalTraining(
      LoadedExperiment loaded,
      Function<Task, Subject<A>> subjects,
      FinalTrainingSettings given,
      Optional<Integer> epochs,
      long seed) {
    this.experiment = loaded.experiment();
    TrainingSettings otherwise = lasting(given, epochs).training();
    if (experiment.finalTraining().isPresent()) {
      otherwise.validation().requireOnce("folds", "the network that was found is trained once");
    }
    data = loaded.readData();
    otherwise.requireFor(data);
    subject = subjects.apply(data.task());
    space = subject.space();
    architecture = subject.architecture();
    FinalTrainingSettings all = lasting(subject.trained(given), epochs);
    TrainingSettings settings = all.training();
    refit = all.refit();
    this.settings =
        settings.validation().validateEvery() > 0 ? settings : settings.validatingEveryEpoch();
    this.seed = seed;
    material =
        data.asImages()
            .<Material>map(
                images ->
                    new ImageMaterial(
                        images,
                        DataSplit.of(
                            images,
                            settings.validation().validationShare(),
                            settings.validation().testShare(),
                            experiment.seed())))
            .orElseGet(() -> new ExampleMaterial(data));
    last = refit ? material.joined() : material;
    network = Blueprint.required(space).network(architecture, data.task());
    material.check(network);
    taken = all.startFrom().map(file -> TakenOver.of(file, network));
    if (taken.isPresent() && !subject.start().tensors().isEmpty()) {
      throw new UserException(
          "Of --keep-weights and final-training.start-from only one can be used",
          "leave out the other");
    }
    start = taken.map(TakenOver::start).orElse(subject.start());
    PyTorch.prepare();
    device = Devices.parse(settings.execution().device()).first();
  }

  private static FinalTrainingSettings lasting(
      FinalTrainingSettings settings, Optional<Integer> epochs) {
    return epochs.map(settings::withEpochs).orElse(settings);
  }

  /**
   * Prepares a training: reads the images and builds the network.
   *
   * @param loaded says where the images are and how to train
   * @param choice of an architecture, as the space of the experiment writes it
   * @param epochs replaces the number of epochs
   * @param seed decides initial weights, minibatches and augmentation; the experiment's if not
   *     given
   * @throws nas.experiment.config.ExperimentException if a part refuses a setting
   * @throws nas.core.UserException if images are missing or damaged
   * @throws nas.space.InvalidArchitectureException if the architecture is none of the space
   * @throws UserException if the experiment does not say how to train, or says of examples of
   *     another kind what to do with images
   */
  public static FinalTraining<?> of(
      LoadedExperiment loaded,
      ArchitectureChoice choice,
      Optional<Integer> epochs,
      Optional<Long> seed) {
    return drawn(loaded, loaded.createSearchSpace(), choice, epochs, seed);
  }

  private static <A> FinalTraining<A> drawn(
      LoadedExperiment loaded,
      Space<A> space,
      ArchitectureChoice choice,
      Optional<Integer> epochs,
      Optional<Long> seed) {
    loaded.requireTrainable(space);
    SortedMap<String, String> settings = loaded.experiment().settings("search-space.");
    return prepared(
        loaded, task -> Subject.drawn(space, settings, choice.choose(task)), epochs, seed);
  }

  /**
   * Prepares the training of the network in an ONNX file; all else is as above.
   *
   * @param keepWeights whether it begins with the weights in the file and not with drawn ones; if
   *     the images have another number of classes than the network, its last layer is replaced
   */
  public static FinalTraining<?> ofOnnx(
      LoadedExperiment loaded,
      Path file,
      boolean keepWeights,
      Optional<Integer> epochs,
      Optional<Long> seed) {
    ReadNetwork read = OnnxReader.read(file);
    return prepared(
        loaded,
        task ->
            Subject.given(
                file,
                keepWeights ? GivenNetwork.keepingWeights(read, task) : GivenNetwork.drawn(read)),
        epochs,
        seed);
  }

  private static <A> FinalTraining<A> prepared(
      LoadedExperiment loaded,
      Function<Task, Subject<A>> subjects,
      Optional<Integer> epochs,
      Optional<Long> seed) {
    Experiment experiment = loaded.experiment();
    FinalTrainingSettings settings =
        experiment
            .trainingOfTheFound()
            .orElseThrow(
                () ->
                    new UserException(
                        "The experiment does not say how to train: its evaluator is "
                            + experiment.evaluator().name(),
                        "name images and epochs, as in --set data=cifar10 --set"
                            + " final-training.epochs=50"));
    String place = experiment.finalTraining().isPresent() ? "final-training" : "evaluator.training";
    try {
      return new FinalTraining<>(
          loaded, subjects, settings, epochs, seed.orElse(experiment.seed()));
    } catch (InvalidSettingException refused) {
      throw epochs.isPresent() && refused.key().equals("epochs")
          ? new UserException("--" + refused.getMessage(), refused.advice())
          : loaded.explain(place, refused);
    }
  }

  /** Returns the network. */
  public Network network() {
    return network;
  }

  /** Returns how many examples there are, such as {@code 1,079 images to train on, ...}. */
  public String counts() {
    return String.format(
        Locale.ROOT,
        "%,d %s to train on, %,d to validate, %,d to test",
        material.count(Part.TRAINING),
        material.examples(),
        material.count(Part.VALIDATION),
        material.count(Part.TEST));
  }

  /** Returns what networks are compared by on the data. */
  public Objective objective() {
    return data.task().target().objective();
  }

  /**
   * Returns what people should know of the data, whole sentences without a full stop: what their
   * reader left out, which classes are short.
   */
  public List<String> notes() {
    List<String> notes = new ArrayList<>(material.notes());
    subject.note().ifPresent(notes::add);
    subject.recipe().ifPresent(notes::add);
    taken.ifPresent(over -> notes.add(over.note()));
    settings.remark(first().count(Part.TRAINING)).ifPresent(notes::add);
    if (refit) {
      notes.add(
          chooses()
              ? "Refit: a first training says after how many epochs the validation value is best; a"
                  + " second one trains on training and validation images together for as many"
              : "Refit: training and validation images are trained on together, so no validation"
                  + " value says how good the network is");
    }
    subject
        .replaced()
        .ifPresent(
            layer ->
                notes.add(
                    "The last layer (%s) is a new one for %d classes; all others begin with their"
                            .formatted(layer, data.task().classes())
                        + " weights"));
    return notes;
  }

  /** Whether epochs are chosen by validation data. */
  private boolean chooses() {
    return settings.validation().earlyStopping().isPresent();
  }

  /** Returns what the first training is with: the one that chooses, if there is one. */
  private Material first() {
    return refit && !chooses() ? last : material;
  }

  /** Returns how it is trained. */
  public TrainingSettings settings() {
    return settings;
  }

  /**
   * Trains the network.
   *
   * @param checkpoints where an interrupted training left its state, and this one leaves its own
   * @param progress is told after each epoch
   * @throws UserException if the training fails; says why
   * @throws InterruptedException if the thread is interrupted
   */
  public Trained train(Checkpoints checkpoints, ProgressListener progress)
      throws InterruptedException {
    if (!refit) {
      Outcome only = outcome(material, settings, checkpoints, progress);
      return trained(only, Optional.of(only.result().validation()), chosen(only));
    }
    if (!chooses()) {
      int all = last.count(Part.TRAINING);
      Outcome only =
          outcome(last, settings.endingAfter(settings.length().trained()), checkpoints, progress);
      return trained(
          only,
          Optional.empty(),
          List.of(
              "Refit: trained on all %,d images but those to test, for %,d epochs"
                  .formatted(all, only.epochs().size())));
    }
    TrainingSettings fitted = settings.fitted(material.count(Part.TRAINING));
    Result.Trained first = outcome(material, settings, checkpoints, progress).result();
    int best = first.measurements().getOrDefault(Trainer.BEST_EPOCH, 1.0).intValue();
    Outcome second = outcome(last, fitted.endingAfter(best), checkpoints, progress);
    return trained(
        second,
        Optional.empty(),
        List.of(
            ("Refit: with %,d images set aside the %s was best after epoch %,d of %,d (%s); then"
                    + " trained anew on all %,d images but those to test, for as many epochs")
                .formatted(
                    material.count(Part.VALIDATION),
                    objective().searched(),
                    best,
                    fitted.length().trained(),
                    objective().text(first.validation()),
                    last.count(Part.TRAINING))));
  }

  /**
   * What a training led to.
   *
   * @param tensors weights and running statistics
   */
  private record Outcome(
      Result.Trained result, List<TrainingReport.Epoch> epochs, List<NamedTensor> tensors) {}

  private Outcome outcome(
      Material on, TrainingSettings by, Checkpoints checkpoints, ProgressListener progress)
      throws InterruptedException {
    List<TrainingReport.Epoch> epochs = new ArrayList<>();
    List<NamedTensor> tensors = new ArrayList<>();
    Result outcome =
        on.trainer(by, device, checkpoints, start)
            .train(
                network,
                Seeds.derive(seed, 0, -1, Seeds.Purpose.EVALUATION),
                epoch -> {
                  epochs.add(
                      new TrainingReport.Epoch(
                          epoch.number(),
                          epoch.trainLoss(),
                          epoch.trainRightPercent(),
                          epoch.validation()));
                  progress.onEpoch(epoch);
                },
                runtime -> tensors.addAll(runtime.tensors()));
    if (outcome instanceof Result.Trained trained) {
      return new Outcome(trained, epochs, tensors);
    }
    Result.Failed failed = (Result.Failed) outcome;
    throw new UserException(
        "The training failed: " + failed.message(),
        switch (failed.kind()) {
          case NON_FINITE_LOSS -> "lower final-training.learning-rate, or set its clip-norm";
          case OUT_OF_MEMORY -> "lower final-training.batch-size";
          case UNTRAINABLE, NO_SCORE, WORKER_LOST -> "choose another architecture with --arch";
        });
  }

  private Trained trained(Outcome outcome, Optional<Double> validation, List<String> remarks) {
    TrainedModel bare = model(outcome, validation);
    Optional<Confusion> confusion = last.confusion(bare, device);
    TrainedModel model =
        bare.withValues(confusion.map(FinalTraining::besides).orElseGet(TreeMap::new));
    return new Trained(
        model,
        new TrainingReport(
            "Trained network of " + experiment.name(),
            new TrainingReport.Subject(
                space.format(architecture),
                CellDrawings.of(space, architecture),
                network.parameters(),
                network.macs()),
            new TrainingReport.Values(
                outcome.result().objective(), outcome.result().reported(), validation),
            remarks,
            outcome.epochs(),
            confusion,
            model.provenance()));
  }

  private TrainedModel model(Outcome outcome, Optional<Double> validation) {
    Result.Trained trained = outcome.result();
    List<TrainingReport.Epoch> epochs = outcome.epochs();
    SortedMap<String, Double> values = new TreeMap<>();
    if (objective().equals(Objective.ACCURACY)) {
      int kept =
          trained
              .measurements()
              .getOrDefault(Trainer.BEST_EPOCH, (double) epochs.size())
              .intValue();
      values.put("training", epochs.get(kept - 1).trainRightPercent());
    }
    validation.ifPresent(value -> values.put("validation", value));
    values.put("test", trained.reported());
    return new TrainedModel(
        network, outcome.tensors(), last.signature(start), values, provenance());
  }

  /**
   * Returns what the result depends on, without times, so that equal trainings give equal files.
   */
  public SortedMap<String, String> provenance() {
    SortedMap<String, String> provenance = new TreeMap<>(PyTorch.versions());
    provenance.put("architecture", space.format(architecture));
    provenance.put("canonical-id", space.canonicalId(architecture));
    provenance.put("search-space", space.name());
    subject.spaceSettings().forEach((key, value) -> provenance.put("search-space." + key, value));
    Experiment.settings(settings).forEach((key, value) -> provenance.put("training." + key, value));
    if (refit) {
      provenance.put("training.refit", "true");
    }
    taken.ifPresent(over -> provenance.put("start.taken-over", String.join(", ", over.taken())));
    if (!start.tensors().isEmpty()) {
      provenance.put("start.weights-sha256", start.digest());
    }
    start
        .normalisation()
        .ifPresent(by -> provenance.put("start.normalisation", by.channels().toString()));
    subject.replaced().ifPresent(layer -> provenance.put("start.replaced-layer", layer));
    provenance.put("experiment", experiment.name());
    provenance.put("experiment-seed", Long.toString(experiment.seed()));
    provenance.put("seed", Long.toString(seed));
    provenance.put("device", device.toString());
    provenance.put("data", data.name());
    provenance.put("data-sha256", data.sha256());
    provenance.putAll(material.provenance());
    return provenance;
  }

  /** What the test accuracy is to be compared with. */
  private static SortedMap<String, Double> besides(Confusion confusion) {
    SortedMap<String, Double> accuracies = new TreeMap<>();
    accuracies.put(TrainedModel.BALANCED, confusion.balancedAccuracyPercent());
    accuracies.put(TrainedModel.LARGEST_CLASS, confusion.largestPercent());
    return accuracies;
  }

  /** Says which epoch's weights are kept, where there was a choice. */
  private List<String> chosen(Outcome outcome) {
    Double best = outcome.result().measurements().get(Trainer.BEST_EPOCH);
    if (best == null) {
      return List.of();
    }
    int epochs = outcome.epochs().size();
    int all = settings.fitted(material.count(Part.TRAINING)).length().trained();
    String kept =
        "the weights of epoch %,d are kept, after which the %s was best (%s)"
            .formatted(
                best.intValue(),
                objective().searched(),
                objective().text(outcome.result().validation()));
    return List.of(
        epochs < all
            ? "Training ended early, after epoch %,d of %,d: %s".formatted(epochs, all, kept)
            : "Of %,d epochs %s".formatted(epochs, kept));
  }
}
