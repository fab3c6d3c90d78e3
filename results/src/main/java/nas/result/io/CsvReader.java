package nas.result.io;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import nas.result.ResultException;

/**
 * Reads a CSV file with a header (RFC 4180), plain or compressed by gzip, row by row.
 *
 * <p>All methods throw {@link ResultException} with file and line if the file is not what it should
 * be.
 */
public final class CsvReader implements AutoCloseable {

  private static final int LONGEST_CELL = 1 << 16;
  private static final int MOST_COLUMNS = 10_000;
  private static final int GZIP_FIRST_BYTE = 0x1f;
  private static final int GZIP_SECOND_BYTE = 0x8b;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final Path file;
  private final Reader reader;
  private final StringBuilder cell = new StringBuilder();
  private List<String> row = List.of();
  private List<String> header = List.of();
  private int line;
  private int nextLine = 1;
  private int pushedBack = -1;

  private CsvReader(Path file, Reader reader) {
    this.file = file;
    this.reader = reader;
  }

  /** Opens a file and reads its header. */
  public static CsvReader open(Path file) {
    if (Files.isDirectory(file)) {
      throw new ResultException(
          "Cannot read " + file + ": it is a folder", "give a CSV file, or one in this folder");
    }
    CsvReader csv;
    try {
      csv = new CsvReader(file, new BufferedReader(decoded(file), 1 << 16));
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

  private static Reader decoded(Path file) throws IOException {
    InputStream bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      bytes.mark(2);
      boolean gzip = bytes.read() == GZIP_FIRST_BYTE && bytes.read() == GZIP_SECOND_BYTE;
      bytes.reset();
      InputStream content = gzip ? new GZIPInputStream(bytes, 1 << 16) : bytes;
      // Malformed bytes are refused rather than replaced.
      return new InputStreamReader(content, StandardCharsets.UTF_8.newDecoder());
    } catch (IOException e) {
      bytes.close();
      throw e;
    }
  }

  private void readHeader() {
    if (!read()) {
      throw new ResultException(
          file + " is empty: it has no header", "it was not written to its end");
    }
    header = row;
    if (header.size() == 1) {
      for (String separator : List.of(";", "\t")) {
        if (header.get(0).contains(separator)) {
          throw new ResultException(
              file + ":1: the columns are not separated by commas",
              "save it again as CSV with commas between the columns");
        }
      }
    }
    Set<String> seen = new HashSet<>();
    for (String name : header) {
      if (!seen.add(name)) {
        throw new ResultException(
            file + ":1: there are two columns " + quote(name), "rename one of them");
      }
    }
  }

  /** Returns the names of the columns. */
  public List<String> header() {
    return header;
  }

  /** Returns the file. */
  public Path file() {
    return file;
  }

  /** Returns the line on which the current row begins, from 1. */
  public int line() {
    return line;
  }

  /** Goes to the next row, beyond empty lines; false at the end of the file. */
  public boolean next() {
    do {
      if (!read()) {
        return false;
      }
    } while (row.size() == 1 && row.get(0).isEmpty() && header.size() > 1);
    if (row.size() != header.size()) {
      throw new ResultException(
          at() + row.size() + cells(row.size()) + " where the header has " + header.size(),
          "the file was cut off or changed by hand; write it again");
    }
    return true;
  }

  private static String cells(int count) {
    return count == 1 ? " cell" : " cells";
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
      throw new ResultException(
          at()
              + "column "
              + quote(header.get(column))
              + " holds "
              + quote(text)
              + ", which is not a finite number",
          "leave the cell empty where there is no number");
    }
    return OptionalDouble.of(value);
  }

  private static double parse(String text) {
    for (int i = 0; i < text.length(); i++) {
      // Java would also read hexadecimal numbers and letters behind numbers.
      if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
        return Double.NaN;
      }
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private String at() {
    return file + ":" + line + ": ";
  }

  /** Reads one row; false at the end of the file. */
  private boolean read() {
    line = nextLine;
    try {
      int c = read1();
      if (line == 1 && c == BYTE_ORDER_MARK) {
        c = read1();
      }
      if (c < 0) {
        return false;
      }
      List<String> cells = new ArrayList<>(header.size());
      while (true) {
        c = c == '"' ? quotedCell() : plainCell(c);
        if (cells.size() == MOST_COLUMNS) {
          throw notCsv("has more than " + MOST_COLUMNS + " cells");
        }
        cells.add(cell.toString());
        if (c != ',') {
          break;
        }
        c = read1();
      }
      nextLine += c < 0 ? 0 : 1;
      row = cells;
      return true;
    } catch (IOException e) {
      throw problem(file, nextLine, e);
    }
  }

  /** Reads to the end of a cell and returns the comma, the end of line or -1 after it. */
  private int plainCell(int first) throws IOException {
    cell.setLength(0);
    int c = first;
    while (c >= 0 && c != ',' && c != '\n') {
      if (c == '\r') {
        int after = read1();
        if (after == '\n' || after < 0) {
          return after;
        }
        pushedBack = after;
      } else if (c == '"') {
        throw notCsv("has a quotation mark inside a cell that does not begin with one");
      }
      append(c);
      c = read1();
    }
    return c;
  }

  private int quotedCell() throws IOException {
    cell.setLength(0);
    while (true) {
      int c = read1();
      if (c < 0) {
        throw notCsv("has a quotation mark that is never closed");
      }
      if (c == '"') {
        c = read1();
        if (c == '\r') {
          c = read1();
          if (c >= 0 && c != '\n') {
            throw notCsv("has text after a closing quotation mark");
          }
        }
        if (c < 0 || c == ',' || c == '\n') {
          return c;
        }
        if (c != '"') {
          throw notCsv("has text after a closing quotation mark");
        }
      } else if (c == '\n') {
        nextLine++;
      }
      append(c);
    }
  }

  private void append(int c) {
    if (c == 0) {
      throw notCsv("holds bytes that are no text");
    }
    if (cell.length() == LONGEST_CELL) {
      throw notCsv("has a cell of more than " + LONGEST_CELL + " characters");
    }
    cell.append((char) c);
  }

  private int read1() throws IOException {
    if (pushedBack >= 0) {
      int c = pushedBack;
      pushedBack = -1;
      return c;
    }
    return reader.read();
  }

  private ResultException notCsv(String what) {
    return new ResultException(
        file + ":" + line + " is not CSV: the row " + what, "you meant another file");
  }

  private static ResultException problem(Path file, int line, IOException cause) {
    ResultException result;
    if (cause instanceof EOFException) {
      result =
          new ResultException(
              file
                  + " ends in the middle of its compressed data"
                  + (line > 1 ? ", after line " + (line - 1) : ""),
              "the download was cut off; get it again");
    } else if (cause instanceof ZipException) {
      result =
          new ResultException(
              file + " is damaged: " + String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT),
              "get it again");
    } else if (cause instanceof CharacterCodingException) {
      result =
          new ResultException(
              file + ":" + line + " is not CSV: it is not a text in UTF-8",
              "you meant another file");
    } else {
      return FileProblem.explain("read", file, cause);
    }
    result.initCause(cause);
    return result;
  }

  private static String quote(String text) {
    String plain = text.length() > 80 ? text.substring(0, 80) + "..." : text;
    return '"' + plain.replaceAll("[^ -~]", "?") + '"';
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
