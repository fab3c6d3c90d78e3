package nas.result.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import nas.core.file.JsonProblem;
import nas.core.log.LogText;
import nas.core.trial.Better;
import nas.core.trial.FailureKind;
import nas.core.trial.Fidelity;
import nas.core.trial.Objective;
import nas.core.trial.Result;

/**
 * The text of one line, most often of a trial: a JSON object in ASCII with keys in a fixed order,
 * closed by the CRC-32C of the bytes before that key.
 *
 * <p>Every trial has exactly one text. A line is accepted only if it is the text of what it says,
 * so nothing that was changed by hand or by a failing disk can pass as a record.
 */
final class JournalLine {

  private static final String CRC_KEY = ",\"crc32c\":\"";
  private static final int CRC_PART = CRC_KEY.length() + 8 + 2;

  private static final int USUAL_BYTES = 512;

  private static final Pattern CRC_END = Pattern.compile(",\"crc32c\":\"[0-9a-f]{8}\"\\}");

  /** Stands only where it is not full. */
  private static final String FIDELITY = "fidelity";

  /** Stands only where it is not accuracy in percent. */
  static final String OBJECTIVE = "objective";

  private static final List<String> OBJECTIVE_KEYS =
      List.of("name", "unit", "better", "minimum", "maximum");

  /** Stands in an objective only where it is a score. */
  static final String SCORE = "score";

  /** Keys that say of which trial a result is. */
  private static final Set<String> TRIAL_KEYS =
      Set.of("trial", "architecture", "canonical-id", "duplicate-of", "wall", "crc32c");

  private static final List<String> TRAINED_KEYS =
      List.of(
          "trial",
          "architecture",
          "canonical-id",
          "duplicate-of",
          "status",
          "simulated-train-seconds",
          "measurements",
          "wall",
          "crc32c");
  private static final List<String> SKIPPED_KEYS =
      List.of(
          "trial",
          "architecture",
          "canonical-id",
          "duplicate-of",
          "status",
          "skip-reason",
          "wall",
          "crc32c");
  private static final List<String> FAILED_KEYS =
      List.of(
          "trial",
          "architecture",
          "canonical-id",
          "duplicate-of",
          "status",
          "failure-kind",
          "failure-message",
          "simulated-train-seconds",
          "wall",
          "crc32c");

  // The fast writer is the shortest-round-trip one; Double.toString is so only from Java 19 on.
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build();
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JournalLine() {}

  /** Says that a line is not the text of a trial, and why. */
  static final class BadLineException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String problem;

    BadLineException(String problem) {
      super(problem);
      this.problem = problem;
    }

