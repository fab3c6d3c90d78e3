package nas.evaluator.data;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import nas.space.ErrorText;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A table that says of image files what they show: CSV in UTF-8 with a header, separated by commas,
 * semicolons, tabs or bars, with or without a byte order mark, comments from {@code #} at the
 * beginning of a line.
 *
 * <p>The columns are found by their names, whatever their case: a file, a label and, if there is
 * one, the part of the data.
 */
final class LabelTable implements Closeable {

  /** Endings of the files that may be such tables. */
  static final List<String> ENDINGS = List.of("csv", "tsv", "txt");

  private static final List<String> FILE =
      List.of(
          "file",
          "filename",
          "file_name",
          "image",
          "image_name",
          "image_path",
          "filepath",
          "path",
          "img",
          "image_id",
          "id",
          "name");
  private static final List<String> LABEL =
      List.of("label", "labels", "class", "class_name", "category", "target", "species");
  private static final List<String> SPLIT = List.of("split", "set", "subset", "partition", "usage");
  private static final char[] SEPARATORS = {',', ';', '\t', '|'};
  private static final int LONGEST_HEADER = 1 << 16;

  private final Path file;
  private final CSVParser parser;
  private final Iterator<CSVRecord> records;
  private final int linesBefore;
  private final int fileColumn;
  private final int labelColumn;
  private final Optional<Integer> splitColumn;

  /**
   * A row.
   *
   * @param place file and line, for people
   * @param split empty if there is no such column, or nothing stands in it
   */
  record Row(String place, String file, String label, String split) {}

  /**
   * Opens a table.
   *
   * @throws DataException if it cannot be read, or has no columns of such names
   */
  LabelTable(Path file) {
    this.file = file;
    try {
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(DataFiles.open(file), StandardCharsets.UTF_8.newDecoder()));
      int before = 0;
      skipByteOrderMark(reader);
      reader.mark(LONGEST_HEADER);
      String line = reader.readLine();
      while (line != null && (line.isBlank() || line.startsWith("#"))) {
        before++;
        reader.mark(LONGEST_HEADER);
        line = reader.readLine();
      }
      if (line == null) {
        throw new DataException(file + " has no header", "begin it with a line file,label");
      }
      reader.reset();
      linesBefore = before;
      parser =
          CSVFormat.DEFAULT
              .builder()
              .setDelimiter(separator(line))
              .setCommentMarker('#')
              .setIgnoreSurroundingSpaces(true)
              .get()
              .parse(reader);
      records = parser.iterator();
    } catch (IOException e) {
      throw problem(e, 1);
    }
    List<String> header = next().toList();
    fileColumn = column(header, FILE).orElseThrow(() -> missing(header, "file", FILE));
    labelColumn = column(header, LABEL).orElseThrow(() -> missing(header, "label", LABEL));
    splitColumn = column(header, SPLIT);
  }

  private static void skipByteOrderMark(BufferedReader reader) throws IOException {
    reader.mark(1);
    if (reader.read() != '\uFEFF') {
      reader.reset();
    }
  }

  private static char separator(String header) {
    char best = ',';
    for (char separator : SEPARATORS) {
      if (count(header, separator) > count(header, best)) {
        best = separator;
      }
    }
    return best;
  }

  private static long count(String text, char wanted) {
    return text.chars().filter(character -> character == wanted).count();
  }

  private static Optional<Integer> column(List<String> header, List<String> names) {
    return header.stream()
        .map(name -> names.indexOf(plain(name)))
        .filter(rank -> rank >= 0)
        .min(Comparator.naturalOrder())
        .map(rank -> header.stream().map(LabelTable::plain).toList().indexOf(names.get(rank)));
  }

  private static String plain(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replaceAll("[ -]", "_");
  }

  private DataException missing(List<String> header, String what, List<String> names) {
    return new DataException(
        file
            + ":"
            + (linesBefore + 1)
            + ": no column names the "
            + what
            + " of a row; there are "
            + ErrorText.quote(String.join(", ", header)),
        "name the column " + names.get(0) + " (or " + names.get(1) + ", " + names.get(2) + ")");
  }

  /** Says whether a file is such a table, by its header. */
  static boolean isTable(Path file) {
    try (LabelTable table = new LabelTable(file)) {
      return table.hasNext();
    } catch (DataException none) {
      return false;
    }
  }

  /** Says whether there is another row. */
  boolean hasNext() {
    try {
      return records.hasNext();
    } catch (UncheckedIOException e) {
      throw problem(Objects.requireNonNull(e.getCause()), line());
    }
  }

  /** Returns the next row. */
  Row nextRow() {
    CSVRecord cells = next();
    String place = file + ":" + (line() - 1);
    int wanted = Math.max(Math.max(fileColumn, labelColumn), splitColumn.orElse(0));
    if (cells.size() <= wanted) {
      throw new DataException(
          place + ": " + cells.size() + " cells, too few for the columns of the header",
          "complete the row, or put a cell that holds the separator into quotation marks");
    }
    return new Row(
        place,
        cells.get(fileColumn).strip(),
        cells.get(labelColumn).strip(),
        splitColumn.map(column -> cells.get(column).strip()).orElse(""));
  }

  private CSVRecord next() {
    try {
      return records.next();
    } catch (UncheckedIOException e) {
      throw problem(Objects.requireNonNull(e.getCause()), line());
    }
  }

  private int line() {
    return linesBefore + Math.toIntExact(parser.getCurrentLineNumber()) + 1;
  }

  private DataException problem(IOException cause, int line) {
    if (cause instanceof CharacterCodingException) {
      return new DataException(
          file + ":" + line + ": not a text in UTF-8", "save the table again as CSV in UTF-8");
    }
    if (cause instanceof CSVException) {
      return new DataException(
          file + ":" + line + ": not CSV: " + cause.getMessage(),
          "close the quotation marks of its cells");
    }
    return DataFiles.unreadable(file, cause);
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException e) {
      throw DataFiles.unreadable(file, e);
    }
  }
}
