package nas.evaluator.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nas.core.Seeds;
import nas.core.UserException;
import nas.core.plugin.Amount;
import nas.core.plugin.InvalidSettingException;
import nas.core.trial.FailureKind;
import nas.core.trial.Fidelity;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.engine.data.DataSplit;
import nas.engine.data.Dataset;
import nas.engine.data.ImageData;
import nas.engine.data.Normalisation;
import nas.engine.data.Part;
import nas.engine.tensor.Devices;
import nas.engine.tensor.PyTorch;
import nas.evaluator.AccuracyBasis;
import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.evaluator.ProgressListener;
import nas.evaluator.Slice;
import nas.evaluator.SliceResult;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.space.Blueprint;
import nas.space.InvalidArchitectureException;
import nas.space.NetworkSize;
import nas.space.ResizableBlueprint;
import nas.space.Space;

/**
 * Trains the network of each architecture on the experiment's data, in full or reduced.
 *
 * @param <A> the architecture
 */
public final class TrainingEvaluator<A> implements Evaluator<A> {

  /**
   * Key of what people should know of the images: what their reader left out, which classes are
   * short.
   */
  public static final String DATA_NOTES = "data-notes";

  /** Key of what test accuracies are to be compared with, a sentence. */
  public static final String TEST_BASIS = "test-basis";

  /** Key of what stands where the experiment has {@code auto}, and why. */
  public static final String CHOSEN = "chosen";

  /** Keys of the provenance that no outcome depends on. */
  public static final Set<String> TOLD = Set.of(DATA_NOTES, TEST_BASIS, CHOSEN);

  private static final int SAMPLES = 8;

  /** Measurement of trainings in folds: how far their validation values lie apart. */
  public static final String FOLDS_DEVIATION = "validation-deviation-of-folds";

  /**
   * One way of training.
   *
   * @param trainers returns one trainer, or one for each fold
   */
  private record Level<A>(Blueprint<A> blueprint, Task task, Function<A, Folds> trainers) {}

  private final Blueprint<A> blueprint;
  private final Task task;
  private final boolean reduced;
  private final Optional<AccuracyBasis> basis;
  private final SortedMap<String, String> provenance;

  /** One for each fidelity; the last is the full one. */
  private final List<Level<A>> levels;

  private TrainingEvaluator(
      Blueprint<A> blueprint,
      Task task,
      boolean reduced,
      Optional<AccuracyBasis> basis,
      SortedMap<String, String> provenance,
      List<Level<A>> levels) {
    this.blueprint = blueprint;
    this.task = task;
    this.reduced = reduced;
    this.basis = basis;
    this.provenance = new TreeMap<>(provenance);
    basis.ifPresent(one -> this.provenance.put(TEST_BASIS, one.sentence()));
    this.levels = List.copyOf(levels);
  }

  /**
   * Creates an evaluator that trains in full, and loads the engine.
   *
   * @throws InvalidSettingException if the device is not there, the engine does not load, or the
   *     context has no images
   * @throws UserException if the images are too few to split
   */
  public static <A> TrainingEvaluator<A> full(
      TrainingSettings settings, Space<A> space, EvaluatorContext context) {
    Dataset data = data(context);
    Blueprint<A> blueprint = blueprint(space, data);
    FullTraining full =
        data.asImages()
            .map(images -> images(settings, images, context))
            .orElseGet(() -> examples(settings, data, context));
    Checkpoints checkpoints = checkpoints(context);
    List<Level<A>> levels =
        Stream.concat(
                settings.length().fidelities().stream()
                    .<UnaryOperator<TrainingSettings>>map(
                        epochs -> whole -> whole.withEpochs(epochs)),
                Stream.of(UnaryOperator.<TrainingSettings>identity()))
            .map(
                length ->
                    new Level<>(
                        blueprint,
                        data.task(),
                        trainers(
                            space, settings, by -> full.trainers(length.apply(by), checkpoints))))
            .toList();
    return new TrainingEvaluator<>(
        blueprint, data.task(), false, full.basis(), full.provenance(), levels);
  }

  /**
   * Where full trainings take place, and what they learn from.
   *
   * @param devices where
   * @param lessons what a training with some settings reads, in each fold
   * @param basis what test accuracies are to be compared with
   * @param provenance what outcomes depend on
   */
  private record FullTraining(
      Devices devices,
      Function<TrainingSettings, List<Lessons>> lessons,
      Optional<AccuracyBasis> basis,
      SortedMap<String, String> provenance) {

    Folds trainers(TrainingSettings by, Checkpoints checkpoints) {
      return new Folds(
          lessons.apply(by).stream()
              .map(read -> new Trainer(by, read, devices, checkpoints, StartingPoint.DRAWN))
              .toList());
    }
  }

