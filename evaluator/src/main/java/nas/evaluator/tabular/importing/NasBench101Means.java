package nas.evaluator.tabular.importing;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import nas.core.UserException;
import nas.evaluator.tabular.BenchmarkBuilder;
import nas.evaluator.tabular.Query;
import nas.evaluator.tabular.Run;
import nas.evaluator.tabular.Split;
import nas.space.nasbench101.NasBench101Settings;
import nas.space.nasbench101.NasBench101Space;

/**
 * Reads the mean test accuracies of all cells of NAS-Bench-101 from the pickled table of the
 * project FreeREA (Cavagnero et al. 2023, arXiv:2207.05135), which names no cells: its row {@code
 * i} is the cell with the i-th hash in ascending order. The hashes are those of the cells that the
 * space lists.
 *
 * <p>Accuracies are shares of 29,952 images, those of three runs, kept in single precision.
 */
public final class NasBench101Means {

  private static final int IMAGES = 29_952;
  private static final double ROUNDING = 1e-6;

  private NasBench101Means() {}

  /**
   * Reads the file.
   *
   * @param partial whether cells may be missing, which they cannot here
   * @throws UserException if it cannot be read or is something else
   */
  public static Imported read(Path file, boolean partial) {
    if (partial) {
      throw new UserException(
          file + " names no cells, but counts them, so none can be missing", "leave --partial out");
    }
    return Imported.of(
        Pickle.readAlone(
            file, none -> 0, Pickle.allowance(), table -> builder(PandasTable.columns(table))),
        List.of(file));
  }

  private static BenchmarkBuilder builder(Map<String, double[]> table)
      throws Pickle.RefusedException {
    double[] numbers = table.get("index");
    double[] accuracies = table.get("accuracy");
    if (numbers == null || accuracies == null || table.size() != 2) {
      throw new Pickle.RefusedException(
          "its table has the columns "
              + String.join(", ", table.keySet())
              + ", not index, accuracy");
    }
    if (accuracies.length != NasBench101Csv.CELLS) {
      throw new Pickle.RefusedException(
          accuracies.length + " of " + NasBench101Csv.CELLS + " cells are there");
    }
    BenchmarkBuilder builder =
        new BenchmarkBuilder(
            NasBench101Csv.description(
                "Mean test accuracies of three runs only: there are no validation accuracies. By"
                    + " way of FreeREA, https://github.com/NiccoloCavagnero/FreeREA (MIT)."));
    int column = builder.column(Query.accuracy("cifar10", Split.TEST, 108, Run.MEAN), 100, IMAGES);
    List<String> hashes = hashes();
    for (int i = 0; i < accuracies.length; i++) {
      double correct = Math.rint(accuracies[i] * IMAGES);
      if (numbers[i] != i
          || !(correct >= 0 && correct <= IMAGES)
          || Math.abs(correct / IMAGES - accuracies[i]) > ROUNDING) {
        throw new Pickle.RefusedException(
            "row " + i + " has the number " + numbers[i] + " and the accuracy " + accuracies[i]);
      }
      builder.set(builder.addRow(hashes.get(i)), column, correct);
    }
    return builder;
  }

  private static List<String> hashes() {
    NasBench101Space space = new NasBench101Space(NasBench101Settings.published());
    return space.enumerate().map(space::canonicalId).sorted().toList();
  }
}
