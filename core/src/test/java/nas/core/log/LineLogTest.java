package nas.core.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import nas.core.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineLogTest {

  private static final byte[] HEAD = "# log 1\n# a=b\n".getBytes(US_ASCII);

  private static final class Lines implements LineLog.Reader {
    private final List<String> read = new ArrayList<>();

    @Override
    public void line(int number, byte[] line) {
      read.add(number + " " + new String(line, US_ASCII));
    }

    @Override
    public UserException foreignHead(String found) {
      return new UserException(found, "");
    }

    @Override
    public UserException tooLong(int number) {
      return new UserException(number + " is too long", "");
    }
  }

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private final Lines lines = new Lines();

  private Path file() {
    return folder.resolve("log");
  }

  private LineLog log() {
    return new LineLog(file(), HEAD, 100);
  }

  private void write(String text) throws IOException {
    Files.writeString(file(), text);
  }

  private String torn(LineLog log) throws IOException {
    return new String(log.readNew(lines), US_ASCII);
  }

  @Test
  void readsWhatIsNewAndNoTornEnd() throws IOException {
    LineLog log = log();
    write("# log 1\n# a=b\none\ntw");
    assertEquals("tw", torn(log));
    assertEquals(List.of("3 one"), lines.read);
    assertEquals(18, log.end());
    write("# log 1\n# a=b\none\ntwo\nthree\n");
    assertEquals("", torn(log));
    assertEquals(List.of("3 one", "4 two", "5 three"), lines.read);
    write("# log 1\n# a=b\nanother\n");
    assertEquals("", torn(log));
    assertEquals("3 another", lines.read.get(3), "a file that became shorter is read anew");
  }

  @Test
  void anAppendedLineTakesThePlaceOfATornEnd() throws IOException {
    for (int cut = 0; cut <= HEAD.length; cut++) {
      LineLog log = log();
      write(new String(HEAD, 0, cut, US_ASCII));
      assertEquals("", torn(log));
      log.append("one\n".getBytes(US_ASCII));
      assertEquals("# log 1\n# a=b\none\n", Files.readString(file()), "cut at " + cut);
    }
    LineLog log = log();
    write("# log 1\n# a=b\none\ntwo and a half");
    assertEquals("two and a half", torn(log));
    log.append("two\n".getBytes(US_ASCII));
    assertEquals("# log 1\n# a=b\none\ntwo\n", Files.readString(file()));
    assertEquals("", torn(log));
    assertEquals(List.of("3 one"), lines.read);
  }

  @Test
  void whatOthersAppendedStays() throws IOException {
    for (String begun : List.of("# lo", "# log 1\n# a=b\none\ntorn")) {
      write(begun);
      try (LineAppender out = LineAppender.openShared(file(), HEAD, SyncPolicy.NEVER)) {
        out.append((begun.length() < HEAD.length ? "one\n" : "two\n").getBytes(US_ASCII));
      }
    }
    assertEquals("# log 1\n# a=b\none\ntwo\n", Files.readString(file()));
  }

  @Test
  void otherHeadsAndEndlessLinesAreRefused() throws IOException {
    LineLog log = log();
    write("# log 2\n# a=b\none\n");
    UserException foreign = assertThrows(UserException.class, () -> torn(log));
    assertEquals("# log 2\n# a=b\none\n", foreign.getMessage());
    write("# log 1\n# a=b\none\n" + "x".repeat(101) + "\n");
    for (int attempt = 0; attempt < 2; attempt++) {
      UserException endless = assertThrows(UserException.class, () -> torn(log));
      assertEquals("4 is too long", endless.getMessage(), "a damaged line is not passed over");
    }
  }

  @Test
  void sealedTextsAreFoundUnchangedOnly() {
    byte[] line = LogText.sealed("a,b", ',');
    byte[] body = Arrays.copyOf(line, line.length - 1);
    assertEquals(3 + 1 + 8, body.length);
    assertEquals(Optional.of("a,b"), LogText.unsealed(body, ','));
    assertEquals(Optional.empty(), LogText.unsealed(body, '\t'));
    assertEquals(Optional.empty(), LogText.unsealed(new byte[8], ','));
    for (int at = 0; at < body.length; at++) {
      byte[] damaged = body.clone();
      damaged[at] ^= 1;
      assertEquals(Optional.empty(), LogText.unsealed(damaged, ','), "byte " + at);
    }
  }

  @Test
  void escapedTextsAreAsciiAndComeBack() {
    String text = "a%b\tc,d\u00fc\n\uD83D\uDE00\"";
    assertEquals("a%0025b%0009c%002cd%00fc%000a%d83d%de00%0022", LogText.escaped(text, ",\""));
    assertEquals(text, LogText.unescaped(LogText.escaped(text, ",\"")));
    assertEquals(text, LogText.unescaped(LogText.escaped(text, "")));
    assertEquals(
        "# log 1\n# k%002c=v\n", LogText.head("# log 1\n", new TreeMap<>(Map.of("k,", "v")), ","));
    assertThrows(RuntimeException.class, () -> LogText.unescaped("a%00"));
  }
}