  /**
   * Returns what trains each architecture: always the same, unless the space chooses recipes.
   *
   * @param settings of full trainings
   * @param making makes it for such settings
   */
  private static <A> Function<A, Folds> trainers(
      Space<A> space, TrainingSettings settings, Function<TrainingSettings, Folds> making) {
    Folds otherwise = making.apply(settings);
    Optional<ChosenRecipe<A>> recipes = ChosenRecipe.of(space);
    if (recipes.isEmpty()) {
      return architecture -> otherwise;
    }
    ChosenRecipe<A> chosen = recipes.get();
    // Once in vain, so that a batch that is too large is refused before anything is trained.
    for (Batching batching : chosen.batchings(settings.recipe())) {
      Objects.requireNonNull(making.apply(settings.with(batching)));
    }
    return architecture -> making.apply(settings.with(chosen.of(architecture, settings.recipe())));
  }

  private static FullTraining images(
      TrainingSettings settings, ImageData data, EvaluatorContext context) {
    settings.requireFor(data);
    List<DataSplit> splits =
        settings
            .validation()
            .folds()
            .map(
                folds ->
                    DataSplit.folds(
                        data, folds, settings.validation().testShare(), context.rootSeed()))
            .orElseGet(() -> List.of(split(settings, data, context)));
    DataSplit first = splits.get(0);
    tell(data, first, context);
    told(settings, first.training().count(), context);
    Devices devices = devices(settings);
    List<Normalisation> normalisations =
        splits.stream().map(split -> Normalisation.of(split.training())).toList();
    SortedMap<String, String> provenance = provenance(data, devices, first);
    if (splits.size() > 1) {
      int validated = splits.stream().mapToInt(split -> split.validation().count()).sum();
      provenance.put("validation-images", String.valueOf(validated));
      provenance.put("folds", String.valueOf(splits.size()));
    }
    return new FullTraining(
        devices,
        of ->
            IntStream.range(0, splits.size())
                .<Lessons>mapToObj(
                    fold -> new ImageLessons(splits.get(fold), of, normalisations.get(fold)))
                .toList(),
        Optional.of(basis(data, first)),
        provenance);
  }

  private static void told(TrainingSettings settings, int examples, EvaluatorContext context) {
    settings.remark(examples).ifPresent(remark -> context.notices().accept(remark + "."));
  }

  private static FullTraining examples(
      TrainingSettings settings, Dataset data, EvaluatorContext context) {
    settings.requireFor(data);
    told(settings, data.examples(Part.TRAINING).count(), context);
    Devices devices = devices(settings);
    Lessons lessons = new PlainLessons(data);
    return new FullTraining(
        devices, of -> List.of(lessons), Optional.empty(), provenance(data, devices));
  }

  /**
   * Creates an evaluator that trains with less than the full task, and loads the engine.
   *
   * @throws InvalidSettingException as {@link #full}; also if a reduction leaves nothing or more
   *     than there is, or if networks of the space cannot have that size
   * @throws UserException if the images are too few to split
   */
  public static <A> TrainingEvaluator<A> reduced(
      ReducedTrainingSettings settings, Space<A> space, EvaluatorContext context) {
    List<Fidelity> fidelities = settings.levels();
    ImageData data = data(context).images("Reduced training");
    settings.training().requireFor(data);
    Blueprint<A> blueprint = blueprint(space, data);
    List<Blueprint<A>> blueprints = new ArrayList<>();
    List<DataSplit> splits = new ArrayList<>();
    for (Reduction reduction : settings.reductions()) {
      ImageData smaller = smaller(data, reduction);
      Blueprint<A> thinner = thinner(space, blueprint, reduction);
      whyNone(space, thinner, smaller.task())
          .ifPresent(
              problem -> {
                throw new InvalidSettingException(
                    "resolution",
                    "resolution ("
                        + reduction.resolution().map(Amount::text).orElse("left out")
                        + ") does not fit: "
                        + problem.replaceFirst("\\.? Maybe .*", ""),
                    "raise resolution");
              });
      DataSplit split = split(settings.training(), smaller, context);
      blueprints.add(thinner);
      splits.add(
          reduction
              .samples()
              .map(
                  amount ->
                      split.withTrainingImages(
                          amount.roughly("samples", split.training().count(), "training images"),
                          context.rootSeed()))
              .orElse(split));
    }
    tell(data, splits.get(splits.size() - 1), context);
    Devices devices = devices(settings.training());
    Checkpoints checkpoints = checkpoints(context);
    List<Level<A>> levels = new ArrayList<>();
    for (int level = 0; level < splits.size(); level++) {
      DataSplit split = splits.get(level);
      double scale = (double) split.task().input().height() / data.task().input().height();
      Reduction reduction = settings.reductions().get(level);
      levels.add(
          new Level<>(
              blueprints.get(level),
              split.task(),
              trainers(
                  space,
                  settings.training(),
                  full ->
                      new Folds(
                          List.of(
                              new Trainer(
                                  settings.schedule(full, reduction, scale),
                                  split,
                                  devices,
                                  checkpoints))))));
    }
    DataSplit last = splits.get(splits.size() - 1);
    SortedMap<String, String> provenance = provenance(data, devices, last);
    provenance.put("reduction", fidelities.get(fidelities.size() - 1).name());
    return new TrainingEvaluator<>(
        blueprint, data.task(), true, Optional.of(basis(data, last)), provenance, levels);
  }

