package nas.engine.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the tokens of a text are. */
public enum TextUnit {
  /** Its characters (Unicode code points). */
  CHARACTERS,
  /** What stands between blanks; the end of a line is a word of its own, {@code <eos>}. */
  WORDS;

  private static final String END_OF_LINE = "<eos>";

  /** Returns the tokens of a text, in order. */
  List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    if (this == CHARACTERS) {
      text.codePoints().mapToObj(Character::toString).forEach(tokens::add);
      return tokens;
    }
    for (String line : text.lines().toList()) {
      String stripped = line.strip();
      if (!stripped.isEmpty()) {
        tokens.addAll(List.of(stripped.split("\\s+", -1)));
      }
      tokens.add(END_OF_LINE);
    }
    return tokens;
  }

  /** Returns its name in texts. */
  String words() {
    return name().toLowerCase(Locale.ROOT);
  }
}
