package nas.evaluator.tabular.importing;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import nas.evaluator.data.DataException;
import nas.space.ErrorText;

/** Reads comma-separated values (RFC 4180) with a header, plain or gzip-compressed, row by row. */
final class CsvFile implements Closeable {

  private static final int LONGEST_RECORD = 1 << 20;
  private static final int LONGEST_NUMBER = 40;

  private final Path file;
  private final BufferedReader reader;
  private final List<String> header;
  private List<String> cells = List.of();
  private int line;
  private int recordLine;

  /**
   * Opens a file and reads its header.
   *
   * @throws DataException if it cannot be read, or its header is empty or has a name twice
   */
  CsvFile(Path file) {
    this.file = file;
    reader =
        new BufferedReader(
            new InputStreamReader(
                SourceFiles.open(file),
                StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)),
            1 << 16);
    if (!readRecord()) {
      throw new DataException(file + " is empty", "name a CSV file with a header");
    }
    List<String> names = new ArrayList<>(cells);
    names.set(0, names.get(0).startsWith("\ufeff") ? names.get(0).substring(1) : names.get(0));
    header = List.copyOf(names);
    Set<String> seen = new HashSet<>();
    for (String name : header) {
      if (!seen.add(name)) {
        throw problem("the column " + ErrorText.quote(name) + " stands twice", "");
      }
    }
  }

  /** Returns the names of the columns. */
  List<String> header() {
    return header;
  }

  /** Returns the index of a column. */
  int column(String name) {
    int index = header.indexOf(name);
    if (index < 0) {
      throw new DataException(
          file + ":1: there is no column " + ErrorText.quote(name),
          ErrorText.nearest(name, header)
              .map(nearest -> "you mean " + ErrorText.quote(nearest))
              .orElse("use one of " + String.join(", ", header)));
    }
    return index;
  }

  /** Goes to the next row; empty lines are skipped. */
  boolean next() {
    if (!readRecord()) {
      return false;
    }
    if (cells.size() != header.size()) {
      throw problem(
          "it has " + cells.size() + " cells, the header has " + header.size(),
          "fetch the file again; it may be cut off");
    }
    return true;
  }

  private boolean readRecord() {
    try {
      String text = reader.readLine();
      line++;
      while (text != null && text.isEmpty()) {
        text = reader.readLine();
        line++;
      }
      if (text == null) {
        return false;
      }
      recordLine = line;
      cells = text.indexOf('"') < 0 ? List.of(text.split(",", -1)) : quoted(text);
    } catch (CharacterCodingException e) {
      throw new DataException(
          file + ":" + (line + 1) + ": the text is not UTF-8", "check that this is the right file");
    } catch (IOException e) {
      throw SourceFiles.unreadable(file, e);
    }
    return true;
  }

  private List<String> quoted(String first) throws IOException {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    String text = first;
    int length = text.length();
    boolean inside = false;
    int at = 0;
    while (true) {
      if (at == text.length()) {
        if (!inside) {
          fields.add(field.toString());
          return fields;
        }
        String more = reader.readLine();
        line++;
        if (more == null || (length += more.length()) > LONGEST_RECORD) {
          throw problem("a quote is not closed", "");
        }
        field.append('\n');
        text = more;
        at = 0;
        continue;
      }
      char c = text.charAt(at++);
      if (inside && c == '"' && at < text.length() && text.charAt(at) == '"') {
        field.append('"');
        at++;
      } else if (c == '"' && (inside || field.isEmpty())) {
        inside = !inside;
      } else if (c == ',' && !inside) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
  }

  /** Returns a cell of the current row. */
  String cell(int column) {
    return cells.get(column);
  }

  /**
   * Returns a number of the current row, or nothing if the cell is empty.
   *
   * @throws DataException unless it is a finite decimal number
   */
  OptionalDouble number(int column) {
    String text = cells.get(column).strip();
    if (text.isEmpty()) {
      return OptionalDouble.empty();
    }
    double number = isNumber(text) ? Double.parseDouble(text) : Double.NaN;
    if (!Double.isFinite(number)) {
      throw problem(
          header.get(column) + " (" + ErrorText.quote(text) + ") must be a finite number",
          "leave the cell empty if there is none");
    }
    return OptionalDouble.of(number);
  }

  /** Says whether a text is a decimal number; Java would read hexadecimal ones, NaN and 1d, too. */
  private static boolean isNumber(String text) {
    int digits = 0;
    boolean exponent = false;
    boolean point = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digits++;
      } else if ((c == 'e' || c == 'E') && digits > 0 && !exponent) {
        exponent = true;
        digits = 0;
      } else if (c == '.' && !point && !exponent) {
        point = true;
      } else if (!((c == '-' || c == '+')
          && (i == 0 || Character.toLowerCase(text.charAt(i - 1)) == 'e'))) {
        return false;
      }
    }
    return digits > 0 && text.length() <= LONGEST_NUMBER;
  }

  /** Returns a number that must be there. */
  double required(int column) {
    return number(column)
        .orElseThrow(
            () ->
                problem(
                    header.get(column) + " is empty", "fetch the file again; it may be damaged"));
  }

  /** Returns a whole number that must be there. */
  int whole(int column, int least, int most) {
    double number = required(column);
    if (number != Math.rint(number) || number < least || number > most) {
      throw problem(
          header.get(column)
              + " ("
              + cells.get(column)
              + ") must be a whole number from "
              + least
              + " to "
              + most,
          "");
    }
    return (int) number;
  }

  /** Returns a problem with the current row. */
  DataException problem(String words, String advice) {
    return new DataException(file + ":" + recordLine + ": " + words, advice);
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw SourceFiles.unreadable(file, e);
    }
  }
}