  private static AccuracyBasis basis(ImageData data, DataSplit split) {
    return AccuracyBasis.of(data.classNames(), split.test().counts(data.task().classes()));
  }

  private static Dataset data(EvaluatorContext context) {
    return context
        .data()
        .orElseThrow(
            () ->
                new InvalidSettingException(
                    "data", "training needs images, and data is missing", "add data: digits"));
  }

  private static DataSplit split(
      TrainingSettings settings, ImageData data, EvaluatorContext context) {
    return DataSplit.of(
        data,
        settings.validation().validationShare(),
        settings.validation().testShare(),
        context.rootSeed());
  }

  private static Devices devices(TrainingSettings settings) {
    PyTorch.prepare();
    return Devices.parse(settings.execution().device());
  }

  private static Checkpoints checkpoints(EvaluatorContext context) {
    return context
        .checkpointFolder()
        .map(folder -> Checkpoints.in(folder, context.notices()))
        .orElseGet(Checkpoints::none);
  }

  private static ImageData smaller(ImageData data, Reduction reduction) {
    return reduction
        .resolution()
        .map(
            amount ->
                data.withHeight(
                    amount.exactly("resolution", data.task().input().height(), "pixels")))
        .orElse(data);
  }

  private static <A> Blueprint<A> thinner(
      Space<A> space, Blueprint<A> blueprint, Reduction reduction) {
    if (reduction.channels().isEmpty() && reduction.cells().isEmpty()) {
      return blueprint;
    }
    String key = reduction.channels().isPresent() ? "channels" : "cells";
    ResizableBlueprint<A> resizable =
        ResizableBlueprint.of(space)
            .orElseThrow(
                () ->
                    new InvalidSettingException(
                        key,
                        "%s cannot be reduced: networks of search space %s have one size"
                            .formatted(key, space.name()),
                        "leave " + key + " out"));
    NetworkSize full = resizable.size();
    NetworkSize size =
        new NetworkSize(
            reduction
                .channels()
                .map(amount -> amount.exactly("channels", full.channels(), "channels"))
                .orElse(full.channels()),
            reduction
                .cells()
                .map(amount -> amount.exactly("cells", full.cells(), "cells"))
                .orElse(full.cells()));
    try {
      return resizable.resized(size);
    } catch (IllegalArgumentException | UserException e) {
      throw new InvalidSettingException(
          key,
          key
              + " ("
              + reduction.channels().or(reduction::cells).map(Amount::text).orElse("")
              + ") does not fit: "
              + e.getMessage(),
          "raise " + key);
    }
  }

  /**
   * Refuses images for which every network would fail, before a run is spent on finding out.
   *
   * @throws UserException if the space builds no network for images of this size
   */
  static <A> void requireFit(Space<A> space, Dataset data) {
    whyNone(space, blueprint(space, data), data.task())
        .ifPresent(
            problem -> {
              throw unfit(data, problem);
            });
  }

  private static UserException unfit(Dataset data, String problem) {
    return new UserException("Data set " + data.name() + " does not fit: " + problem, "");
  }

  private static <A> Blueprint<A> blueprint(Space<A> space, Dataset data) {
    try {
      return Blueprint.required(space);
    } catch (InvalidArchitectureException refused) {
      throw unfit(data, String.valueOf(refused.getMessage()));
    }
  }

