package nas.engine.data;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import nas.core.Seeds;
import nas.core.UserException;
import nas.core.plugin.InvalidSettingException;
import nas.network.Task;

/**
 * The images to train on, those that choose between architectures, and those that are only reported
 * on.
 *
 * @param task shape of an image and number of classes
 * @param training the images to train on
 * @param validation the images whose accuracy drives the search
 * @param test the images whose accuracy is reported
 * @param classNames names for people, by class
 */
public record DataSplit(
    Task task, Part training, Part validation, Part test, List<String> classNames) {

  /** How often the largest class has the images of the smallest where that is worth a word. */
  private static final int UNEVEN = 3;

  private static final int SHOWN_CLASSES = 5;

  /**
   * Some of the images of a set.
   *
   * @param images the set
   * @param indices which of them, ascending
   */
  @SuppressWarnings("ArrayRecordComponent") // One entry per image; never handed to anybody else.
  public record Part(Images images, int[] indices) {

    /** Returns all images of a set. */
    public static Part all(Images images) {
      int[] indices = new int[images.count()];
      Arrays.setAll(indices, index -> index);
      return new Part(images, indices);
    }

    /** Returns the number of images. */
    public int count() {
      return indices.length;
    }

    /**
     * Returns how many images each class has.
     *
     * @param classes number of classes
     */
    public int[] counts(int classes) {
      int[] counts = new int[classes];
      for (int index : indices) {
        counts[images.labels()[index]]++;
      }
      return counts;
    }

    /** Returns the class of an image of the part. */
    public int label(int position) {
      return images.labels()[indices[position]];
    }
  }

  /**
   * Splits a data set. Official validation and test images are used as they are; where there are
   * none, they are cut from the training images, class by class, so that every part has the classes
   * in the same proportions.
   *
   * @param validationShare share of the training images, above 0 and below 1
   * @param testShare share of the training images, likewise
   * @param rootSeed decides which images go where
   * @throws UserException if a part would be empty, or a class has one training image of which
   *     others are to be cut
   */
  public static DataSplit of(
      ImageData data, double validationShare, double testShare, long rootSeed) {
    Images images = data.training();
    int count = images.count();
    int[] part = new int[count];
    RandomGenerator random =
        Seeds.generator(Seeds.mix(rootSeed ^ Seeds.hash("split of the images")));
    for (int label = 0; label < data.task().classes(); label++) {
      int wanted = label;
      int[] members = indices(count, index -> images.labels()[index] == wanted);
      requireSeveral(data, label, members.length);
      Seeds.shuffle(members, random);
      int test = data.test().isPresent() ? 0 : share(members.length, testShare);
      int validation = data.validation().isPresent() ? 0 : share(members.length, validationShare);
      for (int position = 0; position < Math.min(test + validation, members.length); position++) {
        part[members[position]] = position < test ? 2 : 1;
      }
    }
    DataSplit split =
        new DataSplit(
            data.task(),
            new Part(images, indices(count, index -> part[index] == 0)),
            data.validation()
                .map(Part::all)
                .orElseGet(() -> new Part(images, indices(count, index -> part[index] == 1))),
            data.test()
                .map(Part::all)
                .orElseGet(() -> new Part(images, indices(count, index -> part[index] == 2))),
            data.classNames());
    requireImages(data, "training", split.training(), 2);
    requireImages(data, "validation", split.validation(), 1);
    requireImages(data, "test", split.test(), 1);
    return split;
  }

  /**
   * Splits a data set without validation images so many times that every image beside the test
   * images is a validation image once. The test images are those of {@link #of}, class by class,
   * and so are the folds; classes of fewer images than folds have none in some of them.
   *
   * @param folds at least 2
   * @param testShare as above
   * @param rootSeed decides which images go where
   * @throws UserException if a part would be empty, or a class has one training image
   */
  public static List<DataSplit> folds(ImageData data, int folds, double testShare, long rootSeed) {
    Images images = data.training();
    int[] fold = new int[images.count()];
    RandomGenerator random =
        Seeds.generator(Seeds.mix(rootSeed ^ Seeds.hash("split of the images")));
    int next = 0;
    for (int label = 0; label < data.task().classes(); label++) {
      int wanted = label;
      int[] members = indices(images.count(), index -> images.labels()[index] == wanted);
      requireSeveral(data, label, members.length);
      Seeds.shuffle(members, random);
      int test = data.test().isPresent() ? 0 : share(members.length, testShare);
      for (int position = 0; position < members.length; position++) {
        // Classes go on where the one before ended, so that small ones do not fill the first folds.
        fold[members[position]] = position < test ? -1 : next++ % folds;
      }
    }
    Part test =
        data.test()
            .map(Part::all)
            .orElseGet(() -> new Part(images, indices(images.count(), index -> fold[index] < 0)));
    List<DataSplit> splits = new ArrayList<>();
    for (int i = 0; i < folds; i++) {
      int held = i;
      DataSplit split =
          new DataSplit(
              data.task(),
              new Part(
                  images,
                  indices(images.count(), index -> fold[index] >= 0 && fold[index] != held)),
              new Part(images, indices(images.count(), index -> fold[index] == held)),
              test,
              data.classNames());
      requireImages(data, "training", split.training(), 2);
      requireImages(data, "validation", split.validation(), 1);
      requireImages(data, "test", split.test(), 1);
      splits.add(split);
    }
    return List.copyOf(splits);
  }

  private static void requireSeveral(ImageData data, int label, int images) {
    if (images == 1 && data.validation().isEmpty()) {
      throw new UserException(
          "Class "
              + data.classNames().get(label)
              + " of data set "
              + data.name()
              + " has one training image, so none is left to validate with",
          "add images of that class, or remove it");
    }
  }

  /**
   * Returns the split in which the validation images are trained on as well. They stay validation
   * images, too, but accuracies on them say nothing any more.
   *
   * @throws UserException if pixels of two sets are too many for one
   */
  public DataSplit joined() {
    Part all =
        training.images().equals(validation.images())
            ? new Part(
                training.images(),
                IntStream.concat(
                        Arrays.stream(training.indices()), Arrays.stream(validation.indices()))
                    .sorted()
                    .toArray())
            : Part.all(together(training, validation));
    return new DataSplit(task, all, validation, test, classNames);
  }

  private static Images together(Part first, Part second) {
    int each = Math.toIntExact(first.images().shape().elements());
    int count = first.count() + second.count();
    if ((long) each * count > Integer.MAX_VALUE - 16) {
      throw new UserException(
          "Training and validation images are too many to be joined: "
              + (long) each * count
              + " bytes",
          "lower the size of the images");
    }
    byte[] pixels = new byte[each * count];
    int[] labels = new int[count];
    int at = 0;
    for (Part part : List.of(first, second)) {
      for (int position = 0; position < part.count(); position++) {
        System.arraycopy(
            part.images().pixels(), part.indices()[position] * each, pixels, at * each, each);
        labels[at++] = part.label(position);
      }
    }
    return new Images(first.images().shape(), pixels, labels);
  }

  /** Returns the images of a part. */
  public Part part(nas.engine.data.Part of) {
    return switch (of) {
      case TRAINING -> training;
      case VALIDATION -> validation;
      case TEST -> test;
    };
  }

  /**
   * Returns the split with fewer training images, of which the classes have the same proportions as
   * before; the greatest remainders decide who gets the last ones.
   *
   * @param wanted number of training images, at most as many as there are
   * @param rootSeed decides which ones stay
   * @throws InvalidSettingException (key {@code samples}) if fewer than two would stay
   */
  public DataSplit withTrainingImages(int wanted, long rootSeed) {
    if (wanted < 2) {
      throw new InvalidSettingException(
          "samples",
          "samples leaves "
              + wanted
              + " of "
              + training.count()
              + " training images, and batch normalisation needs two",
          "raise samples");
    }
    RandomGenerator random =
        Seeds.generator(Seeds.mix(rootSeed ^ Seeds.hash("training images that stay")));
    List<int[]> classes = new ArrayList<>();
    List<Integer> byRemainder = new ArrayList<>();
    int[] taken = new int[task.classes()];
    long[] remainders = new long[task.classes()];
    int left = wanted;
    for (int label = 0; label < task.classes(); label++) {
      int of = label;
      int[] members = indices(training.count(), position -> training.label(position) == of);
      Seeds.shuffle(members, random);
      classes.add(members);
      long share = (long) members.length * wanted;
      taken[label] = (int) (share / training.count());
      remainders[label] = share % training.count();
      left -= taken[label];
      byRemainder.add(label);
    }
    byRemainder.sort(Comparator.comparingLong(label -> -remainders[label]));
    for (int label : byRemainder.subList(0, left)) {
      taken[label]++;
    }
    IntStream.Builder kept = IntStream.builder();
    for (int label = 0; label < task.classes(); label++) {
      for (int member = 0; member < taken[label]; member++) {
        kept.add(training.indices()[classes.get(label)[member]]);
      }
    }
    Part fewer = new Part(training.images(), kept.build().sorted().toArray());
    return new DataSplit(task, fewer, validation, test, classNames);
  }

  /**
   * Returns what people should know of the classes before they trust an accuracy: which of them a
   * part lacks, and whether one of them makes up most of the images.
   *
   * @return whole sentences without a full stop
   */
  public List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    remark(remarks, training, "train on", "no network can learn");
    remark(remarks, validation, "validate", "validation accuracies say nothing of");
    remark(remarks, test, "test", "test accuracies say nothing of");
    int[] counts = training.counts(task.classes());
    int most = Arrays.stream(counts).max().orElse(0);
    int fewest = Arrays.stream(counts).min().orElse(0);
    if (most >= UNEVEN * Math.max(1, fewest)) {
      String name = classNames.get(indices(counts.length, label -> counts[label] == most)[0]);
      remarks.add(
          String.format(
              Locale.ROOT,
              "the classes are uneven: %,d of %,d images to train on (%.1f %%) are of class %s, and"
                  + " whoever always answers %s is right as often",
              most,
              training.count(),
              100.0 * most / training.count(),
              name,
              name));
    }
    return remarks;
  }

  private void remark(List<String> remarks, Part part, String purpose, String what) {
    int[] counts = part.counts(task.classes());
    int[] lacking = indices(counts.length, label -> counts[label] == 0);
    if (lacking.length > 0) {
      String names =
          Arrays.stream(lacking)
              .limit(SHOWN_CLASSES)
              .mapToObj(classNames::get)
              .collect(Collectors.joining(", "));
      remarks.add(
          "no image to "
              + purpose
              + " is of "
              + (lacking.length == 1 ? "class " : lacking.length + " classes: ")
              + names
              + (lacking.length > SHOWN_CLASSES ? ", ..." : "")
              + "; "
              + what
              + (lacking.length == 1 ? " it" : " them"));
    }
  }

  /** Returns a checksum over what is in the three parts, to tell one split from another. */
  public String checksum() {
    CRC32C checksum = new CRC32C();
    for (Part part : List.of(training, validation, test)) {
      checksum.update((part.images().shape() + " " + part.count()).getBytes(US_ASCII));
      checksum.update(part.images().pixels());
      ByteBuffer numbers = ByteBuffer.allocate(Math.multiplyExact(8, part.count()));
      for (int position = 0; position < part.count(); position++) {
        numbers.putInt(part.indices()[position]).putInt(part.label(position));
      }
      checksum.update(numbers.flip());
    }
    return Long.toHexString(checksum.getValue());
  }

  private static void requireImages(ImageData data, String name, Part part, int least) {
    if (part.count() < least) {
      throw new UserException(
          "Data set "
              + data.name()
              + " has "
              + data.training().count()
              + " training images, which leaves "
              + part.count()
              + " for "
              + name,
          "use more images, or change validation-share and test-share");
    }
  }

  static int share(int count, double share) {
    return (int) Math.floor(count * share + 0.5);
  }

  private static int[] indices(int count, java.util.function.IntPredicate chosen) {
    return java.util.stream.IntStream.range(0, count).filter(chosen).toArray();
  }
}
