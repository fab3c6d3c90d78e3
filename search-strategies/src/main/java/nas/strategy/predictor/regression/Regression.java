package nas.strategy.predictor.regression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import org.tribuo.Dataset;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.common.tree.TreeModel;
import org.tribuo.dataset.DatasetView;
import org.tribuo.ensemble.WeightedEnsembleModel;
import org.tribuo.math.la.SparseVector;
import org.tribuo.math.la.VectorTuple;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.ensemble.AveragingCombiner;
import org.tribuo.regression.rtree.CARTJointRegressionTrainer;
import org.tribuo.regression.rtree.impurity.MeanSquaredError;
import org.tribuo.regression.slm.ElasticNetCDTrainer;
import org.tribuo.regression.slm.SparseLinearModel;

/** A trained regression: a function from the columns of a table to its targets. */
@FunctionalInterface
interface Regression {

  /** A tree of 16 leaves learns little from more; hundreds of trees see all rows of a warmup. */
  int MOST_ROWS = 512;

  /** Predicts, for each row. */
  double[] predict(FeatureColumns features);

  /**
   * Trains a regression of a family.
   *
   * @param trees number of trees; the elastic net has none
   */
  static Regression train(RegressionFamily family, TrainingTable table, int trees, long seed) {
    if (table.columns().isEmpty()) {
      double mean = Arrays.stream(table.targets()).average().orElse(0);
      return features -> filled(features.rows(), mean);
    }
    return switch (family) {
      case BOOSTED_TREES -> boosted(table, trees, seed);
      case RANDOM_FOREST -> forest(table, trees, seed);
      case LINEAR -> linear(table, seed);
    };
  }

  /**
   * Boosts: each tree learns, from a random half of the rows, but not more than {@value
   * #MOST_ROWS}, and with a random half of the columns at each split, what the sum of the earlier
   * ones leaves over, and a twentieth of it joins the sum (stochastic gradient boosting, Friedman
   * 2002, DOI 10.1016/S0167-9473(01)00065-2).
   */
  private static Regression boosted(TrainingTable table, int trees, long seed) {
    final double learningRate = 0.05;
    final double rowShare = 0.5;
    int rows = table.rows().length;
    Bins bins = Bins.of(table);
    TrainingTable binned = bins.apply(table);
    MutableDataset<Regressor> dataset = binned.dataset(false);
    ImmutableFeatureMap featureMap = dataset.getFeatureIDMap();
    ImmutableOutputInfo<Regressor> targetInfo = dataset.getOutputIDInfo();
    double mean = Arrays.stream(table.targets()).average().orElse(0);
    double[] residuals = Arrays.stream(table.targets()).map(target -> target - mean).toArray();
    FeatureColumns features = FeatureColumns.of(table.rows(), table.columns().size());
    List<FlatTree> sum = new ArrayList<>();
    RandomGenerator random = Seeds.generator(Seeds.mix(seed ^ Seeds.hash("boosted-trees")));
    int[] order = new int[rows];
    Arrays.setAll(order, row -> row);
    int drawn = Math.min(MOST_ROWS, Math.max(Math.min(rows, 2), (int) Math.ceil(rowShare * rows)));
    for (int tree = 0; tree < trees; tree++) {
      for (int place = 0; place < drawn; place++) {
        int other = place + random.nextInt(rows - place);
        int moved = order[place];
        order[place] = order[other];
        order[other] = moved;
        // In place, as making a data set of Tribuo's costs more than growing a tree.
        dataset.getExample(order[place]).getOutput().getValues()[0] = residuals[order[place]];
      }
      Dataset<Regressor> part =
          new DatasetView<>(
              dataset, Arrays.copyOf(order, drawn), featureMap, targetInfo, "drawn rows");
      CARTJointRegressionTrainer trainer = cart(4, 3, 0.5f, random.nextLong());
      FlatTree flat = FlatTree.of(trainer.train(part), binned, bins);
      flat.addTo(residuals, features, -learningRate);
      sum.add(flat);
    }
    return others -> {
      double[] predictions = filled(others.rows(), mean);
      sum.forEach(tree -> tree.addTo(predictions, others, learningRate));
      return predictions;
    };
  }

  private static double[] filled(int rows, double value) {
    double[] values = new double[rows];
    Arrays.fill(values, value);
    return values;
  }

  private static CARTJointRegressionTrainer cart(
      int depth, float leastRows, float columnShare, long seed) {
    return new CARTJointRegressionTrainer(
        depth, leastRows, 0f, columnShare, false, new MeanSquaredError(), false, seed);
  }

  /** Averages trees that each see a bootstrap sample, and a third of the columns at each split. */
  private static Regression forest(TrainingTable table, int trees, long seed) {
    Bins bins = Bins.of(table);
    WeightedEnsembleModel<Regressor> model = forestModel(bins.apply(table), trees, seed);
    List<FlatTree> members = new ArrayList<>();
    for (Model<Regressor> member : model.getModels()) {
      members.add(FlatTree.of((TreeModel<Regressor>) member, table, bins));
    }
    return features -> {
      double[] predictions = new double[features.rows()];
      members.forEach(tree -> tree.addTo(predictions, features, 1));
      Arrays.setAll(predictions, row -> predictions[row] / members.size());
      return predictions;
    };
  }

  /** Trains Tribuo's random forest. */
  static WeightedEnsembleModel<Regressor> forestModel(TrainingTable table, int trees, long seed) {
    long mixed = Seeds.mix(seed ^ Seeds.hash("random-forest"));
    return (WeightedEnsembleModel<Regressor>)
        new RandomForestTrainer<>(
                cart(Integer.MAX_VALUE, 2, 1 / 3f, mixed),
                new AveragingCombiner(),
                trees,
                Seeds.mix(mixed))
            .train(table.dataset(false));
  }

  /** Fits a linear function whose weights are kept small, by coordinate descent. */
  private static Regression linear(TrainingTable table, long seed) {
    SparseLinearModel model = linearModel(table, seed);
    int[] columns = table.columnsOf(model.getFeatureIDMap());
    double[] weights = new double[table.columns().size()];
    for (SparseVector vector : model.getWeights().values()) {
      for (VectorTuple weight : vector) {
        if (columns[weight.index] >= 0) {
          weights[columns[weight.index]] = weight.value;
        }
      }
    }
    double constant =
        model
            .predict(table.example(new double[weights.length], 0, true))
            .getOutput()
            .getValues()[0];
    return features -> {
      double[] predictions = filled(features.rows(), constant);
      for (int column = 0; column < weights.length; column++) {
        double[] values = features.column(column);
        for (int row = 0; row < predictions.length; row++) {
          predictions[row] += weights[column] * values[row];
        }
      }
      return predictions;
    };
  }

  /** Trains Tribuo's elastic net. */
  static SparseLinearModel linearModel(TrainingTable table, long seed) {
    return (SparseLinearModel)
        new ElasticNetCDTrainer(0.02, 0.1, 1e-6, 1000, false, Seeds.mix(seed))
            .train(table.dataset(true));
  }
}