    String problem() {
      return problem;
    }
  }

  /** Writes the fields of a line. */
  @FunctionalInterface
  interface Fields {
    /** Writes them, in their order. */
    void write(JsonGenerator json) throws IOException;
  }

  /** Returns the line of a trial with its newline. */
  static byte[] encode(TrialRecord trial) {
    return sealed(json -> write(json, trial, true));
  }

  /** Returns the line with these fields and their checksum, with its newline. */
  static byte[] sealed(Fields fields) {
    byte[] body = object(fields);
    int open = body.length - 1;
    byte[] end = ascii(CRC_KEY + LogText.checksum(body, open) + "\"}\n");
    byte[] line = Arrays.copyOf(body, open + end.length);
    System.arraycopy(end, 0, line, open, end.length);
    return line;
  }

  /** Returns the text of a trial without wall-clock fields and checksum, with a newline. */
  static byte[] canonicalBytes(TrialRecord trial) {
    byte[] text = object(json -> write(json, trial, false));
    byte[] line = Arrays.copyOf(text, text.length + 1);
    line[text.length] = '\n';
    return line;
  }

  /** Returns the text of a result alone. */
  static String text(Result result) {
    return new String(object(json -> writeResult(json, result)), StandardCharsets.US_ASCII);
  }

  /** Reads the text of a result alone. */
  static Result result(String text) throws BadLineException {
    JsonNode node = parse(text.getBytes(StandardCharsets.UTF_8));
    checkKeys(node, TRIAL_KEYS);
    return result(node);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] object(Fields fields) {
    ByteArrayOutputStream text = new ByteArrayOutputStream(USUAL_BYTES);
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toByteArray();
  }

  private static void write(JsonGenerator json, TrialRecord trial, boolean withWall)
      throws IOException {
    json.writeNumberField("trial", trial.trial());
    json.writeStringField("architecture", trial.architecture());
    json.writeStringField("canonical-id", trial.canonicalId());
    if (trial.duplicateOf().isPresent()) {
      json.writeNumberField("duplicate-of", trial.duplicateOf().getAsInt());
    } else {
      json.writeNullField("duplicate-of");
    }
    if (trial.fidelity().isPresent()) {
      json.writeObjectFieldStart(FIDELITY);
      json.writeStringField("name", trial.fidelity().get().name());
      json.writeNumberField("cost", trial.fidelity().get().cost());
      json.writeEndObject();
    }
    writeResult(json, trial.result());
    if (withWall) {
      json.writeObjectFieldStart("wall");
      json.writeStringField("started-at", WallTime.format(trial.wall().startedAt()));
      json.writeNumberField("seconds", trial.wall().seconds());
      json.writeEndObject();
    }
  }

  private static void writeResult(JsonGenerator json, Result result) throws IOException {
    if (result instanceof Result.Trained trained) {
      json.writeStringField("status", "trained");
      writeObjective(json, trained.objective());
      json.writeNumberField("validation-" + trained.objective().key(), trained.validation());
      json.writeNumberField("test-" + trained.objective().key(), trained.reported());
      writeSimulatedSeconds(json, result);
      json.writeObjectFieldStart("measurements");
      for (Map.Entry<String, Double> measurement : WrittenMeasurements.of(trained).entrySet()) {
        json.writeNumberField(measurement.getKey(), measurement.getValue());
      }
      json.writeEndObject();
    } else if (result instanceof Result.Failed failed) {
      json.writeStringField("status", "failed");
      json.writeStringField("failure-kind", failed.kind().key());
      json.writeStringField("failure-message", failed.message());
      writeSimulatedSeconds(json, result);
    } else if (result instanceof Result.Skipped skipped) {
      json.writeStringField("status", "skipped");
      json.writeStringField("skip-reason", skipped.reason());
    }
  }

  private static void writeObjective(JsonGenerator json, Objective objective) throws IOException {
    if (objective.equals(Objective.ACCURACY)) {
      return;
    }
    json.writeObjectFieldStart(OBJECTIVE);
    json.writeStringField("name", objective.name());
    json.writeStringField("unit", objective.unit());
    json.writeStringField("better", objective.better().key());
    writeEnd(json, "minimum", objective.minimum());
    writeEnd(json, "maximum", objective.maximum());
    if (objective.score()) {
      json.writeBooleanField(SCORE, true);
    }
    json.writeEndObject();
  }

  private static void writeEnd(JsonGenerator json, String key, double end) throws IOException {
    if (Double.isInfinite(end)) {
      json.writeNullField(key);
    } else {
      json.writeNumberField(key, end);
    }
  }

  private static void writeSimulatedSeconds(JsonGenerator json, Result result) throws IOException {
    if (result.simulatedTrainSeconds().isPresent()) {
      json.writeNumberField(
          "simulated-train-seconds", result.simulatedTrainSeconds().getAsDouble());
    } else {
      json.writeNullField("simulated-train-seconds");
    }
  }

  /**
   * Reads a line.
   *
   * @param line its bytes without the newline
   */
  static JournalEntry decode(byte[] line) throws BadLineException {
    checkCrc(line);
    if (SearchLines.isIdentity(line)) {
      return SearchLines.identity(line);
    }
    return SearchLines.isEnd(line) ? SearchLines.end(line) : trial(line);
  }

  /**
   * Says whether the line of a trial, with its newline, is read as that trial, its time cut to the
   * millisecond; one that is not may still be readable. As a trial has one text, there is none to
   * compare the line with then.
   */
  static boolean readsAs(byte[] line, TrialRecord trial) {
    Optional<TrialRecord> read = QuickLine.decode(line);
    TrialRecord.Wall wall = trial.wall();
    return read.isPresent()
        && read.get()
            .equals(
                trial.with(
                    new TrialRecord.Wall(
                        wall.startedAt().truncatedTo(ChronoUnit.MILLIS), wall.seconds())));
  }

  private static TrialRecord trial(byte[] line) throws BadLineException {
    Optional<TrialRecord> quick = QuickLine.decode(line);
    if (quick.isPresent() && isTextOf(quick.get(), line)) {
      return quick.get();
    }
    JsonNode node = parse(line);
    checkKeys(node, Set.of());
    TrialRecord trial =
        new TrialRecord(
            integer(node, "trial"),
            string(node, "architecture"),
            string(node, "canonical-id"),
            node.get("duplicate-of").isNull()
                ? OptionalInt.empty()
                : OptionalInt.of(integer(node, "duplicate-of")),
            fidelity(node),
            result(node),
            wall(node.get("wall")));
    if (!isTextOf(trial, line)) {
      throw otherwiseWritten();
    }
    return trial;
  }

  static BadLineException otherwiseWritten() {
    return new BadLineException("the line is not written the way this program writes it");
  }

  private static boolean isTextOf(TrialRecord trial, byte[] line) {
    byte[] expected = encode(trial);
    return Arrays.equals(expected, 0, expected.length - 1, line, 0, line.length);
  }

  private static void checkCrc(byte[] line) throws BadLineException {
    int bodyLength = line.length - CRC_PART;
    String end =
        bodyLength < 0 ? "" : new String(line, bodyLength, CRC_PART, StandardCharsets.ISO_8859_1);
    if (!CRC_END.matcher(end).matches()) {
      throw new BadLineException(
          "the line does not end in a checksum, so it is damaged or no journal line");
    }
    String stated = end.substring(CRC_KEY.length(), CRC_KEY.length() + 8);
    String actual = LogText.checksum(line, bodyLength);
    if (!actual.equals(stated)) {
      throw new BadLineException(
          "the line was changed after it was written: its checksum is "
              + actual
              + ", but it states "
              + stated);
    }
  }

  static JsonNode parse(byte[] line) throws BadLineException {
    try {
      return MAPPER.readTree(new String(line, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new BadLineException(
          "the line is not JSON: " + JsonProblem.words(e.getOriginalMessage()));
    }
  }

  /** Checks that an object has the keys of a line, but for those that are left out. */
  private static void checkKeys(JsonNode node, Set<String> without) throws BadLineException {
    if (!node.isObject()) {
      throw new BadLineException("the line is not a JSON object");
    }
    String status = node.path("status").asText("");
    List<String> expected = new ArrayList<>(expectedKeys(status, objective(node)));
    expected.removeAll(without);
    List<String> keys = keys(node);
    for (String key : keys) {
      if (!expected.contains(key) && !key.equals(FIDELITY) && !key.equals(OBJECTIVE)) {
        throw new BadLineException("unknown key " + key);
      }
    }
    for (String key : expected) {
      if (!keys.contains(key)) {
        throw new BadLineException("key " + key + " is missing");
      }
    }
  }

  private static List<String> expectedKeys(String status, Objective objective)
      throws BadLineException {
    return switch (status) {
      case "trained" ->
          Stream.concat(
                  TRAINED_KEYS.stream(),
                  Stream.of("validation-" + objective.key(), "test-" + objective.key()))
              .toList();
      case "failed" -> FAILED_KEYS;
      case "skipped" -> SKIPPED_KEYS;
      default ->
          throw new BadLineException("status (" + status + ") must be trained, failed or skipped");
    };
  }

  private static List<String> keys(JsonNode node) {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private static Optional<Fidelity> fidelity(JsonNode node) throws BadLineException {
    JsonNode fidelity = node.get(FIDELITY);
    if (fidelity == null) {
      return Optional.empty();
    }
    if (!fidelity.isObject() || !keys(fidelity).equals(List.of("name", "cost"))) {
      throw new BadLineException("fidelity must be an object with the keys name and cost");
    }
    try {
      return Optional.of(new Fidelity(string(fidelity, "name"), number(fidelity, "cost")));
    } catch (IllegalArgumentException e) {
      throw new BadLineException(String.valueOf(e.getMessage()));
    }
  }

  private static Objective objective(JsonNode node) throws BadLineException {
    JsonNode objective = node.get(OBJECTIVE);
    if (objective == null) {
      return Objective.ACCURACY;
    }
    List<String> keys = new ArrayList<>(OBJECTIVE_KEYS);
    if (objective.has(SCORE)) {
      keys.add(SCORE);
    }
    if (!objective.isObject() || !keys(objective).equals(keys)) {
      throw new BadLineException(
          "objective must be an object with the keys " + String.join(", ", OBJECTIVE_KEYS));
    }
    String better = string(objective, "better");
    try {
      return new Objective(
          string(objective, "name"),
          string(objective, "unit"),
          Better.of(better)
              .orElseThrow(
                  () -> new BadLineException("better (" + better + ") must be higher or lower")),
          end(objective, "minimum", Double.NEGATIVE_INFINITY),
          end(objective, "maximum", Double.POSITIVE_INFINITY),
          objective.has(SCORE));
    } catch (IllegalArgumentException e) {
      throw new BadLineException(String.valueOf(e.getMessage()));
    }
  }

  private static double end(JsonNode objective, String key, double unlimited)
      throws BadLineException {
    return objective.get(key).isNull() ? unlimited : number(objective, key);
  }

  private static Result result(JsonNode node) throws BadLineException {
    if (node.get("status").asText().equals("skipped")) {
      return new Result.Skipped(string(node, "skip-reason"));
    }
    OptionalDouble simulated =
        node.get("simulated-train-seconds").isNull()
            ? OptionalDouble.empty()
            : OptionalDouble.of(number(node, "simulated-train-seconds"));
    if (node.get("status").asText().equals("failed")) {
      return new Result.Failed(
          failureKind(string(node, "failure-kind")), string(node, "failure-message"), simulated);
    }
    JsonNode measurements = node.get("measurements");
    if (!measurements.isObject()) {
      throw new BadLineException("measurements must be an object");
    }
    TreeMap<String, Double> values = new TreeMap<>();
    for (String name : keys(measurements)) {
      values.put(name, number(measurements, name));
    }
    Objective objective = objective(node);
    double validation = number(node, "validation-" + objective.key());
    double test = number(node, "test-" + objective.key());
    try {
      return WrittenMeasurements.trained(objective, validation, test, simulated, values);
    } catch (IllegalArgumentException e) {
      throw new BadLineException(String.valueOf(e.getMessage()));
    }
  }

  private static FailureKind failureKind(String key) throws BadLineException {
    Optional<FailureKind> kind = FailureKind.of(key);
    if (kind.isEmpty()) {
      throw new BadLineException("failure-kind (" + key + ") is none that this program knows");
    }
    return kind.get();
  }

  private static TrialRecord.Wall wall(JsonNode wall) throws BadLineException {
    if (!wall.isObject() || !keys(wall).equals(List.of("started-at", "seconds"))) {
      throw new BadLineException("wall must be an object with the keys started-at and seconds");
    }
    String startedAt = string(wall, "started-at");
    try {
      return new TrialRecord.Wall(
          Instant.parse(startedAt).truncatedTo(ChronoUnit.MILLIS), number(wall, "seconds"));
    } catch (DateTimeException e) {
      throw new BadLineException("started-at (" + startedAt + ") is not a time in UTC");
    }
  }

  static int integer(JsonNode node, String key) throws BadLineException {
    JsonNode value = node.path(key);
    if (!value.isInt()) {
      throw new BadLineException(key + " (" + value + ") must be a whole number");
    }
    return value.intValue();
  }

  private static double number(JsonNode node, String key) throws BadLineException {
    JsonNode value = node.get(key);
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw new BadLineException(key + " (" + value + ") must be a finite number");
    }
    return value.doubleValue();
  }

  static String string(JsonNode node, String key) throws BadLineException {
    JsonNode value = node.path(key);
    if (!value.isTextual()) {
      throw new BadLineException(key + " (" + value + ") must be a text");
    }
    return value.textValue();
  }
}
