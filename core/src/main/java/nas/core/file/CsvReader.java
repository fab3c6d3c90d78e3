package nas.core.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import nas.core.UserException;
import nas.core.text.ErrorText;

/**
 * Reads a table of text with a header, row by row: CSV as RFC 4180 has it, and as people have it.
 *
 * <p>The separator is the one of comma, semicolon and tab that is most frequent in the header, or a
 * bar if there is none of them. The text is UTF-8, or UTF-16 if it begins with the mark of that;
 * lines end in CR, LF or both; gzip is recognised. Lines that begin with {@code #} before the
 * header, or that have no other cell behind it, are comments. Rows without anything in them, and
 * columns at the end without name and contents, are left out. Apostrophes that {@link
 * SpreadsheetText} has put before texts are taken away.
 *
 * <p>All methods throw {@link UserException} with file and line if the file is not what it should
 * be.
 */
public final class CsvReader implements AutoCloseable {

  private static final int LONGEST_CELL = 1 << 16;
  private static final int MOST_COLUMNS = 10_000;
  private static final int LONGEST_NUMBER = 40;
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final String SEPARATORS = ",;\t";
  private static final Pattern NO_NUMBER =
      Pattern.compile("[+-]?(nan|inf|infinity)|n/?a|null|none|-", Pattern.CASE_INSENSITIVE);

  private static final Pattern DECIMAL_COMMA = Pattern.compile("[+-]?\\d+,\\d+([eE][+-]?\\d+)?");

  private final Path file;
  private final Reader reader;
  private final char[] buffer = new char[1 << 16];
  private int from;
  private int to;
  private final StringBuilder cell = new StringBuilder();
  private List<String> row = List.of();
  private List<String> header = List.of();
  private int headerLine;
  private char separator = ',';
  private int line;
  private int nextLine = 1;

  private CsvReader(Path file, Reader reader) {
    this.file = file;
    this.reader = reader;
  }

  /** Opens a file and reads its header. */
  public static CsvReader open(Path file) {
    if (Files.isDirectory(file)) {
      throw new UserException(
          "Cannot read " + file + ": it is a folder", "give a CSV file, or one in this folder");
    }
    CsvReader csv;
    try {
      csv = new CsvReader(file, decoded(InputFile.open(file)));
    } catch (IOException e) {
      throw problem(file, 1, e);
    }
    try {
      csv.readHeader();
      return csv;
    } catch (RuntimeException e) {
      csv.close();
      throw e;
    }
  }

  private static Reader decoded(InputStream content) throws IOException {
    PushbackInputStream bytes = new PushbackInputStream(content, 2);
    byte[] mark = bytes.readNBytes(2);
    bytes.unread(mark);
    int first = mark.length < 2 ? 0 : (mark[0] & 0xff) << 8 | (mark[1] & 0xff);
    Charset charset =
        first == 0xfeff || first == 0xfffe ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
    // Malformed bytes are refused rather than replaced.
    return new InputStreamReader(bytes, charset.newDecoder());
  }

  private void readHeader() {
    try {
      if (peek() == BYTE_ORDER_MARK) {
        from++;
      }
      do {
        separator = separatorOfLine();
        if (!read()) {
          throw new UserException(
              file + " is empty: it has no header", "it was not written to its end");
        }
      } while (isBlank() || row.get(0).startsWith("#"));
    } catch (IOException e) {
      throw problem(file, nextLine, e);
    }
    headerLine = line;
    List<String> names = new ArrayList<>(row.stream().map(String::strip).toList());
    while (names.size() > 1 && names.get(names.size() - 1).isEmpty()) {
      names.remove(names.size() - 1);
    }
    header = List.copyOf(names);
    Set<String> seen = new HashSet<>();
    for (String name : header) {
      if (!seen.add(name)) {
        throw new UserException(
            at() + "there are two columns " + ErrorText.quote(name), "rename one of them");
      }
    }
  }

  /** Returns the separator of the line that comes next, which is looked at and not taken. */
  private char separatorOfLine() throws IOException {
    fill();
    int[] counts = new int[SEPARATORS.length()];
    boolean quoted = false;
    boolean bar = false;
    for (int i = from; i < to && (quoted || !isLineEnd(buffer[i])); i++) {
      quoted ^= buffer[i] == '"';
      int known = quoted ? -1 : SEPARATORS.indexOf(buffer[i]);
      bar |= !quoted && buffer[i] == '|';
      if (known >= 0) {
        counts[known]++;
      }
    }
    int best = 0;
    for (int i = 1; i < counts.length; i++) {
      best = counts[i] > counts[best] ? i : best;
    }
    return counts[best] == 0 && bar ? '|' : SEPARATORS.charAt(best);
  }

