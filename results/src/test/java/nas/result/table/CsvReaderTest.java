package nas.result.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import nas.core.UserException;
import nas.core.file.CsvReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CsvReaderTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private Path file(String text) {
    return file(text.getBytes(StandardCharsets.UTF_8));
  }

  private Path file(byte[] content) {
    try {
      return Files.write(folder.resolve("t.csv"), content);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static byte[] compressed(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return bytes.toByteArray();
  }

  /** Returns all rows, each with its line number in front. */
  private static List<List<String>> rows(Path file) {
    List<List<String>> rows = new ArrayList<>();
    try (CsvReader csv = CsvReader.open(file)) {
      while (csv.next()) {
        List<String> row = new ArrayList<>(List.of(Integer.toString(csv.line())));
        for (int i = 0; i < csv.header().size(); i++) {
          row.add(csv.cell(i));
        }
        rows.add(row);
      }
      assertFalse(csv.next(), "the end stays the end");
    }
    return rows;
  }

  @Test
  void cellsAreWhatRfc4180Says() {
    String text = "a,\"b, \"\"c\"\"\"\r\n1,\"x\r\ny\"\r\n\"\",2\r\n";
    assertEquals(List.of(List.of("2", "1", "x\r\ny"), List.of("4", "", "2")), rows(file(text)));
    try (CsvReader csv = CsvReader.open(file(text))) {
      assertEquals(List.of("a", "b, \"c\""), csv.header());
    }
  }

  @Test
  void linesMayEndInManyWays() {
    List<List<String>> expected = List.of(List.of("2", "1", "2"), List.of("3", "3", ""));
    for (String text :
        List.of("a,b\n1,2\n3,", "a,b\r\n1,2\r\n3,\r\n", "\uFEFFa,b\n1,2\n3,\n\n\n")) {
      assertEquals(expected, rows(file(text)), text);
    }
    assertEquals(List.of(List.of("4", "1", "2")), rows(file("a,b\n\n\n1,2\n")));
  }

  @Test
  @Tag("slow")
  void whatIsWrittenIsReadAgain() throws IOException {
    long seed = 23;
    Random random = new Random(seed);
    String letters = "ab,\"\r\n ;é漢";
    for (int round = 0; round < 200; round++) {
      List<List<String>> rows = new ArrayList<>();
      StringBuilder text = new StringBuilder("h1,h2,h3\r\n");
      for (int row = 0; row < 5; row++) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          StringBuilder cell = new StringBuilder();
          for (int k = random.nextInt(4); k > 0; k--) {
            cell.append(letters.charAt(random.nextInt(letters.length())));
          }
          cells.add(cell.toString());
        }
        // Rows without anything in them are left out.
        cells.set(0, cells.get(0) + "x");
        rows.add(cells);
        text.append(CsvText.line(cells));
      }
      byte[] plain = text.toString().getBytes(StandardCharsets.UTF_8);
      for (byte[] content : List.of(plain, compressed(plain))) {
        List<List<String>> read =
            rows(file(content)).stream().map(row -> row.subList(1, row.size())).toList();
        assertEquals(rows, read, "seed " + seed + ", round " + round);
      }
    }
  }

  @Test
  void numbersAreFiniteOrAbsent() {
    try (CsvReader csv = CsvReader.open(file("a,b,c\n-1.5e-3, 7 ,\n"))) {
      assertTrue(csv.next());
      assertEquals(OptionalDouble.of(-0.0015), csv.number(0));
      assertEquals(OptionalDouble.of(7), csv.number(1));
      assertEquals(OptionalDouble.empty(), csv.number(2));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nan", "NaN", "-inf", "Infinity", "1e999", "1,5", "0x1p3", "1d", "1-2"})
  void otherThingsAreNoNumbers(String cell) {
    try (CsvReader csv = CsvReader.open(file("a\n1\n\"" + cell + "\"\n"))) {
      assertTrue(csv.next());
      assertTrue(csv.next());
      UserException refused = assertThrows(UserException.class, () -> csv.number(0));
      assertEquals(
          folder.resolve("t.csv")
              + ":3: column \"a\" holds \""
              + cell
              + "\", which is not a finite number",
          refused.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "'a,b~1,2,3' | ':2: 3 cells where the header has 2'",
        "'a,b~1,2~3' | ':3: 1 cell where the header has 2'",
        "'a,b~1,\"2~3,4' | ':2 is not CSV: the row has a quotation mark that is never closed'",
        "'a,b~1,\"2\"x' | ':2 is not CSV: the row has text after a closing quotation mark'",
        "'a,b~1,2\"' | ':2 is not CSV: the row has a quotation mark inside a cell that does not"
            + " begin with one'",
        "'a,a~1,2' | ':1: there are two columns \"a\"'",
        "'a;b~1;2;3' | ':2: 3 cells where the header has 2'",
        "'' | ' is empty: it has no header'",
      })
  void brokenFilesAreRefused(String text, String message) {
    Path file = file(text.replace('~', '\n'));
    assertEquals(file + message, assertThrows(UserException.class, () -> rows(file)).getMessage());
  }

  @Test
  void longAndBinaryFilesAreRefused() {
    byte[] random = new byte[5000];
    new Random(1).nextBytes(random);
    for (byte[] content :
        List.of(
            random,
            new byte[100],
            ("a\n" + "x".repeat(100_000)).getBytes(StandardCharsets.UTF_8),
            "a,".repeat(20_000).getBytes(StandardCharsets.UTF_8))) {
      Path file = file(content);
      String message = assertThrows(UserException.class, () -> rows(file)).getMessage();
      assertTrue(message.contains(" is not CSV: "), message);
    }
  }

  @Test
  void everyCutOrChangedArchiveIsRefused() throws IOException {
    StringBuilder text = new StringBuilder("a,b\n");
    for (int i = 0; i < 200; i++) {
      text.append(i).append(',').append(i * 7919 % 104_729).append('\n');
    }
    byte[] whole = compressed(text.toString().getBytes(StandardCharsets.UTF_8));
    for (int length = 2; length < whole.length; length += 7) {
      Path file = file(Arrays.copyOf(whole, length));
      String message = assertThrows(UserException.class, () -> rows(file)).getMessage();
      assertTrue(message.contains("ends in the middle of its compressed data"), message);
    }
    whole[whole.length / 2] ^= 0x55;
    Path changed = file(whole);
    assertThrows(UserException.class, () -> rows(changed));
  }

  @Test
  void missingFilesAndFoldersAreRefused() {
    String missing =
        assertThrows(UserException.class, () -> CsvReader.open(folder.resolve("x"))).getMessage();
    assertTrue(missing.endsWith("x: there is no such file"), missing);
    String isFolder = assertThrows(UserException.class, () -> CsvReader.open(folder)).getMessage();
    assertTrue(isFolder.endsWith("it is a folder"), isFolder);
  }

  private static final List<List<String>> READ =
      List.of(List.of("1", "a:b", "2"), List.of("x y", "", "3"));

  /** Returns the rows without their lines, which differ. */
  private static List<List<String>> cells(Path file) {
    return rows(file).stream().map(row -> row.subList(1, row.size())).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {",", ";", "\t", "|"})
  void separatorsMarksCommentsAndEmptyRowsAreSeenThrough(String separator) {
    String plain = "id,arch,n\n1,a:b,2\nx y,,3\n".replace(",", separator);
    String quoted =
        "\"id\",\"arch\",\"n\"\n\"1\",\"a:b\",\"2\"\n\"x y\",\"\",3\n".replace(",", separator);
    for (String text :
        List.of(
            plain,
            quoted,
            "# made in 2024, by hand\n#\n" + plain,
            "\n  \n" + plain.replace("x y", "# a comment\n\nx y"),
            plain + "\n" + separator + separator + "\n",
            plain.replace("\n", separator + "\n"),
            plain.replace("\n", "\r"),
            plain.replace("\n", "\r\n"))) {
      for (String mark : List.of("", "\uFEFF")) {
        assertEquals(READ, cells(file(mark + text)), mark + text);
      }
      assertEquals(READ, cells(file(("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE))), text);
      assertEquals(READ, cells(file(("\uFEFF" + text).getBytes(StandardCharsets.UTF_16BE))), text);
    }
  }

  @Test
  void longFilesHaveTheirLines() {
    StringBuilder text = new StringBuilder("a;b\n");
    for (int i = 0; i < 40_000; i++) {
      text.append("\"").append(i).append("\";x").append(i % 7).append(i % 3 == 0 ? "\r\n" : "\n");
    }
    List<List<String>> rows = rows(file(text.toString()));
    assertEquals(40_000, rows.size());
    for (int i = 0; i < 40_000; i++) {
      assertEquals(List.of("" + (i + 2), "" + i, "x" + i % 7), rows.get(i));
    }
  }

  @Test
  void anIndexWithoutAHeadIsNamedAndDecimalCommasAreExplained() {
    UserException index = assertThrows(UserException.class, () -> rows(file("a,b\n0,1,2\n")));
    assertEquals("the header lacks the name of a column, such as that of an index", index.advice());
    try (CsvReader csv = CsvReader.open(file("a;b\n64,03;1\nnan;-inf\n"))) {
      assertTrue(csv.next());
      UserException comma = assertThrows(UserException.class, () -> csv.number(0));
      assertEquals("write it with a point instead of a comma", comma.advice());
      assertFalse(csv.saysNoNumber(1));
      assertTrue(csv.next());
      assertTrue(csv.saysNoNumber(0) && csv.saysNoNumber(1));
    }
  }

  @Test
  void everyLaterPartOfAnArchiveCounts() throws IOException {
    byte[] one = compressed("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8));
    byte[] two = compressed("3,4\n".getBytes(StandardCharsets.UTF_8));
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    assertEquals(List.of(List.of("1", "2"), List.of("3", "4")), cells(file(both)));
    for (int at = one.length; at < both.length; at++) {
      if (at - one.length >= 4 && at - one.length < 10) {
        continue; // The time and the system that it was made at.
      }
      byte[] damaged = both.clone();
      damaged[at] ^= 0x11;
      assertThrows(UserException.class, () -> rows(file(damaged)), "byte " + (at - one.length));
    }
  }

  @Test
  void whatASpreadsheetWouldRunIsHarmlessInTheFileAndReadBack() throws IOException {
    List<String> cells =
        List.of(
            "=cmd|' /C calc'!A0",
            "+1+1",
            "-2+3",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "\uFF1D1+1",
            "'=1",
            "''=1",
            "'quoted'",
            "-",
            "-1.5E-3",
            "+7",
            "plain",
            "a=b");
    StringBuilder text = new StringBuilder(CsvText.line(List.of("cell", "=head")));
    cells.forEach(cell -> text.append(CsvText.line(List.of(cell, "1"))));
    for (String line : text.toString().split("\r\n", -1)) {
      String start = line.startsWith("\"") ? line.substring(1) : line;
      assertFalse(
          !start.isEmpty() && "=+@\t\r\n".indexOf(start.charAt(0)) >= 0 && !start.startsWith("+7"),
          line);
    }
    assertTrue(text.toString().contains("\r\n-1.5E-3,1\r\n"), "numbers stay numbers");
    try (CsvReader csv = CsvReader.open(file(text.toString()))) {
      assertEquals(List.of("cell", "=head"), csv.header());
      for (String cell : cells) {
        assertTrue(csv.next());
        assertEquals(cell, csv.cell(0));
      }
      assertFalse(csv.next());
    }
  }
}
