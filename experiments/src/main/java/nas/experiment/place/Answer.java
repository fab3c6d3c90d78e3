package nas.experiment.place;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.SortedMap;
import nas.core.UserError;
import nas.core.UserException;
import nas.core.trial.Result;
import nas.evaluator.SliceResult;
import nas.proxy.service.MeasuredScores;
import nas.result.journal.ResultText;

/** What a {@link Workplace} answers. */
public sealed interface Answer {

  /**
   * Where the evaluation is.
   *
   * @param result ended or paused
   */
  record Evaluated(SliceResult result) implements Answer {}

  /**
   * What networks are worth without training.
   *
   * @param scores one entry for each architecture asked for, in their order
   */
  record Scored(List<MeasuredScores> scores) implements Answer {
    /** Copies the list. */
    public Scored {
      scores = List.copyOf(scores);
    }
  }

  /**
   * What evaluations depend on beside the settings.
   *
   * @param values by their keys
   */
  record Told(SortedMap<String, String> values) implements Answer {}

  /**
   * What is known of data, engine and evaluator.
   *
   * @param description all of it
   */
  record Described(Description description) implements Answer {}

  /**
   * Something that the user can mend, which ends the run.
   *
   * @param error what
   */
  record Refused(UserError error) implements Answer {}

  /**
   * A defect of the program or of a plug-in.
   *
   * @param thrown kind and message of the exception
   * @param trace its stack trace
   */
  record Broken(String thrown, String trace) implements Answer {}

  /** Returns what an exception says. */
  static Answer of(Throwable thrown) {
    if (thrown instanceof UserException told) {
      return new Refused(told.error());
    }
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    return new Broken(thrown.toString(), trace.toString());
  }

  /** Returns it as one line of JSON. */
  default String toText() {
    ObjectNode json = Json.object();
    if (this instanceof Evaluated evaluated) {
      if (evaluated.result() instanceof SliceResult.Ended ended) {
        json.set("ended", Json.read(ResultText.write(ended.result())));
      } else if (evaluated.result() instanceof SliceResult.Paused paused) {
        json.set("paused", SliceText.toJson(paused));
      }
    } else if (this instanceof Scored scored) {
      json.set("scored", ScoreText.toJson(scored.scores()));
    } else if (this instanceof Told told) {
      json.set("told", Json.of(told.values()));
    } else if (this instanceof Described described) {
      json.set("described", DescriptionText.toJson(described.description()));
    } else if (this instanceof Refused refused) {
      UserError error = refused.error();
      json.set(
          "refused",
          Json.object()
              .put("problem", error.problem())
              .put("where", error.where())
              .put("advice", error.advice()));
    } else if (this instanceof Broken broken) {
      json.set("broken", Json.object().put("thrown", broken.thrown()).put("trace", broken.trace()));
    }
    return json.toString();
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it is not the text of one
   */
  static Answer of(String text) {
    JsonNode json = Json.read(text);
    String kind = json.fieldNames().hasNext() ? json.fieldNames().next() : "";
    JsonNode content = json.path(kind);
    return switch (kind) {
      case "ended" -> new Evaluated(new SliceResult.Ended(result(content)));
      case "paused" -> new Evaluated(SliceText.paused(content));
      case "scored" -> new Scored(ScoreText.scores(content));
      case "told" -> new Told(Json.texts(content));
      case "described" -> new Described(DescriptionText.description(content));
      case "refused" ->
          new Refused(
              new UserError(
                  Json.text(content, "problem"),
                  Json.text(content, "where"),
                  Json.text(content, "advice")));
      case "broken" -> new Broken(Json.text(content, "thrown"), Json.text(content, "trace"));
      default -> throw new IllegalArgumentException("no answer: " + text);
    };
  }

  /**
   * Reads it where it is one of success.
   *
   * @throws UserException if it is that something has to be mended
   * @throws RuntimeException if it tells of a defect
   */
  static Answer reached(String text) {
    Answer answer = of(text);
    if (answer instanceof Refused refused) {
      throw new UserException(refused.error());
    }
    if (answer instanceof Broken broken) {
      throw new BrokenWorkException(broken);
    }
    return answer;
  }

  private static Result result(JsonNode json) {
    return ResultText.read(json.toString());
  }
}
