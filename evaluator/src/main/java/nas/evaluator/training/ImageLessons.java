package nas.evaluator.training;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.engine.data.DataSplit;
import nas.engine.data.Normalisation;
import nas.engine.data.Part;
import nas.engine.loss.Loss;
import nas.engine.loss.Losses;
import nas.network.FeatureShape;
import nas.network.Task;

/** Images that are normalised and, for training, augmented; classes may count unlike. */
final class ImageLessons implements Lessons {

  private static final long MIXING = Seeds.hash("mixing");
  private static final long OTHER = Seeds.hash("the other image");

  private final DataSplit split;
  private final Normalisation normalisation;
  private final boolean augmented;
  private final Augmentation augmentation;
  private final Regularisation regularisation;
  private final double[] classWeights;
  private final int bytes;
  private final Loss loss;

  ImageLessons(DataSplit split, TrainingSettings settings, Normalisation normalisation) {
    this.split = split;
    this.normalisation = normalisation;
    augmented = !settings.augmentation().augmentation().isEmpty();
    augmentation = settings.augmentation().changes(normalisation);
    regularisation = settings.loss().regularisation();
    classWeights =
        settings
            .loss()
            .weights(split.training().counts(split.task().classes()), split.classNames());
    bytes = Math.toIntExact(split.task().input().elements());
    loss = Losses.of(split.task().target());
  }

  @Override
  public Task task() {
    return split.task();
  }

  @Override
  public int count(Part part) {
    return split.part(part).count();
  }

  @Override
  public boolean consecutive() {
    return false;
  }

  @Override
  public Loss loss() {
    return loss;
  }

  @Override
  public String checksum() {
    return split.checksum();
  }

  @Override
  public void addTraining(int position, long seed, Batch batch) {
    DataSplit.Part training = split.training();
    byte[] pixels = training.images().pixels();
    int from = training.indices()[position] * bytes;
    int label = training.label(position);
    if (!regularisation.equals(Regularisation.NONE)) {
      addSoftly(position, seed, batch);
    } else if (augmented) {
      add(batch, changed(position, seed), 0, label, classWeights[label]);
    } else {
      add(batch, pixels, from, label, classWeights[label]);
    }
  }

  /** Returns a training image after its random changes. */
  private byte[] changed(int position, long seed) {
    DataSplit.Part training = split.training();
    byte[] original = new byte[bytes];
    System.arraycopy(
        training.images().pixels(), training.indices()[position] * bytes, original, 0, bytes);
    if (!augmented) {
      return original;
    }
    byte[] changed = new byte[bytes];
    augmentation.apply(split.task().input(), original, Seeds.generator(seed), changed);
    return changed;
  }

  /** Adds a training image, mixed with another where the settings say so, and its soft answer. */
  private void addSoftly(int position, long seed, Batch batch) {
    DataSplit.Part training = split.training();
    FeatureShape shape = split.task().input();
    byte[] image = changed(position, seed);
    int label = training.label(position);
    int otherLabel = label;
    double share = 1;
    if (regularisation.mixes()) {
      RandomGenerator random = Seeds.generator(Seeds.mix(seed ^ MIXING));
      int partner = random.nextInt(training.count());
      byte[] other = changed(partner, Seeds.mix(seed ^ OTHER));
      otherLabel = training.label(partner);
      boolean cut =
          regularisation.cutmix() > 0 && (regularisation.mixup() == 0 || random.nextBoolean());
      share = Regularisation.share(cut ? regularisation.cutmix() : regularisation.mixup(), random);
      if (cut) {
        share = paste(shape, other, share, random, image);
        normalise(shape, normalisation, image, 0, batch.input());
      } else {
        float[] second = new float[bytes];
        normalise(shape, normalisation, other, 0, second);
        float[] input = batch.input();
        normalise(shape, normalisation, image, 0, input);
        for (int at = 0; at < bytes; at++) {
          input[at] = (float) (share * input[at] + (1 - share) * second[at]);
        }
      }
    } else {
      normalise(shape, normalisation, image, 0, batch.input());
    }
    // Of a mixture the answer that counts as right is that of which there is more.
    batch.labels()[0] = share >= 0.5 ? label : otherLabel;
    batch.add(answer(label, otherLabel, share));
  }

  /**
   * Puts a rectangle of another picture into one, around a uniformly drawn pixel and as far as it
   * lies inside, of the shape of the picture.
   *
   * @param share of the area that the rectangle leaves, if all of it lies inside
   * @return the share that it does leave
   */
  private static double paste(
      FeatureShape shape, byte[] other, double share, RandomGenerator random, byte[] image) {
    int height = shape.height();
    int width = shape.width();
    double side = StrictMath.sqrt(1 - share);
    int high = (int) (height * side);
    int wide = (int) (width * side);
    int top = random.nextInt(height) - high / 2;
    int left = random.nextInt(width) - wide / 2;
    int from = Math.max(0, left);
    int to = Math.min(width, left + wide);
    int first = Math.max(0, top);
    int end = Math.min(height, top + high);
    for (int channel = 0; channel < shape.channels(); channel++) {
      for (int row = first; row < end; row++) {
        int start = (channel * height + row) * width;
        System.arraycopy(other, start + from, image, start + from, Math.max(0, to - from));
      }
    }
    double pasted = (double) Math.max(0, to - from) * Math.max(0, end - first);
    return 1 - pasted / ((double) height * width);
  }

  /** Returns how much each class counts in the answer, times its weight. */
  private float[] answer(int label, int other, double share) {
    double spread = regularisation.labelSmoothing();
    double[] shares = new double[classWeights.length];
    Arrays.fill(shares, spread / shares.length);
    shares[label] += (1 - spread) * share;
    shares[other] += (1 - spread) * (1 - share);
    float[] answer = new float[shares.length];
    for (int one = 0; one < answer.length; one++) {
      answer[one] = (float) (shares[one] * classWeights[one]);
    }
    return answer;
  }

  @Override
  public void add(Part part, int position, Batch batch) {
    DataSplit.Part of = split.part(part);
    add(batch, of.images().pixels(), of.indices()[position] * bytes, of.label(position), 1);
  }

  private void add(Batch batch, byte[] pixels, int from, int label, double weight) {
    normalise(split.task().input(), normalisation, pixels, from, batch.input());
    batch.labels()[0] = label;
    batch.add(weight);
  }

  /**
   * Turns pixels into what a network reads, the channels of a pixel next to each other.
   *
   * @param from index of the image's first pixel
   */
  static void normalise(
      FeatureShape shape, Normalisation normalisation, byte[] pixels, int from, float[] input) {
    int channels = shape.channels();
    int plane = input.length / channels;
    for (int channel = 0; channel < channels; channel++) {
      float[] values = normalisation.ofChannel(channel);
      int first = from + channel * plane;
      for (int pixel = 0; pixel < plane; pixel++) {
        input[pixel * channels + channel] = values[pixels[first + pixel] & 0xff];
      }
    }
  }
}
