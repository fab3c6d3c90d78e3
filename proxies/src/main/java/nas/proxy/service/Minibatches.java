package nas.proxy.service;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import nas.evaluator.data.DataException;
import nas.evaluator.data.ImageData;
import nas.evaluator.data.Images;
import nas.evaluator.training.DataSplit;
import nas.evaluator.training.Normalisation;
import nas.proxy.probe.ImageBatch;
import nas.space.Seeds;

/**
 * Draws the minibatches on which networks are scored.
 *
 * <p>All come from one shuffle of the training images, so that no image stands in two of them and a
 * minibatch does not depend on how many there are. Each channel is normalised by mean and standard
 * deviation of the training images; images are not augmented.
 */
public final class Minibatches {

  private final ImageData data;
  private final Normalisation normalisation;
  private final List<List<Integer>> decks;
  private final int perDeck;

  private Minibatches(
      ImageData data, Normalisation normalisation, List<List<Integer>> decks, int perDeck) {
    this.data = data;
    this.normalisation = normalisation;
    this.decks = decks;
    this.perDeck = perDeck;
  }

  /**
   * Prepares the minibatches of a data set.
   *
   * @param seed decides which images are drawn
   * @throws DataException if minibatches are to be balanced and their size does not allow it
   */
  public static Minibatches of(ImageData data, ScoringSettings settings, long seed) {
    int[] labels = data.training().labels();
    List<List<Integer>> decks = new ArrayList<>();
    if (settings.balanced()) {
      requireWholeClasses(data, settings.batchSize());
      for (int label = 0; label < data.task().classes(); label++) {
        List<Integer> members = new ArrayList<>();
        for (int image = 0; image < labels.length; image++) {
          if (labels[image] == label) {
            members.add(image);
          }
        }
        decks.add(shuffled(members, Seeds.mix(seed ^ label)));
      }
    } else {
      List<Integer> all = new ArrayList<>();
      for (int image = 0; image < labels.length; image++) {
        all.add(image);
      }
      decks.add(shuffled(all, Seeds.mix(seed)));
    }
    return new Minibatches(
        data,
        Normalisation.of(DataSplit.Part.all(data.training())),
        decks,
        settings.batchSize() / decks.size());
  }

  private static void requireWholeClasses(ImageData data, int batchSize) {
    int classes = data.task().classes();
    if (batchSize % classes != 0) {
      throw new DataException(
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

  /** Fisher and Yates' shuffle. */
  private static List<Integer> shuffled(List<Integer> images, long seed) {
    RandomGenerator random = Seeds.generator(seed);
    List<Integer> deck = new ArrayList<>(images);
    for (int last = deck.size() - 1; last > 0; last--) {
      int other = random.nextInt(last + 1);
      deck.set(other, deck.set(last, deck.get(other)));
    }
    return deck;
  }

  /**
   * Returns the first minibatches.
   *
   * @throws DataException if there are too few images
   */
  public List<ImageBatch> first(int count) {
    List<ImageBatch> batches = new ArrayList<>();
    for (int batch = 0; batch < count; batch++) {
      List<Integer> drawn = new ArrayList<>();
      for (int deck = 0; deck < decks.size(); deck++) {
        requireEnough(deck, (batch + 1) * perDeck, count);
        drawn.addAll(decks.get(deck).subList(batch * perDeck, (batch + 1) * perDeck));
      }
      batches.add(batch(drawn));
    }
    return List.copyOf(batches);
  }

  private void requireEnough(int deck, int wanted, int batches) {
    int there = decks.get(deck).size();
    if (wanted > there) {
      boolean byClass = decks.size() > 1;
      throw new DataException(
          "Data set "
              + data.name()
              + " has "
              + there
              + " training images"
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

  private ImageBatch batch(List<Integer> drawn) {
    Images images = data.training();
    int elements = Math.toIntExact(images.shape().elements());
    int plane = elements / images.shape().channels();
    double[] pixels = new double[Math.multiplyExact(drawn.size(), elements)];
    int[] labels = new int[drawn.size()];
    for (int place = 0; place < labels.length; place++) {
      int image = drawn.get(place);
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
