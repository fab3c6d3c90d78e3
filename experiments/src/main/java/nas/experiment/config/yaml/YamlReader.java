package nas.experiment.config.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import nas.core.text.ErrorText;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Reads one YAML document into a tree, in which aliases and merge keys are written out. What an
 * alias stands for keeps the place where it was written.
 *
 * <p>Less than YAML is accepted: tags, keys that stand twice or are no texts, several documents,
 * files above 1 MiB, aliases for more than that and nesting above 32 levels are refused.
 */
public final class YamlReader {

  /** Largest size of a file in bytes. */
  public static final int MAX_BYTES = 1 << 20;

  /** Deepest nesting of mappings and lists. */
  public static final int MAX_DEPTH = 32;

  private static final String MERGE = "<<";

  private final Parser parser;
  private final Place start;
  private final Anchors anchors = new Anchors();

  private YamlReader(Parser parser, Place start) {
    this.parser = parser;
    this.start = start;
  }

  /**
   * Reads a file; its places name the file as {@code file} does.
   *
   * @throws YamlException if the file cannot be read or is not one YAML document
   */
  public static YamlNode read(Path file) throws YamlException {
    return read(text(file), new Place(file.toString(), 1, 1));
  }

  /**
   * Reads a text.
   *
   * @param start place of the first character; if it is a {@linkplain Place#whole whole} option,
   *     all nodes have this place
   * @throws YamlException if the text is not one YAML document
   */
  public static YamlNode read(String text, Place start) throws YamlException {
    refuseControlCharacters(text, start);
    try {
      return new YamlReader(new ParserImpl(new StreamReader(text), new LoaderOptions()), start)
          .document();
    } catch (MarkedYAMLException malformed) {
      throw malformed(malformed, start);
    } catch (YAMLException malformed) {
      throw new YamlException("Malformed YAML (" + malformed.getMessage() + ")", start, "");
    }
  }

