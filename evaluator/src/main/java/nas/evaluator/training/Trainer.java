package nas.evaluator.training;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import nas.core.Seeds;
import nas.core.plugin.InvalidSettingException;
import nas.core.trial.FailureKind;
import nas.core.trial.Result;
import nas.engine.NetworkRuntime;
import nas.engine.Optimizer;
import nas.engine.WeightSource;
import nas.engine.data.DataSplit;
import nas.engine.data.Dataset;
import nas.engine.data.Part;
import nas.engine.loss.Losses;
import nas.engine.loss.Tally;
import nas.engine.tensor.Device;
import nas.engine.tensor.Devices;
import nas.engine.tensor.OutOfDeviceMemoryException;
import nas.engine.tensor.PyTorch;
import nas.evaluator.ProgressListener;
import nas.evaluator.Slice;
import nas.evaluator.SliceResult;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;

/**
 * Trains networks on one data set, in single precision.
 *
 * <p>Each epoch visits all training images once in a random order; the pieces of a text in its
 * order, where a recurrent network carries its states. The last batch of an epoch may be smaller; a
 * last batch of one image is left out, because batch normalisation has no variance of one. Safe for
 * use by several threads at once; the outcome depends on the settings, the images, the network and
 * the seed alone.
 */
public final class Trainer {

  /** Measurement of trainings with early stopping: the epoch whose weights are kept, from 1. */
  public static final String BEST_EPOCH = "best-epoch";

  private static final int EVALUATION_BATCH = 256;

  /** Bytes that one minibatch of images may take: what a buffer of Java can hold. */
  private static final long MOST_BATCH_BYTES = Integer.MAX_VALUE;

  /** Bytes of images above which fewer than {@link #EVALUATION_BATCH} are evaluated at once. */
  private static final long EVALUATION_BYTES = 1L << 28;

  private static final String TRAIN_LOSS = "train-loss";
  private static final String BATCH_SIZE = "batch-size";

  private final TrainingSettings settings;
  private final Lessons lessons;
  private final Devices devices;
  private final Checkpoints checkpoints;
  private final StartingPoint start;

  /** What decides a training beside the network and the seed; empty where nothing is kept. */
  private final String circumstances;

  /**
   * Creates a trainer that keeps no checkpoints.
   *
   * @param device where to train; overrides the setting, which is text
   * @throws InvalidSettingException (key {@code batch-size}) if a batch does not fit into a buffer
   */
  public Trainer(TrainingSettings settings, DataSplit split, Device device) {
    this(settings, split, Devices.of(device), Checkpoints.none(), StartingPoint.DRAWN);
  }

  /** Creates a trainer that begins with drawn weights; all else is as below. */
  public Trainer(
      TrainingSettings settings, DataSplit split, Devices devices, Checkpoints checkpoints) {
    this(settings, split, devices, checkpoints, StartingPoint.DRAWN);
  }

  /**
   * Creates a trainer on images.
   *
   * @param devices where to train; overrides the setting, which is text
   * @param checkpoints where trainings leave what they need to go on after the process was killed;
   *     on a processor they then end with the same bits
   * @param start the weights to begin with
   * @throws InvalidSettingException (key {@code batch-size}) if a batch does not fit into a buffer
   */
  public Trainer(
      TrainingSettings settings,
      DataSplit split,
      Devices devices,
      Checkpoints checkpoints,
      StartingPoint start) {
    this(
        settings,
        new ImageLessons(split, settings, start.normalisationOf(split)),
        devices,
        checkpoints,
        start);
  }

  /** Creates a trainer on examples that come in three parts; all else is as above. */
  public Trainer(
      TrainingSettings settings,
      Dataset data,
      Devices devices,
      Checkpoints checkpoints,
      StartingPoint start) {
    this(settings, new PlainLessons(data), devices, checkpoints, start);
  }

  /**
   * Creates a trainer; all is as above.
   *
   * @param lessons what is trained on
   */
  Trainer(
      TrainingSettings settings,
      Lessons lessons,
      Devices devices,
      Checkpoints checkpoints,
      StartingPoint start) {
    requireBuffer(settings.batching().batchSize(), lessons.count(Part.TRAINING), lessons.task());
    this.settings = settings.fitted(lessons.count(Part.TRAINING));
    this.lessons = lessons;
    this.devices = devices;
    this.checkpoints = checkpoints;
    this.start = start;
    circumstances =
        checkpoints.kept() ? lessons.checksum() + " on " + devices + startedFrom(start) : "";
  }