  private static boolean isLineEnd(int c) {
    return c == '\n' || c == '\r';
  }

  /**
   * Returns the names of the columns; that of a column without a name, as of an index, is empty.
   */
  public List<String> header() {
    return header;
  }

  /** Returns the line on which the header begins, from 1. */
  public int headerLine() {
    return headerLine;
  }

  /** Returns the file. */
  public Path file() {
    return file;
  }

  /** Returns the line on which the current row begins, from 1. */
  public int line() {
    return line;
  }

  /** Goes to the next row, beyond comments and rows without contents; false at the end. */
  public boolean next() {
    do {
      if (!read()) {
        return false;
      }
    } while (header.size() > 1 && (isBlank() || (row.size() == 1 && row.get(0).startsWith("#"))));
    int size = row.size();
    while (size > header.size() && row.get(size - 1).isEmpty()) {
      size--;
    }
    if (size != header.size()) {
      throw problem(
          size + (size == 1 ? " cell" : " cells") + " where the header has " + header.size(),
          size == header.size() + 1
              ? "the header lacks the name of a column, such as that of an index"
              : "the file was cut off or changed by hand; write it again");
    }
    return true;
  }

  private boolean isBlank() {
    for (String text : row) {
      if (!text.isBlank()) {
        return false;
      }
    }
    return true;
  }

  /** Returns a cell of the current row. */
  public String cell(int column) {
    return row.get(column);
  }

  /** Returns a cell of the current row as a finite number; empty if nothing stands in it. */
  public OptionalDouble number(int column) {
    String text = row.get(column).strip();
    if (text.isEmpty()) {
      return OptionalDouble.empty();
    }
    double value = parse(text);
    if (!Double.isFinite(value)) {
      throw problem(
          "column "
              + ErrorText.quote(header.get(column))
              + " holds "
              + ErrorText.quote(text)
              + ", which is not a finite number",
          DECIMAL_COMMA.matcher(text).matches()
              ? "write it with a point instead of a comma"
              : "leave the cell empty where there is no number");
    }
    return OptionalDouble.of(value);
  }

  /**
   * Says whether a cell of the current row says in a word that there is no finite number: {@code
   * nan}, {@code inf}, {@code -inf}, {@code NA}, {@code null}, {@code none} or a hyphen.
   */
  public boolean saysNoNumber(int column) {
    return NO_NUMBER.matcher(row.get(column).strip()).matches();
  }

  /**
   * Says whether a cell of the current row is empty or a finite number, or says that there is none.
   */
  public boolean isNumeric(int column) {
    String text = row.get(column).strip();
    return text.isEmpty() || Double.isFinite(parse(text)) || saysNoNumber(column);
  }

  /** Returns a number that must be there. */
  public double required(int column) {
    return number(column)
        .orElseThrow(
            () ->
                problem(
                    "column " + ErrorText.quote(header.get(column)) + " is empty",
                    "fetch the file again; it may be damaged"));
  }

  /** Returns a whole number that must be there. */
  public int whole(int column, int least, int most) {
    double number = required(column);
    if (number != Math.rint(number) || number < least || number > most) {
      throw problem(
          "column "
              + ErrorText.quote(header.get(column))
              + " holds "
              + ErrorText.quote(cell(column))
              + ", which must be a whole number from "
              + least
              + " to "
              + most,
          "");
    }
    return (int) number;
  }