  private static String text(Path file) throws YamlException {
    Place whole = Place.whole(file.toString());
    if (Files.isDirectory(file)) {
      throw new YamlException(
          "A folder stands where an experiment file should be",
          whole,
          "name a file in it, such as " + file.resolve("quickstart.yaml"));
    }
    byte[] bytes;
    try (InputStream stream = Files.newInputStream(file)) {
      bytes = stream.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException missing) {
      throw new YamlException("There is no file " + file, whole, nearestFile(file));
    } catch (AccessDeniedException denied) {
      throw new YamlException("Reading is not allowed", whole, "change the file's permissions");
    } catch (IOException unreadable) {
      String reason = unreadable.getMessage();
      throw new YamlException(
          "Reading failed" + (reason == null ? "" : " (" + reason + ")"), whole, "");
    }
    if (bytes.length > MAX_BYTES) {
      throw new YamlException(
          "The file is larger than 1 MiB", whole, "this is not an experiment file");
    }
    if (startsWith(bytes, 0xFE, 0xFF) || startsWith(bytes, 0xFF, 0xFE)) {
      throw new YamlException("The text is UTF-16, not UTF-8", whole, "save the file as UTF-8");
    }
    int from = startsWith(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0;
    ByteBuffer input = ByteBuffer.wrap(bytes, from, bytes.length - from);
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    try {
      CharBuffer text = decoder.decode(input);
      return text.toString();
    } catch (CharacterCodingException notUtf8) {
      int line = 1;
      for (int index = 0; index < input.position(); index++) {
        line += bytes[index] == '\n' ? 1 : 0;
      }
      throw new YamlException(
          "The text is not UTF-8",
          new Place(file.toString(), line, 1),
          "save the file as UTF-8, or check that it is an experiment file");
    }
  }

  private static String nearestFile(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    Path name = file.getFileName();
    if (folder == null || name == null) {
      return "";
    }
    if (!Files.isDirectory(folder)) {
      return "check the folder, which does not exist either";
    }
    List<String> names;
    try (Stream<Path> siblings = Files.list(folder)) {
      names =
          siblings
              .limit(1000)
              .map(sibling -> String.valueOf(sibling.getFileName()))
              .filter(sibling -> sibling.endsWith(".yaml") || sibling.endsWith(".yml"))
              .sorted()
              .toList();
    } catch (IOException | UncheckedIOException unreadable) {
      return "";
    }
    Optional<String> nearest = ErrorText.nearest(name.toString(), names);
    return nearest.map(found -> "you mean '" + file.resolveSibling(found) + "'").orElse("");
  }

  private static boolean startsWith(byte[] bytes, int... prefix) {
    if (bytes.length < prefix.length) {
      return false;
    }
    for (int index = 0; index < prefix.length; index++) {
      if ((bytes[index] & 0xff) != prefix[index]) {
        return false;
      }
    }
    return true;
  }

  private static void refuseControlCharacters(String text, Place start) throws YamlException {
    int line = start.line();
    for (int index = 0; index < text.length(); index++) {
      char unit = text.charAt(index);
      if (unit == '\n') {
        line += start.isWhole() ? 0 : 1;
      } else if ((unit != '\t' && unit != '\r' && unit != 0x85 && Character.isISOControl(unit))
          || unit == 0xFEFF
          || unit >= 0xFFFE
          || isLoneSurrogate(text, index)) {
        throw new YamlException(
            String.format("The character U+%04X is not allowed", (int) unit),
            new Place(start.source(), line, start.isWhole() ? 0 : 1),
            "this is not a text file");
      }
    }
  }

  private static boolean isLoneSurrogate(String text, int index) {
    char unit = text.charAt(index);
    if (Character.isHighSurrogate(unit)) {
      return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
    }
    return Character.isLowSurrogate(unit)
        && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
  }

  private static YamlException malformed(MarkedYAMLException malformed, Place start) {
    String reason =
        malformed.getContext() == null
            ? malformed.getProblem()
            : malformed.getContext() + ", " + malformed.getProblem();
    String advice = "";
    if (reason.contains("(TAB)")) {
      reason = "a tab stands where only spaces may";
      advice = "indent with spaces";
    } else if (reason.contains("mapping values are not allowed here")) {
      advice = "a value that holds ': ' needs quotes, or the indentation is wrong";
    } else if (reason.contains("that cannot start any token")) {
      reason =
          reason.replaceFirst(
              "^.*found (character '.*') that cannot.*$", "$1 cannot begin a value");
      advice = "put the value in quotes";
    } else if (reason.contains("flow")) {
      advice = "a bracket or brace is not closed";
    } else if (reason.contains("end of stream")) {
      advice = "a quote is not closed";
    } else if (reason.contains("block")) {
      advice = "the indentation is wrong";
    }
    return new YamlException(
        "Malformed YAML (" + reason.strip() + ")",
        place(malformed.getProblemMark(), start),
        advice);
  }

  private YamlNode document() throws YamlException {
    parser.getEvent(); // The stream begins.
    if (parser.checkEvent(Event.ID.StreamEnd)) {
      return new YamlNode.Scalar(start, "", false);
    }
    parser.getEvent(); // The document begins.
    YamlNode root = node(parser.getEvent(), 1);
    parser.getEvent(); // The document ends.
    if (!parser.checkEvent(Event.ID.StreamEnd)) {
      parser.getEvent(); // The next one begins.
      throw new YamlException(
          "A second document begins",
          place(parser.peekEvent()),
          "remove the line '---' or put the second document in a file of its own");
    }
    return root;
  }

  private YamlNode node(Event event, int depth) throws YamlException {
    Place place = place(event);
    if (depth > MAX_DEPTH) {
      throw tooDeep(place);
    }
    NodeEvent begun = (NodeEvent) event;
    if (begun instanceof AliasEvent) {
      return anchors.resolve(begun.getAnchor(), place, depth);
    }
    YamlNode node = content(begun, place, depth);
    if (begun.getAnchor() != null) {
      anchors.define(begun.getAnchor(), node);
    }
    return node;
  }

  private YamlNode content(NodeEvent event, Place place, int depth) throws YamlException {
    refuseTag(event, place);
    if (event instanceof MappingStartEvent) {
      return mapping(place, depth);
    } else if (event instanceof SequenceStartEvent) {
      List<YamlNode> items = new ArrayList<>();
      while (!parser.checkEvent(Event.ID.SequenceEnd)) {
        items.add(node(parser.getEvent(), depth + 1));
      }
      parser.getEvent();
      return new YamlNode.Sequence(place, items);
    }
    ScalarEvent scalar = (ScalarEvent) event;
    if (scalar.getValue().indexOf(0) >= 0) {
      throw new YamlException("The character U+0000 is not allowed", place, "remove it");
    }
    return new YamlNode.Scalar(place, scalar.getValue(), !scalar.isPlain());
  }

  static YamlException tooDeep(Place place) {
    return new YamlException(
        "The nesting is deeper than " + MAX_DEPTH + " levels", place, "write it flatter");
  }

  private YamlNode.Mapping mapping(Place place, int depth) throws YamlException {
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
    YamlNode.@Nullable Entry merge = null;
    while (!parser.checkEvent(Event.ID.MappingEnd)) {
      Event event = parser.getEvent();
      ScalarEvent key = key(event);
      boolean merges = key.getValue().equals(MERGE) && key.isPlain();
      refuseTwice(entries.get(key.getValue()), place(event), merges);
      YamlNode value = node(parser.getEvent(), depth + 1);
      YamlNode.Entry entry = new YamlNode.Entry(key.getValue(), place(event), value);
      entries.put(key.getValue(), entry);
      merge = merges ? entry : merge;
    }
    parser.getEvent();
    return new YamlNode.Mapping(
        place, merge == null ? List.copyOf(entries.values()) : Anchors.merged(entries, merge));
  }

  private ScalarEvent key(Event event) throws YamlException {
    if (event instanceof AliasEvent
        || (event instanceof ScalarEvent scalar && scalar.getAnchor() != null)) {
      throw new YamlException(
          "A key cannot be an alias or have an anchor",
          place(event),
          "write the key out, or put a text that begins with * or & in quotes");
    }
    if (!(event instanceof ScalarEvent key)) {
      throw new YamlException("Malformed YAML (a key must be a plain text)", place(event), "");
    }
    refuseTag(key, place(event));
    return key;
  }

  private void refuseTwice(YamlNode.@Nullable Entry earlier, Place again, boolean merges)
      throws YamlException {
    if (earlier != null) {
      throw new YamlException(
          "The key '"
              + earlier.key()
              + "' stands twice"
              + (start.isWhole() ? "" : ", first in line " + earlier.place().line() + " and again"),
          again,
          merges ? "merge a list: '<<: [*a, *b]'" : "remove one of them");
    }
  }

  private static void refuseTag(NodeEvent event, Place place) throws YamlException {
    String tag =
        event instanceof CollectionStartEvent collection
            ? collection.getTag()
            : ((ScalarEvent) event).getTag();
    if (tag != null) {
      throw new YamlException(
          "Tags (!) are not supported",
          place,
          "remove the tag, or put a text that begins with ! in quotes");
    }
  }

  private Place place(Event event) {
    return place(event.getStartMark(), start);
  }

  private static Place place(@Nullable Mark mark, Place start) {
    return start.isWhole()
        ? start
        : mark == null
            ? new Place(start.source(), 1, 1)
            : new Place(start.source(), mark.getLine() + 1, mark.getColumn() + 1);
  }
}
