package nas.experiment.correlate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.core.UserException;
import nas.core.text.ErrorText;

/**
 * The columns by which rows of scores find their accuracies.
 *
 * @param scores column of the scores
 * @param accuracies column of the benchmark
 */
public record KeyColumns(String scores, String accuracies) {

  /**
   * What names the same thing in this program's scores and in published tables, the surest first.
   */
  private static final List<KeyColumns> KNOWN =
      List.of(
          both("architecture"),
          new KeyColumns("architecture", "arch_str"),
          new KeyColumns("canonical-id", "hash"),
          both("canonical-id"),
          both("arch_str"),
          both("hash"),
          both("index"));

  private static KeyColumns both(String name) {
    return new KeyColumns(name, name);
  }

  /**
   * Returns the columns to join by.
   *
   * @param asked {@code COLUMN} of both files, or {@code SCORES_COLUMN=BENCHMARK_COLUMN}; if empty,
   *     columns of known names are taken
   * @throws UserException if there are no such columns
   */
  public static KeyColumns choose(
      Optional<String> asked,
      Path scoresFile,
      List<String> scoresHeader,
      Path benchmarkFile,
      List<String> benchmarkHeader) {
    if (asked.isPresent()) {
      KeyColumns keys = parse(asked.get(), scoresHeader, benchmarkHeader);
      requireColumn(scoresFile, scoresHeader, keys.scores());
      if (!benchmarkHeader.contains(keys.accuracies()) && keys.accuracies().equals(asked.get())) {
        throw new UserException(
            benchmarkFile + " has no column " + ErrorText.quote(asked.get()),
            "its column has another name; give both, such as --key "
                + asked.get()
                + "="
                + benchmarkHeader.get(0));
      }
      requireColumn(benchmarkFile, benchmarkHeader, keys.accuracies());
      return keys;
    }
    return KNOWN.stream()
        .filter(keys -> scoresHeader.contains(keys.scores()))
        .filter(keys -> benchmarkHeader.contains(keys.accuracies()))
        .findFirst()
        .orElseThrow(() -> noneKnown(scoresFile, scoresHeader, benchmarkFile, benchmarkHeader));
  }

  private static KeyColumns parse(
      String asked, List<String> scoresHeader, List<String> benchmarkHeader) {
    if (scoresHeader.contains(asked) && benchmarkHeader.contains(asked)) {
      return both(asked);
    }
    int equals = asked.indexOf('=');
    return equals < 0
        ? both(asked)
        : new KeyColumns(asked.substring(0, equals), asked.substring(equals + 1));
  }

  private static UserException noneKnown(
      Path scoresFile,
      List<String> scoresHeader,
      Path benchmarkFile,
      List<String> benchmarkHeader) {
    List<String> common = new ArrayList<>(scoresHeader);
    common.retainAll(benchmarkHeader);
    return new UserException(
        "Nothing says which rows of "
            + scoresFile
            + " and "
            + benchmarkFile
            + " are about the same architecture",
        common.isEmpty()
            ? "name the columns, such as --key "
                + scoresHeader.get(0)
                + "="
                + benchmarkHeader.get(0)
            : "name the column, such as --key " + common.get(0));
  }

  /**
   * Refuses a column that is not there.
   *
   * @throws UserException with the nearest name
   */
  public static void requireColumn(Path file, List<String> header, String name) {
    if (!header.contains(name)) {
      throw new UserException(
          file + " has no column " + ErrorText.quote(name),
          ErrorText.nearest(name, header)
              .map(nearest -> "you mean " + nearest)
              .orElse("use one of " + shortened(header)));
    }
  }

  static String shortened(List<String> names) {
    int most = 20;
    return names.size() <= most
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, most)) + " and " + (names.size() - most) + " others";
  }

  /** Returns the columns as people read them. */
  @Override
  public String toString() {
    return scores.equals(accuracies) ? scores : scores + " = " + accuracies;
  }
}