  private static String startedFrom(StartingPoint start) {
    return start.tensors().isEmpty() ? "" : " from " + start.digest();
  }

  /** Returns the number of examples that are trained on. */
  public int trainingImages() {
    return lessons.count(Part.TRAINING);
  }

  /** Returns the number of examples that networks are judged on. */
  int validationImages() {
    return lessons.count(Part.VALIDATION);
  }

  /** Returns the memory that an example takes in a batch: what is read, or what is to be said. */
  private static long exampleBytes(Task task) {
    return Float.BYTES * Math.max(answerElements(task), task.input().elements());
  }

  private static long answerElements(Task task) {
    return LongStream.of(Losses.of(task.target()).shape(1)).reduce(1, Math::multiplyExact);
  }

  /** Checks that a minibatch fits into a buffer of Java. */
  static void requireBuffer(int batchSize, int examples, Task task) {
    long exampleBytes = exampleBytes(task);
    if (Math.min(batchSize, examples) * exampleBytes > MOST_BATCH_BYTES) {
      throw new InvalidSettingException(
          "batch-size",
          "batch-size (%d) is too large for %s"
              .formatted(
                  batchSize,
                  answerElements(task) > task.input().elements()
                      ? task.target().described()
                      : task.input().described()),
          "use at most " + MOST_BATCH_BYTES / exampleBytes);
    }
  }

  /**
   * Trains a network, from scratch or from where its checkpoint says.
   *
   * <p>If the memory does not suffice it is trained once more with half as many images a step,
   * which the measurement {@code batch-size} then says. Where the settings want the validation
   * accuracy to be measured on the way, the curve has it; it is left out after epochs whose logits
   * are not finite.
   *
   * @param seed decides initial weights, minibatches and augmentation
   * @throws InterruptedException if the thread is interrupted; checked before every step
   */
  public Result train(Network network, long seed, ProgressListener progress)
      throws InterruptedException {
    return train(network, seed, progress, trained -> {});
  }

  /**
   * Trains a network from scratch and hands it out.
   *
   * @param seed decides initial weights, minibatches and augmentation
   * @param whenTrained is given the trained network, if training succeeds, before it is closed
   * @throws InterruptedException if the thread is interrupted; checked before every step
   */
  public Result train(
      Network network, long seed, ProgressListener progress, Consumer<NetworkRuntime> whenTrained)
      throws InterruptedException {
    SliceResult whole = train(network, seed, Slice.WHOLE, progress, whenTrained);
    return ((SliceResult.Ended) whole).result();
  }

  /**
   * Trains a network for a slice of its epochs.
   *
   * @param slice if it goes on, it must be with a state of the same training
   * @param whenTrained is given the trained network, if training ends, before it is closed
   * @throws InterruptedException if the thread is interrupted; checked before every step
   * @throws IllegalArgumentException if the state is that of another training
   */
  SliceResult train(
      Network network,
      long seed,
      Slice slice,
      ProgressListener progress,
      Consumer<NetworkRuntime> whenTrained)
      throws InterruptedException {
    Optional<String> obstacle = whyUntrainable(network);
    if (obstacle.isPresent()) {
      return failed(FailureKind.UNTRAINABLE, obstacle.get());
    }
    Session session = new Session(network, seed, slice, progress, whenTrained);
    int batch = Math.min(settings.batching().batchSize(), trainingImages());
    int half = batch / 2;
    Optional<SliceResult> result =
        session.batchSize() == half ? Optional.empty() : session.attempt(settings);
    if (result.isPresent()) {
      return result.get();
    }
    String failure = devices + " ran out of memory at batch size " + batch;
    if (half < 2) {
      return failed(FailureKind.OUT_OF_MEMORY, failure);
    }
    return session
        .attempt(settings.with(settings.batching().withSize(half)))
        .orElseGet(() -> failed(FailureKind.OUT_OF_MEMORY, failure + " and again at " + half));
  }

  private Optional<String> whyUntrainable(Network network) {
    if (!NetworkRuntime.readsInput(network)) {
      return Optional.of("no path leads from the images to the logits");
    }
    Task task = lessons.task();
    FeatureShape output = network.outputNode().output();
    return network.input().equals(task.input()) && output.equals(task.target().output())
        ? Optional.empty()
        : Optional.of(
            "the network maps %s to %s, the data are %s of %s"
                .formatted(network.input(), output, task.target().described(), task.input()));
  }

