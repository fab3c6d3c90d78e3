package nas.proxy.service;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import nas.core.Seeds;
import nas.core.UserException;
import nas.engine.data.DataSplit;
import nas.engine.data.Dataset;
import nas.engine.data.Examples;
import nas.engine.data.ImageData;
import nas.engine.data.Images;
import nas.engine.data.Normalisation;
import nas.engine.data.Part;
import nas.network.ClassPerStep;
import nas.network.OneClass;
import nas.network.Target;
import nas.proxy.ImageBatch;

/**
 * Draws the minibatches on which networks are scored.
 *
 * <p>All come from one shuffle of the training images, so that no image stands in two of them and a
 * minibatch does not depend on how many there are. Each channel is normalised by mean and standard
 * deviation of the training images; images are not augmented.
 */
public final class Minibatches {

  /** Reads some examples. */
  @FunctionalInterface
  private interface Reader {
    ImageBatch batch(int[] drawn);
  }

  private final Dataset data;
  private final Reader reader;
  private final List<int[]> decks;
  private final int perDeck;

  private Minibatches(Dataset data, Reader reader, List<int[]> decks, int perDeck) {
    this.data = data;
    this.reader = reader;
    this.decks = decks;
    this.perDeck = perDeck;
  }

  /**
   * Prepares the minibatches of a data set.
   *
   * @param seed decides which examples are drawn
   * @throws UserException if minibatches are to be balanced and their size does not allow it
   */
  public static Minibatches of(Dataset data, ScoringSettings settings, long seed) {
    return data.asImages()
        .map(images -> ofImages(images, settings, seed))
        .orElseGet(() -> ofExamples(data, settings, seed));
  }

  private static Minibatches ofExamples(Dataset data, ScoringSettings settings, long seed) {
    if (settings.balanced()) {
      data.images("A balanced minibatch");
    }
    Examples training = data.examples(Part.TRAINING);
    int[] all = shuffled(IntStream.range(0, training.count()).toArray(), Seeds.mix(seed));
    Target target = data.task().target();
    boolean classes = target instanceof OneClass || target instanceof ClassPerStep;
    Optional<Target> own = classes ? Optional.empty() : Optional.of(target);
    return new Minibatches(
        data,
        drawn -> batch(training, target.labels(), own, drawn),
        List.of(all),
        settings.batchSize());
  }

  private static ImageBatch batch(
      Examples examples, int labelsOfEach, Optional<Target> target, int[] drawn) {
    int elements = Math.toIntExact(examples.shape().elements());
    double[] values = new double[Math.multiplyExact(drawn.length, elements)];
    int[] labels = new int[Math.multiplyExact(drawn.length, labelsOfEach)];
    float[] input = new float[elements];
    int[] answer = new int[labelsOfEach];
    for (int place = 0; place < drawn.length; place++) {
      examples.read(drawn[place], input, answer);
      for (int at = 0; at < elements; at++) {
        values[place * elements + at] = input[at];
      }
      System.arraycopy(answer, 0, labels, place * labelsOfEach, labelsOfEach);
    }
    return new ImageBatch(examples.shape(), values, labels, target);
  }

  private static Minibatches ofImages(ImageData data, ScoringSettings settings, long seed) {
    int[] labels = data.training().labels();
    List<int[]> decks = new ArrayList<>();
    if (settings.balanced()) {
      requireWholeClasses(data, settings.batchSize());
      for (int label = 0; label < data.task().classes(); label++) {
        int wanted = label;
        int[] members =
            IntStream.range(0, labels.length).filter(image -> labels[image] == wanted).toArray();
        decks.add(shuffled(members, Seeds.mix(seed ^ label)));
      }
    } else {
      decks.add(shuffled(IntStream.range(0, labels.length).toArray(), Seeds.mix(seed)));
    }
    Normalisation normalisation = Normalisation.of(DataSplit.Part.all(data.training()));
    return new Minibatches(
        data,
        drawn -> batch(data.training(), normalisation, drawn),
        decks,
        settings.batchSize() / decks.size());
  }

  private static void requireWholeClasses(ImageData data, int batchSize) {
    int classes = data.task().classes();
    if (batchSize % classes != 0) {
      throw new UserException(
          "proxies.batch-size ("
              + batchSize
              + ") must be a multiple of the "
              + classes
              + " classes of data set "
              + data.name()
              + " for balanced minibatches",
          "use " + classes * Math.max(1, Math.round((float) batchSize / classes)));
    }
  }

  private static int[] shuffled(int[] images, long seed) {
    Seeds.shuffle(images, Seeds.generator(seed));
    return images;
  }

  /**
   * Returns the first minibatches.
   *
   * @throws UserException if there are too few images
   */
  public List<ImageBatch> first(int count) {
    List<ImageBatch> batches = new ArrayList<>();
    for (int batch = 0; batch < count; batch++) {
      int from = batch * perDeck;
      int to = from + perDeck;
      for (int deck = 0; deck < decks.size(); deck++) {
        requireEnough(deck, to, count);
      }
      batches.add(
          reader.batch(
              decks.stream().flatMapToInt(deck -> Arrays.stream(deck, from, to)).toArray()));
    }
    return List.copyOf(batches);
  }

  private void requireEnough(int deck, int wanted, int batches) {
    int there = decks.get(deck).length;
    if (wanted > there) {
      boolean byClass = decks.size() > 1;
      throw new UserException(
          "Data set "
              + data.name()
              + " has "
              + there
              + (data.asImages().isPresent() ? " training images" : " pieces to train on")
              + (byClass ? " of class " + deck : "")
              + ", but "
              + batches
              + (batches == 1 ? " minibatch" : " minibatches")
              + " of "
              + perDeck
              + (byClass ? " a class" : "")
              + (batches == 1 ? " needs " : " need ")
              + batches * perDeck,
          "lower proxies.batch-size"
              + (batches > 1 ? ", or leave out the metrics that need several minibatches" : ""));
    }
  }

  private static ImageBatch batch(Images images, Normalisation normalisation, int[] drawn) {
    int elements = Math.toIntExact(images.shape().elements());
    int plane = elements / images.shape().channels();
    double[] pixels = new double[Math.multiplyExact(drawn.length, elements)];
    int[] labels = new int[drawn.length];
    for (int place = 0; place < labels.length; place++) {
      int image = drawn[place];
      labels[place] = images.labels()[image];
      for (int channel = 0; channel < images.shape().channels(); channel++) {
        float[] values = normalisation.ofChannel(channel);
        int from = channel * plane;
        for (int pixel = from; pixel < from + plane; pixel++) {
          pixels[place * elements + pixel] =
              values[images.pixels()[image * elements + pixel] & 0xff];
        }
      }
    }
    return new ImageBatch(images.shape(), pixels, labels);
  }
}