  private static double parse(String text) {
    for (int i = 0; i < text.length(); i++) {
      // Java would also read hexadecimal numbers and letters behind numbers.
      if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
        return Double.NaN;
      }
    }
    try {
      return text.length() > LONGEST_NUMBER ? Double.NaN : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** Returns a problem with the current row. */
  public UserException problem(String words, String advice) {
    return new UserException(at() + words, advice);
  }

  private String at() {
    return file + ":" + line + ": ";
  }

  /** Reads one row; false at the end of the file. */
  private boolean read() {
    line = nextLine;
    try {
      if (peek() < 0) {
        return false;
      }
      List<String> cells = new ArrayList<>(Math.max(4, header.size()));
      int end;
      do {
        if (cells.size() == MOST_COLUMNS) {
          throw notCsv("has more than " + MOST_COLUMNS + " cells");
        }
        end = peek() == '"' ? quotedCell() : plainCell();
        cells.add(SpreadsheetText.text(cell.toString()));
      } while (end == separator);
      row = cells;
      return true;
    } catch (IOException e) {
      throw problem(file, nextLine, e);
    }
  }

  /** Reads to the end of a cell, and returns the separator, the end of line or -1 behind it. */
  private int plainCell() throws IOException {
    cell.setLength(0);
    while (true) {
      int start = from;
      while (from < to && buffer[from] != separator && buffer[from] >= ' ' && buffer[from] != '"') {
        from++;
      }
      append(start);
      int c = take();
      if (c < 0 || c == separator || isLineEnd(c)) {
        return c;
      } else if (c == '"') {
        throw notCsv("has a quotation mark inside a cell that does not begin with one");
      }
      append((char) c);
    }
  }

  private int quotedCell() throws IOException {
    cell.setLength(0);
    from++;
    while (true) {
      int start = from;
      while (from < to && buffer[from] != '"' && buffer[from] >= ' ') {
        from++;
      }
      append(start);
      int c = peek();
      if (c < 0) {
        throw notCsv("has a quotation mark that is never closed");
      }
      from++;
      if (c != '"') {
        append((char) c);
        nextLine += c == '\n' || (c == '\r' && peek() != '\n') ? 1 : 0;
      } else if (peek() == '"') {
        from++;
        append('"');
      } else {
        return afterQuotes();
      }
    }
  }

  private int afterQuotes() throws IOException {
    while (peek() == ' ') {
      from++;
    }
    int c = take();
    if (c >= 0 && c != separator && !isLineEnd(c)) {
      throw notCsv("has text after a closing quotation mark");
    }
    return c;
  }

  /** Takes one character; an end of line is one, however many it is written with. */
  private int take() throws IOException {
    int c = peek();
    from += c < 0 ? 0 : 1;
    if (c == '\r' && peek() == '\n') {
      from++;
    }
    nextLine += isLineEnd(c) ? 1 : 0;
    return c;
  }

  private int peek() throws IOException {
    if (from == to) {
      fill();
    }
    return from < to ? buffer[from] : -1;
  }

  /** Moves what was not taken to the front and reads on behind it. */
  private void fill() throws IOException {
    System.arraycopy(buffer, from, buffer, 0, to - from);
    to -= from;
    from = 0;
    while (to < buffer.length) {
      int read = reader.read(buffer, to, buffer.length - to);
      if (read < 0) {
        return;
      }
      to += read;
    }
  }

  private void append(int start) {
    requireLength(from - start);
    cell.append(buffer, start, from - start);
  }

  private void append(char c) {
    if (c == 0) {
      throw notCsv("holds bytes that are no text");
    }
    requireLength(1);
    cell.append(c);
  }

  private void requireLength(int added) {
    if (cell.length() + added > LONGEST_CELL) {
      throw notCsv("has a cell of more than " + LONGEST_CELL + " characters");
    }
  }

  private UserException notCsv(String what) {
    return new UserException(
        file + ":" + line + " is not CSV: the row " + what, "you meant another file");
  }

  private static UserException problem(Path file, int line, IOException cause) {
    UserException result;
    String said = String.valueOf(cause.getMessage());
    if (cause instanceof EOFException || said.contains("Unexpected end of")) {
      result =
          new UserException(
              file
                  + " ends in the middle of its compressed data"
                  + (line > 1 ? ", after line " + (line - 1) : ""),
              "the download was cut off; get it again");
    } else if (cause instanceof ZipException || said.toLowerCase(Locale.ROOT).contains("gz")) {
      result =
          new UserException(file + " is damaged: " + said.toLowerCase(Locale.ROOT), "get it again");
    } else if (cause instanceof CharacterCodingException) {
      result =
          new UserException(
              file + ":" + line + " is not CSV: it is not a text in UTF-8",
              "you meant another file");
    } else {
      return FileProblem.explain("read", file, cause);
    }
    result.initCause(cause);
    return result;
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw FileProblem.explain("read", file, e);
    }
  }
}