  private static SliceResult failed(FailureKind kind, String message) {
    return new SliceResult.Ended(new Result.Failed(kind, message, OptionalDouble.empty()));
  }

  /** A slice of the training of one network. */
  private final class Session {
    private final Network network;
    private final long seed;
    private final Slice slice;
    private final ProgressListener progress;
    private final Consumer<NetworkRuntime> whenTrained;
    private final Optional<Checkpoint> state;

    Session(
        Network network,
        long seed,
        Slice slice,
        ProgressListener progress,
        Consumer<NetworkRuntime> whenTrained) {
      this.network = network;
      this.seed = seed;
      this.slice = slice;
      this.progress = progress;
      this.whenTrained = whenTrained;
      state = slice.from().map(Trainer::state);
    }

    /** Returns the batch size of the slice before. */
    int batchSize() {
      return state.map(this::sized).orElse(settings.batching().batchSize());
    }

    /** Trains; returns nothing if the memory does not suffice. */
    Optional<SliceResult> attempt(TrainingSettings by) throws InterruptedException {
      Device device = devices.take();
      try {
        return Optional.of(run(by, device));
      } catch (OutOfDeviceMemoryException | OutOfMemoryError e) {
        return Optional.empty();
      } finally {
        devices.release(device);
      }
    }

    private SliceResult run(TrainingSettings by, Device device) throws InterruptedException {
      String training =
          checkpoints.kept() || !slice.equals(Slice.WHOLE)
              ? network.id()
                  + " "
                  + Long.toHexString(Seeds.hash(network.nodes().toString()))
                  + " with seed "
                  + seed
                  + " by "
                  + by
                  + " on "
                  + circumstances
                  + " with "
                  + PyTorch.versions()
              : "";
      Optional<Checkpoint> begun = begun(training, by);
      long weights = Seeds.mix(seed ^ Seeds.hash("initial weights"));
      WeightSource drawn = settings.weights().initialiser().weights(weights, network.id());
      try (NetworkRuntime runtime =
          begun.isPresent()
              ? NetworkRuntime.resume(network, begun.get().arrays(), device)
              : start.runtime(network, drawn, device)) {
        if (runtime.parameters().isEmpty()) {
          return failed(FailureKind.UNTRAINABLE, "no parameter influences the logits");
        }
        SliceResult result = run(by, runtime, device, training, begun);
        if (result instanceof SliceResult.Ended ended) {
          if (ended.result() instanceof Result.Trained) {
            checkpoints.succeeded(training);
          } else {
            checkpoints.remove(training);
          }
        }
        return result;
      } catch (OutOfDeviceMemoryException | OutOfMemoryError e) {
        checkpoints.remove(training);
        throw e;
      }
    }

    /** Returns where to go on: a checkpoint may be further than the slice before. */
    private Optional<Checkpoint> begun(String training, TrainingSettings by) {
      Optional<Checkpoint> own = state.filter(one -> sized(one) == by.batching().batchSize());
      if (own.isPresent() && !own.get().training().equals(training)) {
        throw new IllegalArgumentException("a state of another training");
      }
      Optional<Checkpoint> kept = checkpoints.find(training);
      if (own.isEmpty() || kept.filter(one -> one.epochs() > own.get().epochs()).isPresent()) {
        return kept;
      }
      // Not when the slice before paused: it was not decided yet whether the training goes on.
      if (by.execution().checkpointEvery() > 0
          && !slice.ends()
          && own.get().epochs() % by.execution().checkpointEvery() == 0) {
        checkpoints.keep(own.get());
      }
      return own;
    }

    private int sized(Checkpoint checkpoint) {
      Double size = checkpoint.numbers().get(BATCH_SIZE);
      return size == null ? settings.batching().batchSize() : size.intValue();
    }

