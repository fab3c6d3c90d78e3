package nas.result.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import nas.core.trial.Better;
import nas.core.trial.FailureKind;
import nas.core.trial.Fidelity;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import org.jspecify.annotations.Nullable;

/**
 * Reads undamaged journal lines without building a tree of them, several times as fast.
 *
 * <p>It follows the order of keys that {@link JournalLine} writes, and gives up at whatever else
 * there is; then {@link JournalLine} finds out what is wrong. Whether the line is the text of the
 * record is for the caller to check.
 */
final class QuickLine {

  private static final JsonFactory FACTORY = new JsonFactory();

  /** Says that a line must be read the slow way. */
  private static final class OtherException extends Exception {
    private static final long serialVersionUID = 1L;

    OtherException() {
      super("another order or type", null, false, false);
    }
  }

  private final JsonParser json;

  private QuickLine(JsonParser json) {
    this.json = json;
  }

  /** Returns what the line says if it is written as expected. */
  static Optional<TrialRecord> decode(byte[] line) {
    try (JsonParser json = FACTORY.createParser(line)) {
      return Optional.of(new QuickLine(json).trial());
    } catch (IOException | OtherException | IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private TrialRecord trial() throws IOException, OtherException {
    require(json.nextToken() == JsonToken.START_OBJECT);
    int trial = integer("trial");
    String architecture = text("architecture");
    String canonicalId = text("canonical-id");
    key("duplicate-of");
    OptionalInt duplicateOf =
        json.nextToken() == JsonToken.VALUE_NULL
            ? OptionalInt.empty()
            : OptionalInt.of(json.getIntValue());
    String next = json.nextFieldName();
    Optional<Fidelity> fidelity = Optional.empty();
    if ("fidelity".equals(next)) {
      require(json.nextToken() == JsonToken.START_OBJECT);
      fidelity = Optional.of(new Fidelity(text("name"), number("cost")));
      require(json.nextToken() == JsonToken.END_OBJECT);
      next = json.nextFieldName();
    }
    require("status".equals(next));
    Result result = result(json.nextTextValue());
    key("wall");
    require(json.nextToken() == JsonToken.START_OBJECT);
    TrialRecord.Wall wall =
        new TrialRecord.Wall(WallTime.parse(text("started-at")), number("seconds"));
    return new TrialRecord(trial, architecture, canonicalId, duplicateOf, fidelity, result, wall);
  }

  private Result result(@Nullable String status) throws IOException, OtherException {
    if ("trained".equals(status)) {
      return trained();
    }
    return "skipped".equals(status) ? new Result.Skipped(text("skip-reason")) : failed();
  }

  private Result.Trained trained() throws IOException, OtherException {
    String next = json.nextFieldName();
    Objective objective = Objective.ACCURACY;
    if (JournalLine.OBJECTIVE.equals(next)) {
      objective = objective();
      next = json.nextFieldName();
    }
    require(("validation-" + objective.key()).equals(next));
    double validation = number();
    double test = number("test-" + objective.key());
    OptionalDouble seconds = simulatedSeconds();
    key("measurements");
    require(json.nextToken() == JsonToken.START_OBJECT);
    TreeMap<String, Double> measurements = new TreeMap<>();
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      measurements.put(name, number());
    }
    return WrittenMeasurements.trained(objective, validation, test, seconds, measurements);
  }

  private Objective objective() throws IOException, OtherException {
    require(json.nextToken() == JsonToken.START_OBJECT);
    String name = text("name");
    String unit = text("unit");
    Optional<Better> better = Better.of(text("better"));
    double minimum = end("minimum", Double.NEGATIVE_INFINITY);
    double maximum = end("maximum", Double.POSITIVE_INFINITY);
    boolean score = JournalLine.SCORE.equals(json.nextFieldName());
    require(
        better.isPresent()
            && (!score
                || (json.nextToken() == JsonToken.VALUE_TRUE
                    && json.nextToken() == JsonToken.END_OBJECT)));
    require(json.currentToken() == JsonToken.END_OBJECT);
    return new Objective(name, unit, better.orElseThrow(), minimum, maximum, score);
  }

  private double end(String key, double unlimited) throws IOException, OtherException {
    key(key);
    return json.nextToken() == JsonToken.VALUE_NULL ? unlimited : json.getDoubleValue();
  }

  private Result.Failed failed() throws IOException, OtherException {
    Optional<FailureKind> kind = FailureKind.of(text("failure-kind"));
    require(kind.isPresent());
    return new Result.Failed(kind.orElseThrow(), text("failure-message"), simulatedSeconds());
  }

  private OptionalDouble simulatedSeconds() throws IOException, OtherException {
    key("simulated-train-seconds");
    return json.nextToken() == JsonToken.VALUE_NULL
        ? OptionalDouble.empty()
        : OptionalDouble.of(json.getDoubleValue());
  }

  private int integer(String key) throws IOException, OtherException {
    key(key);
    require(json.nextToken() == JsonToken.VALUE_NUMBER_INT);
    return json.getIntValue();
  }

  private double number(String key) throws IOException, OtherException {
    key(key);
    return number();
  }

  private double number() throws IOException, OtherException {
    JsonToken token = json.nextToken();
    require(token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_NUMBER_INT);
    return json.getDoubleValue();
  }

  private String text(String key) throws IOException, OtherException {
    key(key);
    String text = json.nextTextValue();
    if (text == null) {
      throw new OtherException();
    }
    return text;
  }

  private void key(String name) throws IOException, OtherException {
    require(name.equals(json.nextFieldName()));
  }

  private static void require(boolean asExpected) throws OtherException {
    if (!asExpected) {
      throw new OtherException();
    }
  }
}
