package nas.result.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.result.journal.JournalLine.BadLineException;

/**
 * The texts of what a journal says about its search as a whole: who it is, as the first line, and
 * why it ended, as the last. Both are sealed like trials.
 */
final class SearchLines {

  static final String IDENTITY_HEAD = "{\"journal\":";
  static final String END_HEAD = "{\"end\":\"";

  private SearchLines() {}

  /** Returns the line of an identity with its newline. */
  static byte[] encode(SearchIdentity identity) {
    return JournalLine.sealed(
        json -> {
          json.writeNumberField("journal", SearchIdentity.FORMAT);
          json.writeStringField("experiment", identity.experiment());
          json.writeNumberField("seed", identity.seed());
          json.writeStringField("strategy", identity.strategy());
          json.writeNumberField("repetition", identity.repetition());
          writeDigests(json, identity.digests());
        });
  }

  private static void writeDigests(JsonGenerator json, SortedMap<String, String> digests)
      throws IOException {
    json.writeObjectFieldStart("digests");
    for (Map.Entry<String, String> digest : digests.entrySet()) {
      json.writeStringField(digest.getKey(), digest.getValue());
    }
    json.writeEndObject();
  }

  /** Returns the line of an end with its newline. */
  static byte[] encode(SearchEnd end) {
    return JournalLine.sealed(
        json -> {
          json.writeStringField("end", end.reason().word());
          json.writeNumberField("trials", end.trials());
          json.writeStringField("detail", end.detail());
        });
  }

  static boolean isIdentity(byte[] line) {
    return beginsWith(line, IDENTITY_HEAD);
  }

  static boolean isEnd(byte[] line) {
    return beginsWith(line, END_HEAD);
  }

  private static boolean beginsWith(byte[] line, String head) {
    byte[] bytes = head.getBytes(StandardCharsets.US_ASCII);
    return line.length >= bytes.length
        && Arrays.equals(line, 0, bytes.length, bytes, 0, bytes.length);
  }

  /** Reads the line of an identity, whose checksum is right. */
  static SearchIdentity identity(byte[] line) throws BadLineException {
    JsonNode node = JournalLine.parse(line);
    int format = JournalLine.integer(node, "journal");
    if (format != SearchIdentity.FORMAT) {
      throw new BadLineException(
          "the journal has format " + format + ", this program knows " + SearchIdentity.FORMAT);
    }
    JsonNode seed = node.path("seed");
    if (!seed.canConvertToLong() || !seed.isIntegralNumber()) {
      throw new BadLineException("seed (" + seed + ") must be a whole number");
    }
    SearchIdentity identity =
        new SearchIdentity(
            JournalLine.string(node, "experiment"),
            seed.longValue(),
            JournalLine.string(node, "strategy"),
            JournalLine.integer(node, "repetition"),
            digests(node.path("digests")));
    requireTextOf(encode(identity), line);
    return identity;
  }

  private static SortedMap<String, String> digests(JsonNode node) throws BadLineException {
    SortedMap<String, String> digests = new TreeMap<>();
    for (Map.Entry<String, JsonNode> digest : node.properties()) {
      digests.put(digest.getKey(), JournalLine.string(node, digest.getKey()));
    }
    return digests;
  }

  /** Reads the line of an end, whose checksum is right. */
  static SearchEnd end(byte[] line) throws BadLineException {
    JsonNode node = JournalLine.parse(line);
    String word = JournalLine.string(node, "end");
    SearchEnd end =
        new SearchEnd(
            SearchEnd.Reason.find(word)
                .orElseThrow(() -> new BadLineException("unknown reason to end " + word)),
            JournalLine.integer(node, "trials"),
            JournalLine.string(node, "detail"));
    requireTextOf(encode(end), line);
    return end;
  }

  private static void requireTextOf(byte[] expected, byte[] line) throws BadLineException {
    if (!Arrays.equals(expected, 0, expected.length - 1, line, 0, line.length)) {
      throw JournalLine.otherwiseWritten();
    }
  }
}