    private SliceResult run(
        TrainingSettings by,
        NetworkRuntime runtime,
        Device device,
        String training,
        Optional<Checkpoint> found)
        throws InterruptedException {
      int begun = found.map(Checkpoint::epochs).orElse(0);
      LearningCurves curves =
          found
              .map(from -> LearningCurves.of(by.length().epochs(), begun, from.numbers()))
              .orElseGet(() -> new LearningCurves(by.length().epochs()));
      int last =
          slice.ends()
              ? slice.from().map(SliceResult.Paused::epoch).orElseThrow()
              : by.length().trained();
      int stop = Math.min(last, pause(by, begun));
      double validation = curves.validation().byEpoch().getOrDefault(begun, Double.NaN);
      try (Optimizer optimizer = by.optimisation().create(runtime);
          KeptWeights kept =
              new KeptWeights(by, runtime, device, lessons.task().target().objective());
          Epochs epochs = new Epochs(by, runtime, optimizer, kept::stepped, seed, begun, stop)) {
        if (found.isPresent()) {
          optimizer.restore(found.get().arrays(), (long) begun * epochs.steps);
          kept.restore(found.get(), (long) begun * epochs.steps);
        }
        boolean over = begun > 0 && by.validation().isAfter(begun) && kept.endsAfter(begun);
        int done = begun;
        for (int past = 1 + state.map(Checkpoint::epochs).orElse(0); past <= begun; past++) {
          progress.onEpoch(curves.epoch(past, over ? begun : last));
        }
        while (done < stop && !over) {
          done++;
          int failedStep = epochs.run(done - 1);
          if (failedStep >= 0) {
            return failed(
                FailureKind.NON_FINITE_LOSS,
                "the training loss became "
                    + epochs.loss
                    + " in epoch "
                    + done
                    + " of "
                    + by.length().epochs()
                    + ", step "
                    + (failedStep + 1)
                    + " of "
                    + epochs.steps);
          }
          curves.add(done, epochs.meanLoss, epochs.accuracyPercent);
          boolean chosen = by.validation().earlyStopping().isPresent();
          boolean validated = by.validation().isAfter(done) || (chosen && done == last);
          if (validated || done == last) {
            validation = kept.now(now -> measured(by, now, Part.VALIDATION));
          }
          if (validated) {
            curves.addValidation(done, validation);
            kept.judged(done, validation);
            over = kept.endsAfter(done);
          }
          progress.onEpoch(curves.epoch(done, over ? done : last));
          boolean goesOn = done < stop && !over;
          boolean due =
              goesOn
                  ? done % Math.max(1, by.execution().checkpointEvery()) == 0
                  : (done == last || over) && checkpoints.held();
          if (by.execution().checkpointEvery() > 0 && checkpoints.kept() && due) {
            checkpoints.keep(checkpoint(training, done, by, curves, runtime, optimizer, kept));
          }
        }
        if (done < last && !over) {
          return new SliceResult.Paused(
              done,
              curves.validation(),
              ByteBuffer.wrap(
                  checkpoint(training, done, by, curves, runtime, optimizer, kept).bytes()));
        }
        if (begun == done && Double.isNaN(validation)) {
          validation = kept.now(now -> measured(by, now, Part.VALIDATION));
        }
        return ended(
            by, kept, done, kept.bestEpoch().isPresent() ? kept.bestValue() : validation, curves);
      }
    }

    /** Returns the epoch after which the slice pauses; beyond all epochs if it does not. */
    private int pause(TrainingSettings by, int begun) {
      int epoch = Math.max(begun + 1, slice.pauseAfter());
      while (epoch < by.length().trained() && !by.validation().isAfter(epoch)) {
        epoch++;
      }
      return epoch;
    }

    private SliceResult ended(
        TrainingSettings by, KeptWeights kept, int last, double validation, LearningCurves curves)
        throws InterruptedException {
      double test = kept.kept(network -> measured(by, network, Part.TEST));
      if (Double.isNaN(validation) || Double.isNaN(test)) {
        return failed(
            FailureKind.NON_FINITE_LOSS,
            "the trained network's logits are not finite in evaluation mode");
      }
      SortedMap<String, Double> measured = new TreeMap<>();
      measured.put(TRAIN_LOSS, curves.lastLoss());
      measured.put("parameters", (double) network.parameters());
      measured.put("macs", (double) network.macs());
      measured.put("epochs", (double) last);
      kept.bestEpoch().ifPresent(epoch -> measured.put(BEST_EPOCH, (double) epoch));
      if (by.length().epochs() > last) {
        measured.put("schedule-epochs", (double) by.length().epochs());
      }
      if (by.batching().batchSize() != settings.batching().batchSize()) {
        measured.put(BATCH_SIZE, (double) by.batching().batchSize());
      }
      kept.kept(
          network -> {
            whenTrained.accept(network);
            return network;
          });
      return new SliceResult.Ended(
          new Result.Trained(
              lessons.task().target().objective(),
              validation,
              OptionalDouble.of(test),
              OptionalDouble.empty(),
              curves.validation(),
              measured));
    }
  }

