package nas.engine.data;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import nas.core.UserException;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;
import nas.core.trial.Objective;
import nas.network.ClassPerStep;
import nas.network.FeatureShape;
import nas.network.Task;

/**
 * Makes texts available to experiment files as {@code text}: models of a language foretell the next
 * token, and are compared by their perplexity.
 *
 * <p>A text is split in its order, and each part is cut into pieces of a few tokens. A network
 * reads a piece from a state of zeros; what came before a piece is not known to it.
 */
public final class TextPlugin implements DataPlugin<TextPlugin.Settings> {

  private static final String RESOURCE = "text.txt.gz";
  private static final String BYTE_ORDER_MARK = "\ufeff";
  private static final long MOST_BYTES = 1L << 28;
  private static final String UNIT = "unit";

  /** What experiment files can set. */
  public record Settings(
      @Setting(
              "a text in UTF-8, also with .gz at the end; left out: 100,000 characters of English"
                  + " about this program, embedded in it")
          Optional<Path> file,
      @Setting(value = "what a token is: characters or words", byDefault = "characters")
          TextUnit unit,
      @Setting(value = "tokens of a piece", byDefault = "35", min = 1, max = 4096) int steps,
      @Setting(
              value =
                  "tokens that are told apart, the most frequent ones of the training part; all"
                      + " others are one",
              byDefault = "10000",
              min = 2,
              max = 1_000_000)
          int vocabulary,
      @Setting(
              value = "share of the text, behind the training part, that is validated on",
              byDefault = "0.1",
              min = 0.0001,
              max = 0.45)
          double validationShare,
      @Setting(
              value = "share of the text, at its end, that is tested on",
              byDefault = "0.1",
              min = 0.0001,
              max = 0.45)
          double testShare) {

    /** Checks the ranges. */
    public Settings {
      requireBetween("steps", steps, 1, 4096);
      requireBetween("vocabulary", vocabulary, 2, 1_000_000);
      requireBetween("validation-share", validationShare, 0.0001, 0.45);
      requireBetween("test-share", testShare, 0.0001, 0.45);
    }

    private static void requireBetween(String key, Number value, Number least, Number most) {
      double number = value.doubleValue();
      if (!(number >= least.doubleValue() && number <= most.doubleValue())) {
        throw new InvalidSettingException(
            key, "%s (%s) must be from %s to %s".formatted(key, value, least, most), "");
      }
    }
  }

  @Override
  public String name() {
    return "text";
  }

