package nas.evaluator.training;

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

  private final DataSplit split;
  private final Normalisation normalisation;
  private final boolean augmented;
  private final Augmentation augmentation;
  private final double[] classWeights;
  private final int bytes;
  private final Loss loss;

  ImageLessons(DataSplit split, TrainingSettings settings, Normalisation normalisation) {
    this.split = split;
    this.normalisation = normalisation;
    augmented = !settings.augmentation().isEmpty();
    augmentation = settings.augmentations(normalisation);
    classWeights = settings.classWeights().of(split.training().counts(split.task().classes()));
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
    if (!augmented) {
      add(batch, pixels, from, label, classWeights[label]);
      return;
    }
    byte[] original = new byte[bytes];
    byte[] changed = new byte[bytes];
    System.arraycopy(pixels, from, original, 0, bytes);
    RandomGenerator random = Seeds.generator(seed);
    augmentation.apply(split.task().input(), original, random, changed);
    add(batch, changed, 0, label, classWeights[label]);
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
