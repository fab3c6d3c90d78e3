package nas.core;

import java.io.Serializable;

/**
 * What is wrong with something that a user gave, where in it, and what to do.
 *
 * @param problem what is wrong with which value, without the full stop
 * @param where such as {@code trials.csv:3}; empty where the problem names the place
 * @param advice what to do, without the leading "Maybe"; empty if there is nothing to say
 */
public record UserError(String problem, String where, String advice) implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Creates the error for a problem that names its place. */
  public UserError(String problem, String advice) {
    this(problem, "", advice);
  }

  /** Returns the problem, behind its place. */
  public String message() {
    return where.isEmpty() ? problem : where + ": " + problem;
  }

  /** Returns problem and advice in sentences, as people read them. */
  public String text() {
    String message = message();
    String sentence = message.endsWith(".") ? message : message + ".";
    String separator = message.contains("\n") ? System.lineSeparator() : " ";
    return advice.isEmpty() ? sentence : sentence + separator + "Maybe " + advice + ".";
  }
}
