package nas.experiment.cli;

import java.nio.file.Path;
import java.util.random.RandomGenerator;
import nas.core.Seeds;

/** A table of all 6,561 architectures of a space, with made-up accuracies. */
final class LargeTable {

  private LargeTable() {}

  /** Writes {@code large.csv} and its mapping {@code mapping.yaml} into a folder. */
  static void write(Path folder) {
    StringBuilder csv = new StringBuilder("cell,right,test\n");
    RandomGenerator random = Seeds.generator(1);
    for (int index = 0; index < 6561; index++) {
      for (int position = 0, rest = index; position < 8; position++, rest /= 3) {
        csv.append(position == 0 ? "" : "-").append("abc".charAt(rest % 3));
      }
      csv.append(',').append(100 * random.nextDouble());
      csv.append(',').append(100 * random.nextDouble()).append('\n');
    }
    Nas.write(folder.resolve("large.csv"), csv.toString());
    Nas.write(
        folder.resolve("mapping.yaml"),
        """
        name: large
        space: choices
        choices: {positions: 8, options: [a, b, c], separator: '-'}
        architecture: cell
        columns:
          - {column: right, holds: d accuracy-percent validation@5 mean}
          - {column: test, holds: d accuracy-percent test@5 mean}
        """);
  }

  /** Returns the command that imports what was written. */
  static Object[] imported(Path folder, Object bench) {
    return new Object[] {
      "import",
      "csv",
      folder.resolve("large.csv"),
      "--mapping",
      folder.resolve("mapping.yaml"),
      "--out",
      bench
    };
  }
}