  private static Checkpoint state(SliceResult.Paused paused) {
    byte[] bytes = new byte[paused.state().remaining()];
    paused.state().get(bytes);
    try {
      return Checkpoint.of(bytes);
    } catch (Checkpoint.DamagedException e) {
      throw new IllegalArgumentException("the state of a training " + e.getMessage(), e);
    }
  }

  private static Checkpoint checkpoint(
      String training,
      int epochs,
      TrainingSettings by,
      LearningCurves curves,
      NetworkRuntime runtime,
      Optimizer optimizer,
      KeptWeights kept) {
    SortedMap<String, float[]> arrays = runtime.state();
    arrays.putAll(optimizer.state());
    SortedMap<String, Double> numbers = new TreeMap<>(curves.numbers());
    kept.keep(arrays, numbers);
    numbers.put(BATCH_SIZE, (double) by.batching().batchSize());
    return new Checkpoint(training, epochs, numbers, arrays);
  }

  /**
   * Returns the steps of a training, of which so many are wanted, for measuring their time.
   *
   * @param runtime the network to train, which stays open
   * @param optimizer one of its own, which stays open
   * @param steps how often {@link Epochs#step} will be called, with 0, 1, ...
   */
  public Epochs epochs(NetworkRuntime runtime, Optimizer optimizer, int steps) {
    int epochs = 1 + steps / Math.max(1, trainingImages() / settings.batching().batchSize());
    TrainingSettings longer =
        settings.lasting(epochs, Optional.empty()).with(settings.validation().every(0));
    return new Epochs(longer, runtime, optimizer, () -> {}, 1, 0, epochs);
  }

  /** The passes over the training images. */
  public final class Epochs implements AutoCloseable {
    private final TrainingSettings by;
    private final NetworkRuntime runtime;
    private final Optimizer optimizer;
    private final Runnable stepped;
    private final long orderSeed;
    private final long augmentationSeed;
    private final int size;
    private final int steps;
    private final boolean carried;
    private final Prefetch batches;

    /** The orders of the last even and the last odd epoch that were asked for. */
    private final Order[] orders = {new Order(-1, new int[0]), new Order(-1, new int[0])};

    private double loss;
    private int examples;
    private double meanLoss;
    private double accuracyPercent;

    @SuppressWarnings("ArrayRecordComponent") // Inside this class, and only read.
    private record Order(int epoch, int[] positions) {}

    Epochs(
        TrainingSettings by,
        NetworkRuntime runtime,
        Optimizer optimizer,
        Runnable stepped,
        long seed,
        int begun,
        int end) {
      this.by = by;
      this.runtime = runtime;
      this.optimizer = optimizer;
      this.stepped = stepped;
      orderSeed = Seeds.mix(seed ^ Seeds.hash("order of the images"));
      augmentationSeed = Seeds.mix(seed ^ Seeds.hash("augmentation"));
      int count = trainingImages();
      size = Math.min(by.batching().batchSize(), count);
      steps = by.batching().stepsPerEpoch(count);
      carried = carries(by, runtime);
      batches =
          new Prefetch(
              by.execution().dataThreads(),
              begun * steps,
              Math.multiplyExact(end, steps),
              () -> new Batch(lessons.task(), lessons.loss(), size),
              this::fill);
    }

    /** Runs an epoch; returns the step at which the loss was not finite, or -1. */
    int run(int epoch) throws InterruptedException {
      double sum = 0;
      int seen = 0;
      Tally tally = lessons.loss().tally();
      for (int step = 0; step < steps; step++) {
        if (Thread.interrupted()) {
          throw new InterruptedException("training of " + runtime.network().id());
        }
        if (!step(epoch * steps + step, tally)) {
          return step;
        }
        sum += loss * examples;
        seen += examples;
      }
      runtime.dropStates();
      meanLoss = sum / seen;
      accuracyPercent = tally.rightPercent();
      return -1;
    }

