package nas.core.text;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.Optional;

/**
 * Texts that Java has from the system and gives to it: arguments, names of files, the working
 * directory. Java encodes them as the locale says, and in one that knows ASCII only (C, POSIX, or
 * none at all as in many containers) all other letters are lost.
 */
public final class NativeText {

  /** What Java puts in the place of bytes that it cannot decode. */
  public static final char LOST = '\uFFFD';

  /** What to do where letters are lost, after "Maybe". */
  public static final String ADVICE =
      "start the program with LC_ALL=C.UTF-8, as in 'LC_ALL=C.UTF-8 java -jar nas.jar'";

  private NativeText() {}

  /** Returns whether the system's texts can hold all letters. */
  public static boolean holdsAllLetters() {
    return charset().filter(StandardCharsets.UTF_8::equals).isPresent();
  }

  /** Returns why letters are lost, such as "in this locale, whose character set is US-ASCII". */
  public static String locale() {
    return "in this locale"
        + charset().map(known -> ", whose character set is " + known.name()).orElse("");
  }

  /** Returns why a text cannot name a file, after "cannot be a path". */
  public static String whyNoPath(InvalidPathException refused) {
    boolean ascii = StandardCharsets.US_ASCII.newEncoder().canEncode(refused.getInput());
    return ascii ? ": " + refused.getReason() : " " + locale();
  }

  /** Returns what to do about a text that cannot name a file; empty if nothing but another text. */
  public static String pathAdvice(InvalidPathException refused) {
    return whyNoPath(refused).startsWith(":") ? "" : ADVICE;
  }

  /** Returns the character set by which Java decodes them, if it tells. */
  private static Optional<Charset> charset() {
    return Optional.ofNullable(System.getProperty("sun.jnu.encoding"))
        .filter(Charset::isSupported)
        .map(Charset::forName);
  }
}
