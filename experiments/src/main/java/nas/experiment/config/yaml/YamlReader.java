package nas.experiment.config.yaml;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
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
import nas.space.ErrorText;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Reads one YAML document into a tree.
 *
 * <p>Less than YAML is accepted: anchors, aliases, merge keys, tags, keys that stand twice, several
 * documents, files above 1 MiB and nesting above 32 levels are refused.
 */
public final class YamlReader {

  /** Largest size of a file in bytes. */
  public static final int MAX_BYTES = 1 << 20;

  /** Deepest nesting of mappings and lists. */
  public static final int MAX_DEPTH = 32;

  private static final YAMLFactory FACTORY =
      YAMLFactory.builder().enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS).build();

  private final YAMLParser parser;
  private final Place start;
  private final int[] codePoints;

  private YamlReader(YAMLParser parser, Place start, String text) {
    this.parser = parser;
    this.start = start;
    this.codePoints = text.codePoints().toArray();
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
    try (YAMLParser parser = FACTORY.createParser(text)) {
      return new YamlReader(parser, start, text).document();
    } catch (JsonProcessingException malformed) {
      throw malformed(malformed, start);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
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

  private static YamlException malformed(JsonProcessingException malformed, Place start) {
    JsonLocation location = malformed.getLocation();
    int line = location == null ? 1 : location.getLineNr();
    int column = location == null ? 1 : location.getColumnNr();
    String reason = malformed.getOriginalMessage();
    if (malformed.getCause() instanceof MarkedYAMLException cause) {
      reason = cause.getProblem();
      if (cause.getContext() != null) {
        reason = cause.getContext() + ", " + reason;
      }
      if (cause.getProblemMark() != null) {
        line = cause.getProblemMark().getLine() + 1;
        column = cause.getProblemMark().getColumn() + 1;
      }
    } else if (reason.startsWith("Expected a field name")) {
      reason = "a key must be a plain text";
    }
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
    Place place = start.isWhole() ? start : new Place(start.source(), line, column);
    return new YamlException("Malformed YAML (" + reason.strip() + ")", place, advice);
  }

  private YamlNode document() throws IOException, YamlException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      return new YamlNode.Scalar(start, "", false);
    }
    YamlNode root = node(first, 1);
    if (parser.nextToken() != null) {
      throw new YamlException(
          "A second document begins",
          here(),
          "remove the line '---' or put the second document in a file of its own");
    }
    return root;
  }

  private YamlNode node(JsonToken token, int depth) throws IOException, YamlException {
    refuseReferences();
    Place place = here();
    if (depth > MAX_DEPTH) {
      throw new YamlException(
          "The nesting is deeper than " + MAX_DEPTH + " levels", place, "write it flatter");
    }
    if (token == JsonToken.START_OBJECT) {
      return mapping(place, depth);
    } else if (token == JsonToken.START_ARRAY) {
      List<YamlNode> items = new ArrayList<>();
      for (JsonToken next = parser.nextToken();
          next != JsonToken.END_ARRAY;
          next = parser.nextToken()) {
        items.add(node(next, depth + 1));
      }
      return new YamlNode.Sequence(place, items);
    }
    String text = parser.getText();
    if (text.indexOf(0) >= 0) {
      throw new YamlException("The character U+0000 is not allowed", place, "remove it");
    }
    return new YamlNode.Scalar(place, text, isQuoted());
  }

  private YamlNode.Mapping mapping(Place place, int depth) throws IOException, YamlException {
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      refuseReferences();
      String key = parser.currentName();
      Place keyPlace = here();
      if (key.equals("<<") && !isQuoted()) {
        throw new YamlException(
            "Merge keys (<<) are not supported", keyPlace, "write the keys out");
      }
      YamlNode.@Nullable Entry earlier = entries.get(key);
      if (earlier != null) {
        throw new YamlException(
            "The key '"
                + key
                + "' stands twice"
                + (start.isWhole()
                    ? ""
                    : ", first in line " + earlier.place().line() + " and again"),
            keyPlace,
            "remove one of them");
      }
      entries.put(key, new YamlNode.Entry(key, keyPlace, node(parser.nextToken(), depth + 1)));
    }
    return new YamlNode.Mapping(place, new ArrayList<>(entries.values()));
  }

  private void refuseReferences() throws IOException, YamlException {
    if (parser.isCurrentAlias()) {
      throw new YamlException(
          "Aliases (*" + parser.getText() + ") are not supported",
          here(),
          "write the value out, or put a text that begins with * in quotes");
    }
    if (parser.getObjectId() != null) {
      throw new YamlException(
          "Anchors (&" + parser.getObjectId() + ") are not supported",
          here(),
          "remove the anchor, or put a text that begins with & in quotes");
    }
    if (parser.getTypeId() != null) {
      throw new YamlException(
          "Tags (!) are not supported",
          here(),
          "remove the tag, or put a text that begins with ! in quotes");
    }
  }

  /** The parser tells types, not quotes; a plain scalar is one that begins with neither. */
  private boolean isQuoted() {
    long offset = parser.currentTokenLocation().getCharOffset();
    int first = offset < codePoints.length ? codePoints[(int) offset] : -1;
    return first == '"' || first == '\'' || first == '|' || first == '>';
  }

  private Place here() {
    if (start.isWhole()) {
      return start;
    }
    JsonLocation location = parser.currentTokenLocation();
    return new Place(start.source(), location.getLineNr(), location.getColumnNr());
  }
}