  @Override
  public String summary() {
    return "A text, whose next characters or words are to be foretold";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Objective objective() {
    return Objective.PERPLEXITY;
  }

  @Override
  public Dataset read(Settings settings) {
    String place = settings.file().map(Path::toString).orElse("The embedded text");
    byte[] bytes =
        settings
            .file()
            .map(file -> DataFiles.read(file, MOST_BYTES))
            .orElseGet(
                () ->
                    DataFiles.embedded(
                        RESOURCE, packed -> new GZIPInputStream(packed).readAllBytes()));
    List<String> tokens = settings.unit().tokens(decoded(bytes, place));
    int test = (int) (tokens.size() * settings.testShare());
    int validation = (int) (tokens.size() * settings.validationShare());
    int training = tokens.size() - validation - test;
    Vocabulary vocabulary = Vocabulary.of(tokens.subList(0, training), settings.vocabulary());
    int[] numbers = vocabulary.numbers(tokens);
    Map<Part, TokenWindows> parts = new EnumMap<>(Part.class);
    parts.put(Part.TRAINING, windows(numbers, 0, training, settings));
    parts.put(Part.VALIDATION, windows(numbers, training, training + validation, settings));
    parts.put(Part.TEST, windows(numbers, training + validation, numbers.length, settings));
    requireWindows(parts, tokens.size(), place, settings);
    int steps = settings.steps();
    return new PlainData(
        name(),
        new Task(FeatureShape.tokens(steps), new ClassPerStep(vocabulary.tokens().size(), steps)),
        vocabulary.tokens(),
        new TreeMap<>(Map.of(UNIT, settings.unit().words())),
        Map.copyOf(parts),
        Checksum.ofTokens(vocabulary.tokens(), settings.steps(), List.copyOf(parts.values())),
        inventory(numbers, training, vocabulary, settings));
  }

  /**
   * Says whether networks are trained on texts of which there is such a {@link Dataset#reading}.
   */
  public static boolean reads(SortedMap<String, String> reading) {
    return reading.containsKey(UNIT);
  }

  /**
   * A text, as a network that was trained on another one reads it.
   *
   * @param examples its pieces
   * @param unit what its tokens are, such as {@code characters}
   * @param unknown how many of them are none of the network's
   */
  public record Known(Examples examples, String unit, int tokens, int unknown) {}

  /**
   * Reads a text for a network that was trained on another one.
   *
   * @param reading what the network says of texts
   * @param vocabulary the tokens that it tells apart, the last for all others
   * @param steps tokens of a piece
   * @throws UserException if the file cannot be read, is no UTF-8 or shorter than a piece
   */
  public static Known read(
      Path file, SortedMap<String, String> reading, List<String> vocabulary, int steps) {
    TextUnit unit =
        TextUnit.valueOf(reading.getOrDefault(UNIT, "characters").toUpperCase(Locale.ROOT));
    List<String> tokens = unit.tokens(decoded(DataFiles.read(file, MOST_BYTES), file.toString()));
    int[] numbers = new Vocabulary(vocabulary).numbers(tokens);
    TokenWindows windows = new TokenWindows(numbers, steps);
    if (windows.count() == 0) {
      throw new UserException(
          "%s has %d %s, and the network reads %d and what follows"
              .formatted(file, tokens.size(), unit.words(), steps),
          "name a longer text");
    }
    int last = vocabulary.size() - 1;
    return new Known(
        windows,
        unit.words(),
        tokens.size(),
        (int) Arrays.stream(numbers).filter(number -> number == last).count());
  }

  private static TokenWindows windows(int[] numbers, int from, int to, Settings settings) {
    return new TokenWindows(Arrays.copyOfRange(numbers, from, to), settings.steps());
  }

  private static Inventory inventory(
      int[] numbers, int training, Vocabulary vocabulary, Settings settings) {
    int unknown = vocabulary.tokens().size() - 1;
    long outside = Arrays.stream(numbers).filter(number -> number == unknown).count();
    String sizes =
        String.format(
            Locale.ROOT,
            "%,d %s, %,d of them to train on, %,d different ones told apart",
            numbers.length,
            settings.unit().words(),
            training,
            unknown);
    String rest =
        outside == 0
            ? ""
            : String.format(Locale.ROOT, ", %,d not among these and counted as one", outside);
    return new Inventory(List.of(), List.of(sizes + rest));
  }

  private static void requireWindows(
      Map<Part, TokenWindows> parts, int tokens, String place, Settings settings) {
    parts.forEach(
        (part, windows) -> {
          int least = part == Part.TRAINING ? 2 : 1;
          if (windows.count() < least) {
            throw new UserException(
                "%s has %d %s, which leaves %d to %s, and %d are needed for %d %s of %d and what follows"
                    .formatted(
                        place,
                        tokens,
                        settings.unit().words(),
                        windows.tokens().length,
                        part.purpose(),
                        least * settings.steps() + 1,
                        least,
                        least == 1 ? "piece" : "pieces",
                        settings.steps()),
                "use a longer text, or lower steps");
          }
        });
  }

  /** Decodes UTF-8 and nothing else: what another encoding makes of it would be learned. */
  private static String decoded(byte[] bytes, String place) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer from = ByteBuffer.wrap(bytes);
    CharBuffer to = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(from, to, true);
    if (result.isError()) {
      long line = 1;
      for (int at = 0; at < from.position(); at++) {
        line += bytes[at] == '\n' ? 1 : 0;
      }
      throw new UserException(
          "%s:%d: byte %d (0x%02x) of the file is no UTF-8"
              .formatted(place, line, from.position(), bytes[from.position()]),
          "save the text as UTF-8, or convert it, for example by 'iconv -f latin1 -t utf-8'");
    }
    String text = to.flip().toString();
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
  }
}
