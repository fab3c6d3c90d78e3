package nas.evaluator.training;

import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import nas.evaluator.Outcome;
import nas.evaluator.Outcome.FailureKind;
import nas.evaluator.ProgressListener;
import nas.evaluator.runtime.Device;
import nas.evaluator.runtime.NetworkRuntime;
import nas.evaluator.runtime.OutOfDeviceMemoryException;
import nas.evaluator.runtime.Precision;
import nas.evaluator.runtime.Sgd;
import nas.space.Seeds;
import nas.space.network.FeatureShape;
import nas.space.network.Network;
import nas.space.plugin.InvalidSettingException;

/**
 * Trains networks on one data set, in single precision.
 *
 * <p>Each epoch visits all training images once in a random order. The last batch of an epoch may
 * be smaller; a last batch of one image is left out, because batch normalisation has no variance of
 * one. Safe for use by several threads at once; the outcome depends on the settings, the images,
 * the network and the seed alone.
 */
public final class Trainer {

  private static final int EVALUATION_BATCH = 256;

  /** Bytes that one minibatch of images may take: what a buffer of Java can hold. */
  private static final long MOST_BATCH_BYTES = Integer.MAX_VALUE;

  /** Bytes of images above which fewer than {@link #EVALUATION_BATCH} are evaluated at once. */
  private static final long EVALUATION_BYTES = 1L << 28;

  private final TrainingSettings settings;
  private final DataSplit split;
  private final Device device;
  private final Normalisation normalisation;
  private final Augmentation augmentation;

  /**
   * Creates a trainer.
   *
   * @param device where to train; overrides the setting, which is text
   * @throws InvalidSettingException (key {@code batch-size}) if a batch does not fit into a buffer
   */
  public Trainer(TrainingSettings settings, DataSplit split, Device device) {
    requireBuffer(settings.batchSize(), split.training().count(), split.task().input());
    this.settings = settings;
    this.split = split;
    this.device = device;
    normalisation = Normalisation.of(split.training());
    augmentation = settings.augmentations();
  }

  /** Checks that a minibatch fits into a buffer of Java. */
  static void requireBuffer(int batchSize, int images, FeatureShape shape) {
    long imageBytes = shape.elements() * Float.BYTES;
    if (Math.min(batchSize, images) * imageBytes > MOST_BATCH_BYTES) {
      throw new InvalidSettingException(
          "batch-size",
          "batch-size (" + batchSize + ") is too large for images of " + shape,
          "use at most " + MOST_BATCH_BYTES / imageBytes);
    }
  }

  /**
   * Trains a network from scratch.
   *
   * @param seed decides initial weights, minibatches and augmentation
   * @throws InterruptedException if the thread is interrupted; checked before every step
   */
  public Outcome train(Network network, long seed, ProgressListener progress)
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
  public Outcome train(
      Network network, long seed, ProgressListener progress, Consumer<NetworkRuntime> whenTrained)
      throws InterruptedException {
    if (!NetworkRuntime.readsInput(network)) {
      return failed(FailureKind.UNTRAINABLE, "no path leads from the images to the logits");
    }
    FeatureShape images = split.task().input();
    FeatureShape logits = network.outputNode().output();
    if (!network.input().equals(images)
        || !logits.equals(new FeatureShape(split.task().classes(), 1, 1))) {
      return failed(
          FailureKind.UNTRAINABLE,
          "the network maps "
              + network.input()
              + " to "
              + logits
              + ", the data are "
              + split.task().classes()
              + " classes of "
              + images);
    }
    try {
      return run(network, seed, progress, whenTrained);
    } catch (OutOfDeviceMemoryException e) {
      return failed(
          FailureKind.OUT_OF_MEMORY,
          device + " ran out of memory at batch size " + settings.batchSize());
    }
  }

  private static Outcome failed(FailureKind kind, String message) {
    return new Outcome.Failed(kind, message, OptionalDouble.empty());
  }