  /** Says why no network is built for a task, as far as a few samples tell. */
  private static <A> Optional<String> whyNone(Space<A> space, Blueprint<A> blueprint, Task task) {
    RandomGenerator random = Seeds.generator(0);
    String refusal = "";
    for (int i = 0; i < SAMPLES; i++) {
      try {
        blueprint.network(space.sample(random), task);
        return Optional.empty();
      } catch (InvalidArchitectureException e) {
        refusal = String.valueOf(e.getMessage());
      } catch (IllegalArgumentException e) {
        if (task.input().kind() == FeatureShape.Kind.IMAGE) {
          throw e;
        }
        refusal =
            "networks of %s do not read %s: %s"
                .formatted(space.name(), task.input().described(), e.getMessage());
      }
    }
    return Optional.of(refusal);
  }

  @Override
  public Result evaluate(A architecture, long seed, ProgressListener progress)
      throws InterruptedException {
    return evaluate(architecture, levels.size() - 1, seed, progress);
  }

  /**
   * {@inheritDoc} Every training begins from scratch, whatever lower fidelity came before.
   *
   * <p>The measurements {@code parameters} and {@code macs} are those of the full network; of a
   * reduced training {@code trained-parameters} and {@code trained-macs} are those of the network
   * that was trained.
   */
  @Override
  public Result evaluate(A architecture, int fidelity, long seed, ProgressListener progress)
      throws InterruptedException {
    SliceResult whole = evaluate(architecture, fidelity, seed, Slice.WHOLE, progress);
    return ((SliceResult.Ended) whole).result();
  }

  /** {@inheritDoc} */
  @Override
  public SliceResult evaluate(
      A architecture, int fidelity, long seed, Slice slice, ProgressListener progress)
      throws InterruptedException {
    Level<A> level = levels.get(fidelity);
    Network network;
    try {
      network = level.blueprint().network(architecture, level.task());
    } catch (InvalidArchitectureException e) {
      return new SliceResult.Ended(
          new Result.Failed(
              FailureKind.UNTRAINABLE, String.valueOf(e.getMessage()), OptionalDouble.empty()));
    }
    Folds folds = level.trainers().apply(architecture);
    SliceResult result = folds.train(network, seed, slice, progress);
    return reduced
            && result instanceof SliceResult.Ended ended
            && ended.result() instanceof Result.Trained trained
        ? new SliceResult.Ended(
            inFull(
                trained,
                level.task(),
                folds.trainingImages(),
                blueprint.network(architecture, task)))
        : result;
  }

  private static Result inFull(Result.Trained trained, Task task, int images, Network whole) {
    SortedMap<String, Double> measurements = new TreeMap<>(trained.measurements());
    for (String key : List.of("parameters", "macs")) {
      measurements.put("trained-" + key, trained.measurements().get(key));
    }
    measurements.put("parameters", (double) whole.parameters());
    measurements.put("macs", (double) whole.macs());
    measurements.put("resolution", (double) task.input().height());
    measurements.put("samples", (double) images);
    return trained.withMeasurements(measurements);
  }

  private static void tell(ImageData data, DataSplit split, EvaluatorContext context) {
    split.remarks().forEach(remark -> context.notices().accept(data.name() + ": " + remark + "."));
  }

  private static SortedMap<String, String> provenance(
      ImageData data, Devices devices, DataSplit split) {
    List<String> notes = new ArrayList<>(data.inventory().sentences());
    notes.addAll(split.remarks());
    return provenance(
        data, devices, notes, Part.counts("images", part -> split.part(part).count()));
  }

  /** Returns what is known of data that are no images. */
  private static SortedMap<String, String> provenance(Dataset data, Devices devices) {
    return provenance(
        data,
        devices,
        data.inventory().sentences(),
        Part.counts("examples", part -> data.examples(part).count()));
  }

  private static SortedMap<String, String> provenance(
      Dataset data, Devices devices, List<String> notes, SortedMap<String, String> counts) {
    SortedMap<String, String> provenance = new TreeMap<>(PyTorch.versions());
    provenance.put("data", data.name());
    provenance.put("data-sha256", data.sha256());
    if (!notes.isEmpty()) {
      provenance.put(DATA_NOTES, String.join("; ", notes));
    }
    provenance.put("device", devices.toString());
    provenance.putAll(counts);
    return provenance;
  }

  @Override
  public Objective objective() {
    return task.target().objective();
  }

  @Override
  public Optional<AccuracyBasis> basis() {
    return basis;
  }

  @Override
  public SortedMap<String, String> provenance() {
    return new TreeMap<>(provenance);
  }

  /** Does nothing: every training frees its own memory. */
  @Override
  public void close() {}
}
