package nas.engine.data;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import nas.core.UserException;
import nas.core.file.CsvReader;
import nas.core.text.ErrorText;

/**
 * A table that says of image files what they show, as {@link CsvReader} reads it.
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

  private final CsvReader csv;
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
   * @throws UserException if it cannot be read, or has no columns of such names
   */
  LabelTable(Path file) {
    csv = CsvReader.open(file);
    try {
      fileColumn = required("file", FILE);
      labelColumn = required("label", LABEL);
      splitColumn = column(csv.header(), SPLIT);
    } catch (RuntimeException e) {
      csv.close();
      throw e;
    }
  }

  private int required(String what, List<String> names) {
    return column(csv.header(), names)
        .orElseThrow(
            () ->
                new UserException(
                    csv.file()
                        + ":"
                        + csv.headerLine()
                        + ": no column names the "
                        + what
                        + " of a row; there are "
                        + ErrorText.quote(String.join(", ", csv.header())),
                    "name the column "
                        + names.get(0)
                        + " (or "
                        + names.get(1)
                        + ", "
                        + names.get(2)
                        + ")"));
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

  /** Says whether a file is such a table, by its header. */
  static boolean isTable(Path file) {
    try (LabelTable table = new LabelTable(file)) {
      return table.next().isPresent();
    } catch (UserException none) {
      return false;
    }
  }

  /** Returns the next row; empty at the end. */
  Optional<Row> next() {
    if (!csv.next()) {
      return Optional.empty();
    }
    return Optional.of(
        new Row(
            csv.file() + ":" + csv.line(),
            csv.cell(fileColumn).strip(),
            csv.cell(labelColumn).strip(),
            splitColumn.map(column -> csv.cell(column).strip()).orElse("")));
  }

  @Override
  public void close() {
    csv.close();
  }
}
