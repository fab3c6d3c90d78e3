package nas.engine.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;
import nas.core.trial.Objective;
import nas.network.FeatureShape;
import nas.network.LabelSequence;
import nas.network.Task;

/**
 * Makes sequences of tones available to experiment files as {@code tones}: a small stand-in for
 * speech, whose labels are to be spelt in their order (see {@link LabelSequence}), one output for
 * every four frames as in NAS-Bench-ASR.
 *
 * <p>A sequence is cut into as many equal stretches as it can have labels. It has one label or
 * more, drawn uniformly, which sound in its first stretches: each for a third to two thirds of it,
 * from a start within its first quarter, at a strength of 0.6 to 1. Tone t of T peaks at feature (t
 * + 1/2) F / T of F and falls off linearly to zero within 0.9 F / T. To every value uniform noise
 * is added. Of all sequences four fifths are trained on, a tenth validates, a tenth tests.
 */
public final class TonesPlugin implements DataPlugin<TonesPlugin.Settings> {

  /** Frames for which a network says a class once. */
  private static final int FRAMES_OF_A_STEP = 4;

  private static final double REACH = 0.9;
  private static final long MOST_VALUES = 1L << 27;

  /** What experiment files can set. */
  public record Settings(
      @Setting(value = "different tones", byDefault = "6", min = 1, max = 1000) int tones,
      @Setting(value = "features of a frame", byDefault = "16", min = 1, max = 1024) int features,
      @Setting(
              value = "frames of a sequence, a multiple of 4",
              byDefault = "96",
              min = 8,
              max = 100_000)
          int frames,
      @Setting(value = "labels of a sequence at most", byDefault = "6", min = 1, max = 10_000)
          int mostLabels,
      @Setting(
              value = "greatest noise that is added to a value or taken from it",
              byDefault = "0.4",
              min = 0,
              max = 100)
          double noise,
      @Setting(value = "number of sequences", byDefault = "1200", min = 20, max = 1_000_000)
          int sequences,
      @Setting(value = "decides the sequences", byDefault = "0") long seed) {

    /** Checks what the ranges of single settings do not. */
    public Settings {
      if (frames % FRAMES_OF_A_STEP != 0) {
        throw new InvalidSettingException(
            "frames",
            "frames (%d) must be a multiple of %d".formatted(frames, FRAMES_OF_A_STEP),
            "use " + Math.max(2, frames / FRAMES_OF_A_STEP) * FRAMES_OF_A_STEP);
      }
      // One step for each label, and one between two that are equal.
      int needed = 2 * mostLabels * FRAMES_OF_A_STEP;
      if (frames < needed) {
        throw new InvalidSettingException(
            "most-labels",
            "most-labels (%d) needs at least %d frames, got %d"
                .formatted(mostLabels, needed, frames),
            "use at most " + Math.max(1, frames / (2 * FRAMES_OF_A_STEP)) + ", or more frames");
      }
      if (!(noise >= 0 && noise <= 100)) {
        throw new InvalidSettingException(
            "noise", "noise (" + noise + ") must be from 0 to 100", "");
      }
      if ((long) sequences * features * frames > MOST_VALUES) {
        throw new InvalidSettingException(
            "sequences",
            "sequences (%d) of %d x %d values are more than %d values"
                .formatted(sequences, features, frames, MOST_VALUES),
            "use at most " + MOST_VALUES / ((long) features * frames));
      }
    }
  }

  @Override
  public String name() {
    return "tones";
  }

  @Override
  public String summary() {
    return "Sequences of tones in noise, written by a generator, whose labels are to be spelt";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Objective objective() {
    return Objective.LABEL_ERROR_RATE;
  }

  @Override
  public Dataset read(Settings settings) {
    float[][] features = new float[settings.sequences()][];
    int[][] labels = new int[settings.sequences()][];
    for (int sequence = 0; sequence < features.length; sequence++) {
      long seed = Seeds.mix(Seeds.mix(settings.seed() ^ Seeds.hash("tones")) ^ sequence);
      RandomGenerator random = Seeds.generator(seed);
      labels[sequence] = labels(settings, random);
      features[sequence] = features(settings, labels[sequence], random);
    }
    int tenth = settings.sequences() / 10;
    int training = settings.sequences() - 2 * tenth;
    FeatureShape shape = FeatureShape.sequence(settings.features(), settings.frames());
    int steps = settings.frames() / FRAMES_OF_A_STEP;
    return new PlainData(
        name(),
        new Task(shape, new LabelSequence(1 + settings.tones(), steps, settings.mostLabels())),
        names(settings),
        new TreeMap<>(),
        Map.of(
            Part.TRAINING,
            part(shape, features, labels, 0, training),
            Part.VALIDATION,
            part(shape, features, labels, training, training + tenth),
            Part.TEST,
            part(shape, features, labels, training + tenth, settings.sequences())),
        Checksum.ofSequences(features, labels),
        Inventory.NOTHING);
  }

  private static List<String> names(Settings settings) {
    List<String> names = new ArrayList<>(List.of("blank"));
    for (int tone = 1; tone <= settings.tones(); tone++) {
      names.add("tone " + tone);
    }
    return names;
  }

  private static Examples part(
      FeatureShape shape, float[][] features, int[][] labels, int from, int to) {
    return new FeatureSequences(
        shape, Arrays.copyOfRange(features, from, to), Arrays.copyOfRange(labels, from, to));
  }

  private static int[] labels(Settings settings, RandomGenerator random) {
    int[] labels = new int[settings.mostLabels()];
    int count = 1 + random.nextInt(settings.mostLabels());
    for (int at = 0; at < count; at++) {
      labels[at] = 1 + random.nextInt(settings.tones());
    }
    return labels;
  }

  private static float[] features(Settings settings, int[] labels, RandomGenerator random) {
    int frames = settings.frames();
    double[] values = new double[settings.features() * frames];
    int stretch = frames / settings.mostLabels();
    for (int at = 0; at < labels.length && labels[at] > 0; at++) {
      int start = at * stretch + random.nextInt(1 + stretch / 4);
      int length = stretch / 3 + random.nextInt(1 + stretch / 3);
      double strength = 0.6 + 0.4 * random.nextDouble();
      for (int feature = 0; feature < settings.features(); feature++) {
        double value = strength * peak(settings, labels[at] - 1, feature);
        for (int frame = start; frame < Math.min(frames, start + length); frame++) {
          values[feature * frames + frame] += value;
        }
      }
    }
    float[] noisy = new float[values.length];
    for (int at = 0; at < noisy.length; at++) {
      noisy[at] = (float) (values[at] + settings.noise() * (2 * random.nextDouble() - 1));
    }
    return noisy;
  }

  private static double peak(Settings settings, int tone, int feature) {
    double width = (double) settings.features() / settings.tones();
    double distance = Math.abs(feature + 0.5 - (tone + 0.5) * width);
    return Math.max(0, 1 - distance / (REACH * Math.max(1, width)));
  }
}