  private Outcome run(
      Network network, long seed, ProgressListener progress, Consumer<NetworkRuntime> whenTrained)
      throws InterruptedException {
    long weights = Seeds.mix(seed ^ Seeds.hash("initial weights"));
    try (NetworkRuntime runtime =
        NetworkRuntime.create(
            network,
            settings.initialiser().weights(weights, network.id()),
            device,
            Precision.FLOAT32)) {
      if (runtime.parameters().isEmpty()) {
        return failed(FailureKind.UNTRAINABLE, "no parameter influences the logits");
      }
      return run(runtime, seed, progress, whenTrained);
    }
  }

  private Outcome run(
      NetworkRuntime runtime,
      long seed,
      ProgressListener progress,
      Consumer<NetworkRuntime> whenTrained)
      throws InterruptedException {
    Network network = runtime.network();
    double clipNorm = settings.clipNorm().orElse(Double.POSITIVE_INFINITY);
    try (Sgd sgd =
        new Sgd(
            runtime, settings.momentum(), settings.nesterov(), settings.weightDecay(), clipNorm)) {
      Epochs epochs = new Epochs(runtime, sgd, seed);
      for (int epoch = 0; epoch < settings.epochs(); epoch++) {
        int failedStep = epochs.run(epoch);
        if (failedStep >= 0) {
          return failed(
              FailureKind.NON_FINITE_LOSS,
              "the training loss became "
                  + epochs.loss
                  + " in epoch "
                  + (epoch + 1)
                  + " of "
                  + settings.epochs()
                  + ", step "
                  + (failedStep + 1)
                  + " of "
                  + epochs.steps);
        }
        progress.onEpoch(
            new ProgressListener.Epoch(
                epoch + 1, settings.epochs(), epochs.meanLoss, epochs.accuracyPercent));
      }
      double validation = accuracyPercent(runtime, split.validation());
      double test = accuracyPercent(runtime, split.test());
      if (Double.isNaN(validation) || Double.isNaN(test)) {
        return failed(
            FailureKind.NON_FINITE_LOSS,
            "the trained network's logits are not finite in evaluation mode");
      }
      TreeMap<String, Double> measurements = new TreeMap<>();
      measurements.put("parameters", (double) network.parameters());
      measurements.put("macs", (double) network.macs());
      measurements.put("train-loss", epochs.meanLoss);
      measurements.put("epochs", (double) settings.epochs());
      whenTrained.accept(runtime);
      return new Outcome.Trained(validation, test, OptionalDouble.empty(), measurements);
    }
  }

  /** The state of one training. */
  private final class Epochs {
    private final NetworkRuntime runtime;
    private final Sgd sgd;
    private final long orderSeed;
    private final long augmentationSeed;
    private final int steps;
    private final Batch batch;
    private final byte[] original;
    private final byte[] changed;
    private final int[] order;
    private double loss;
    private double meanLoss;
    private double accuracyPercent;

    Epochs(NetworkRuntime runtime, Sgd sgd, long seed) {
      this.runtime = runtime;
      this.sgd = sgd;
      orderSeed = Seeds.mix(seed ^ Seeds.hash("order of the images"));
      augmentationSeed = Seeds.mix(seed ^ Seeds.hash("augmentation"));
      int count = split.training().count();
      int size = Math.min(settings.batchSize(), count);
      int rest = count % size;
      steps = count / size + (rest > 1 ? 1 : 0);
      FeatureShape shape = split.task().input();
      batch = new Batch(shape, split.task().classes(), normalisation, size);
      original = new byte[Math.toIntExact(shape.elements())];
      changed = new byte[original.length];
      order = new int[count];
    }

