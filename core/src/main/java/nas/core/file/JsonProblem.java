package nas.core.file;

import java.util.List;
import java.util.regex.Pattern;

/** What a JSON parser says is wrong with a file, without its words about itself. */
public final class JsonProblem {

  private static final List<Pattern> ABOUT_THE_PARSER =
      List.of(
          Pattern.compile(" \\(start marker at \\[Source: .*", Pattern.DOTALL),
          Pattern.compile(": (enable|not allowed as per) `.*", Pattern.DOTALL),
          Pattern.compile(", from `[^`]*`"),
          Pattern.compile(" \\(bound as `[^`]*`\\)"));

  private JsonProblem() {}

  /**
   * Returns what people can use of a parser's message.
   *
   * @param message as the parser has it, without the place
   */
  public static String words(String message) {
    String words = message;
    for (Pattern about : ABOUT_THE_PARSER) {
      words = about.matcher(words).replaceAll("");
    }
    return words;
  }
}