    /**
     * Makes a step.
     *
     * @param globalStep number of steps before
     * @return whether there was a loss
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean step(int globalStep) throws InterruptedException {
      return step(globalStep, lessons.loss().tally());
    }

    private boolean step(int globalStep, Tally tally) throws InterruptedException {
      Batch batch = batches.next();
      if (carried && globalStep % steps == 0) {
        runtime.carryStates();
      }
      NetworkRuntime.LossAndOutputs result =
          runtime.lossAndGradients(batch.inputs(), batch.answers(), batch.count(), lessons.loss());
      loss = result.loss();
      examples = batch.count();
      if (!Double.isFinite(loss)) {
        return false;
      }
      tally.add(result.outputs(), batch.allLabels(), batch.count());
      int warmup = (int) Math.round(by.optimisation().warmupEpochs() * steps);
      optimizer.step(
          by.optimisation()
              .schedule()
              .learningRate(
                  by.optimisation().learningRate(),
                  globalStep,
                  by.length().epochs() * steps,
                  warmup));
      stepped.run();
      return true;
    }

    private void fill(int globalStep, Batch batch) {
      int epoch = globalStep / steps;
      int[] order = order(epoch);
      int from = globalStep % steps * size;
      int to = Math.min(order.length, from + size);
      for (int at = from; at < to; at++) {
        long seed = Seeds.mix(Seeds.mix(augmentationSeed ^ epoch) ^ order[at]);
        lessons.addTraining(order[at], seed, batch);
      }
    }

    /** Returns the order of the images in an epoch; threads ask for two epochs at most at once. */
    private synchronized int[] order(int epoch) {
      if (orders[epoch % 2].epoch() != epoch) {
        orders[epoch % 2] =
            new Order(epoch, carried ? Streams.order(trainingImages(), size) : shuffled(epoch));
      }
      return orders[epoch % 2].positions();
    }

    private int[] shuffled(int epoch) {
      int[] order = new int[trainingImages()];
      Arrays.setAll(order, position -> position);
      Seeds.shuffle(order, Seeds.generator(Seeds.mix(orderSeed ^ epoch)));
      return order;
    }

    @Override
    public void close() {
      batches.close();
    }
  }

  /** Returns whether a network goes on with the states that it ended the examples before with. */
  private boolean carries(TrainingSettings by, NetworkRuntime runtime) {
    return by.batching().carryState() && lessons.consecutive() && runtime.network().carriesStates();
  }

  /** Returns what is compared, measured on a part, or NaN if an output is not finite. */
  private double measured(TrainingSettings by, NetworkRuntime runtime, Part part)
      throws InterruptedException {
    boolean carried = carries(by, runtime);
    if (carried) {
      runtime.carryStates();
    }
    try {
      return carried
          ? measuredInStreams(
              runtime, part, Math.min(by.batching().batchSize(), lessons.count(part)))
          : measuredInParts(runtime, part);
    } finally {
      runtime.dropStates();
    }
  }

  private double measuredInStreams(NetworkRuntime runtime, Part part, int rows)
      throws InterruptedException {
    int[] order = Streams.order(lessons.count(part), rows);
    int batches = (order.length + rows - 1) / rows;
    return measured(
        runtime,
        batches,
        rows,
        (step, batch) -> {
          int to = Math.min(order.length, (step + 1) * rows);
          for (int at = step * rows; at < to; at++) {
            lessons.add(part, order[at], batch);
          }
        });
  }

  private double measuredInParts(NetworkRuntime runtime, Part part) throws InterruptedException {
    long example = exampleBytes(lessons.task());
    int count = lessons.count(part);
    int most = (int) Math.max(1, Math.min(EVALUATION_BATCH, EVALUATION_BYTES / example));
    // Equal parts and not full ones with a remainder: a network whose batch normalisation tracks no
    // statistics should not see a batch of one image.
    int batches = (count + most - 1) / most;
    return measured(
        runtime,
        batches,
        Math.min(count, most),
        (step, batch) -> {
          int to = (int) ((long) count * (step + 1) / batches);
          for (int at = (int) ((long) count * step / batches); at < to; at++) {
            lessons.add(part, at, batch);
          }
        });
  }

  private double measured(
      NetworkRuntime runtime, int batches, int capacity, Prefetch.Filler examples)
      throws InterruptedException {
    Tally tally = lessons.loss().tally();
    try (Prefetch prefetch =
        new Prefetch(
            settings.execution().dataThreads(),
            0,
            batches,
            () -> new Batch(lessons.task(), lessons.loss(), capacity),
            examples)) {
      for (int step = 0; step < batches; step++) {
        if (Thread.interrupted()) {
          throw new InterruptedException("evaluation of " + runtime.network().id());
        }
        Batch batch = prefetch.next();
        float[] outputs = runtime.logits(batch.inputs(), batch.count());
        if (!tally.add(outputs, batch.allLabels(), batch.count())) {
          return Double.NaN;
        }
      }
    }
    return tally.value();
  }
}