    /** Runs an epoch; returns the step at which the loss was not finite, or -1. */
    int run(int epoch) throws InterruptedException {
      for (int position = 0; position < order.length; position++) {
        order[position] = position;
      }
      Seeds.shuffle(order, Seeds.generator(Seeds.mix(orderSeed ^ epoch)));
      double sum = 0;
      int seen = 0;
      int correct = 0;
      int size = Math.min(settings.batchSize(), order.length);
      int warmup = (int) Math.round(settings.warmupEpochs() * steps);
      for (int step = 0; step < steps; step++) {
        if (Thread.interrupted()) {
          throw new InterruptedException("training of " + runtime.network().id());
        }
        fill(epoch, step * size, Math.min(order.length, (step + 1) * size));
        NetworkRuntime.LossAndLogits result =
            runtime.lossAndGradients(batch.images(), batch.targets(), batch.count());
        loss = result.loss();
        if (!Double.isFinite(loss)) {
          return step;
        }
        correct += Math.max(0, correct(result.logits(), batch));
        sgd.step(
            settings
                .schedule()
                .learningRate(
                    settings.learningRate(),
                    epoch * steps + step,
                    settings.epochs() * steps,
                    warmup));
        sum += loss * batch.count();
        seen += batch.count();
      }
      meanLoss = sum / seen;
      accuracyPercent = 100.0 * correct / seen;
      return -1;
    }

    private void fill(int epoch, int from, int to) {
      DataSplit.Part training = split.training();
      byte[] pixels = training.images().pixels();
      batch.clear();
      for (int at = from; at < to; at++) {
        int position = order[at];
        int offset = training.indices()[position] * original.length;
        if (settings.augmentation().isEmpty()) {
          batch.add(pixels, offset, training.label(position));
        } else {
          System.arraycopy(pixels, offset, original, 0, original.length);
          long image = Seeds.mix(Seeds.mix(augmentationSeed ^ epoch) ^ position);
          RandomGenerator random = Seeds.generator(image);
          augmentation.apply(split.task().input(), original, random, changed);
          batch.add(changed, 0, training.label(position));
        }
      }
    }
  }

  /** Returns the accuracy on some images, or NaN if a logit is not finite. */
  private double accuracyPercent(NetworkRuntime runtime, DataSplit.Part part)
      throws InterruptedException {
    byte[] pixels = part.images().pixels();
    FeatureShape shape = split.task().input();
    int image = Math.toIntExact(shape.elements());
    int count = part.count();
    int most = (int) Math.min(EVALUATION_BATCH, EVALUATION_BYTES / (Float.BYTES * (long) image));
    // Equal parts and not full ones with a remainder: a network whose batch normalisation tracks no
    // statistics should not see a batch of one image.
    int batches = (count + most - 1) / most;
    Batch batch = new Batch(shape, split.task().classes(), normalisation, Math.min(count, most));
    int right = 0;
    for (int step = 0; step < batches; step++) {
      if (Thread.interrupted()) {
        throw new InterruptedException("evaluation of " + runtime.network().id());
      }
      batch.clear();
      int to = (int) ((long) count * (step + 1) / batches);
      for (int at = (int) ((long) count * step / batches); at < to; at++) {
        batch.add(pixels, part.indices()[at] * image, part.label(at));
      }
      int correct = correct(runtime.logits(batch.images(), batch.count()), batch);
      if (correct < 0) {
        return Double.NaN;
      }
      right += correct;
    }
    return 100.0 * right / count;
  }

  /** Returns how many images have their greatest logit at the label, or -1 if one is not finite. */
  private static int correct(float[] logits, Batch batch) {
    int classes = logits.length / batch.count();
    int right = 0;
    for (int image = 0; image < batch.count(); image++) {
      int best = 0;
      for (int label = 0; label < classes; label++) {
        if (!Float.isFinite(logits[image * classes + label])) {
          return -1;
        }
        if (logits[image * classes + label] > logits[image * classes + best]) {
          best = label;
        }
      }
      if (best == batch.label(image)) {
        right++;
      }
    }
    return right;
  }
}
