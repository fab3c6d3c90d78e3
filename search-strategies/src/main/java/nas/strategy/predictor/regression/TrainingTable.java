package nas.strategy.predictor.regression;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import org.tribuo.Example;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.MutableDataset;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;

/**
 * What a regression learns from.
 *
 * @param columns names of the features
 * @param rows one row per example, one finite number per column
 * @param targets one per row
 */
@SuppressWarnings("ArrayRecordComponent")
record TrainingTable(List<String> columns, double[][] rows, double[] targets) {

  /** Held, as loggers that nobody holds forget their level. */
  private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

  static {
    // Every tree and every example would be announced on standard error.
    TRIBUO.setLevel(Level.WARNING);
  }

  private static final String TARGET = "target";
  private static final String CONSTANT = "constant";

  /** Returns as many rows, drawn uniformly with replacement. */
  TrainingTable bootstrap(RandomGenerator random) {
    double[][] drawn = new double[rows.length][];
    double[] theirs = new double[rows.length];
    for (int row = 0; row < rows.length; row++) {
      int from = random.nextInt(rows.length);
      drawn[row] = rows[from];
      theirs[row] = targets[from];
    }
    return new TrainingTable(columns, drawn, theirs);
  }

  /**
   * Returns a row as Tribuo sees it: named, and with a constant, as Tribuo refuses examples without
   * features.
   *
   * @param zeros whether zeros are named too. Trees are faster without; but Tribuo's linear models
   *     take what is not named for the mean
   */
  Example<Regressor> example(double[] row, double target, boolean zeros) {
    List<String> names = new ArrayList<>(List.of(CONSTANT));
    List<Double> values = new ArrayList<>(List.of(1.0));
    for (int column = 0; column < row.length; column++) {
      if (zeros || row[column] != 0) {
        names.add(columns.get(column));
        values.add(row[column]);
      }
    }
    return new ArrayExample<>(
        new Regressor(TARGET, target),
        names.toArray(String[]::new),
        values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /**
   * Returns the table as Tribuo's data set.
   *
   * @param zeros as {@link #example}'s
   */
  MutableDataset<Regressor> dataset(boolean zeros) {
    RegressionFactory factory = new RegressionFactory();
    MutableDataset<Regressor> dataset =
        new MutableDataset<>(new SimpleDataSourceProvenance("trained networks", factory), factory);
    for (int row = 0; row < rows.length; row++) {
      dataset.add(example(rows[row], targets[row], zeros));
    }
    return dataset;
  }

  /** Returns for each of Tribuo's feature ids the column; -1 for the constant 1. */
  int[] columnsOf(ImmutableFeatureMap map) {
    int[] found = new int[map.size()];
    for (int id = 0; id < found.length; id++) {
      found[id] = columns.indexOf(map.get(id).getName());
    }
    return found;
  }
}
