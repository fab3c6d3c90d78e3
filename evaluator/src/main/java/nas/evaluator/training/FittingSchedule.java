package nas.evaluator.training;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import nas.core.plugin.InvalidSettingException;
import nas.engine.data.Automatic;
import nas.engine.data.Census;

/**
 * How long, in which minibatches and by which steps networks are trained on so many images, and how
 * far random changes go in images of their size.
 *
 * @param leastSteps steps of a training, unless the settings say how many
 * @param leastEpochs epochs of a training, however many steps those are
 */
public record FittingSchedule(int leastSteps, int leastEpochs) {

  static final String EPOCHS = "epochs";
  static final String BATCH_SIZE = "batch-size";
  static final String LEARNING_RATE = "learning-rate";
  static final String WARMUP_EPOCHS = "warmup-epochs";
  static final String CROP_PADDING = "crop-padding";
  static final String CUTOUT_SIZE = "cutout-size";

  /** Of networks that a search compares. */
  static final FittingSchedule OF_SEARCH = new FittingSchedule(300, 5);

  /** Of the network that was found. */
  static final FittingSchedule OF_FOUND = new FittingSchedule(2_000, 60);

  private static final int STEPS_PER_EPOCH = 20;
  private static final int SMALLEST_BATCH = 8;
  private static final int LARGEST_BATCH = 128;

  /** Learning rate of the largest batch. */
  private static final double RATE_OF_LARGEST = 0.1;

  /** Epochs of the schedule for each of its warm-up. */
  private static final double EPOCHS_PER_WARMUP = 30;

  private static final int MOST_EPOCHS = 100_000;

  /** Of images of 32 pixels 4 are added around them (He et al. 2015, arXiv:1512.03385). */
  private static final double PADDING_OF_SIDE = 4 / 32.0;

  /** Of images of 32 pixels 16 are painted over (DeVries and Taylor 2017, arXiv:1708.04552). */
  private static final double CUTOUT_OF_SIDE = 16 / 32.0;

  /** Chooses for networks that a search compares. */
  public static final class OfSearch implements Automatic.Rule {
    @Override
    public Automatic.Chosen choose(Automatic.Given given, Supplier<Census> images) {
      Census census = images.get();
      return OF_SEARCH.chosen(given, trainedOn(given, census), census.side());
    }
  }

  /** Chooses for the network that was found, which may be trained on validation images as well. */
  public static final class OfFound implements Automatic.Rule {
    @Override
    public Automatic.Chosen choose(Automatic.Given given, Supplier<Census> images) {
      boolean refit = given.get("refit", Boolean.class);
      Census census = images.get();
      return OF_FOUND.chosen(
          given,
          refit ? census.untested(given.get("test-share", Double.class)) : trainedOn(given, census),
          census.side());
    }
  }

  /**
   * Returns the greatest power of two, from 8 to 128, with which an epoch has 20 steps; 8 if none
   * has.
   *
   * @param images how many are trained on
   */
  static int batchSize(int images) {
    int size = LARGEST_BATCH;
    while (size > SMALLEST_BATCH && images / size < STEPS_PER_EPOCH) {
      size /= 2;
    }
    return size;
  }

  /**
   * Returns the learning rate of gradient descent: 0.1 for batches of 128, for others in proportion
   * to the square root of their size, which keeps the variance of a step (Krizhevsky 2014, One
   * weird trick for parallelizing convolutional neural networks, arXiv:1404.5997). To two digits.
   */
  static double learningRate(int batchSize) {
    double rate = RATE_OF_LARGEST * StrictMath.sqrt((double) batchSize / LARGEST_BATCH);
    return new BigDecimal(rate).round(new MathContext(2)).doubleValue();
  }

  /**
   * Returns the fewest epochs that have the steps.
   *
   * @param stepsPerEpoch at least 1
   * @param steps what a training is to have at least; 0: as many as these trainings have
   */
  int epochs(int stepsPerEpoch, int steps) {
    long wanted = steps == 0 ? leastSteps : steps;
    long needed = (wanted + stepsPerEpoch - 1) / stepsPerEpoch;
    return (int) Math.min(MOST_EPOCHS, Math.max(leastEpochs, needed));
  }

  /** Returns how many images a training of a search has, in each fold if there are some. */
  static int trainedOn(Automatic.Given given, Census images) {
    double test = given.get("test-share", Double.class);
    Optional<Integer> folds = given.find("folds", Integer.class);
    if (folds.isEmpty() || images.validation() > 0) {
      return images.trainedOn(given.get("validation-share", Double.class), test);
    }
    int all = images.untested(test);
    return all - (all + folds.get() - 1) / folds.get();
  }

  /**
   * Chooses the numbers.
   *
   * @param images how many are trained on
   * @param side their smaller side, in pixels
   */
  Automatic.Chosen chosen(Automatic.Given given, int images, int side) {
    int batch = given.find(BATCH_SIZE, Integer.class).orElseGet(() -> batchSize(images));
    int steps = Math.max(1, new Batching(batch, true).stepsPerEpoch(Math.max(1, images)));
    int epochs =
        given
            .find(EPOCHS, Integer.class)
            .orElseGet(() -> epochs(steps, given.get("least-steps", Integer.class)));
    SortedMap<String, Double> numbers = new TreeMap<>();
    numbers.put(BATCH_SIZE, (double) batch);
    numbers.put(EPOCHS, (double) epochs);
    numbers.put(WARMUP_EPOCHS, Math.floor(10 * epochs / EPOCHS_PER_WARMUP) / 10);
    if (given.find(LEARNING_RATE, Double.class).isEmpty()) {
      requireDescent(given);
      numbers.put(LEARNING_RATE, learningRate(batch));
    }
    numbers.keySet().removeAll(given.values().keySet());
    List<String> why = new ArrayList<>();
    if (!numbers.isEmpty()) {
      why.add(String.format(Locale.ROOT, "%,d training images, %,d steps an epoch", images, steps));
    }
    if (numbers.containsKey(EPOCHS)) {
      why.add(String.format(Locale.ROOT, "%,d in all", (long) steps * epochs));
    }
    SortedMap<String, Double> pixels = pixels(side);
    pixels.keySet().removeAll(given.values().keySet());
    if (!pixels.isEmpty()) {
      why.add(String.format(Locale.ROOT, "of %,d pixels", side));
    }
    numbers.putAll(pixels);
    return Automatic.Chosen.of(numbers, String.join(", ", why));
  }

  /** Returns how far random changes go in images of a side, in pixels. */
  private static SortedMap<String, Double> pixels(int side) {
    SortedMap<String, Double> pixels = new TreeMap<>();
    pixels.put(CROP_PADDING, (double) StrictMath.round(PADDING_OF_SIDE * side));
    pixels.put(CUTOUT_SIZE, (double) Math.max(1, StrictMath.round(CUTOUT_OF_SIDE * side)));
    return pixels;
  }

  private static void requireDescent(Automatic.Given given) {
    OptimizerKind optimizer = given.get("optimizer", OptimizerKind.class);
    if (optimizer != OptimizerKind.SGD) {
      throw new InvalidSettingException(
          LEARNING_RATE,
          "learning-rate (auto) is chosen for sgd, and optimizer is "
              + optimizer.name().toLowerCase(Locale.ROOT),
          "write a number, such as 0.001");
    }
  }
}
