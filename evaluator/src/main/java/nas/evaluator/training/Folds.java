package nas.evaluator.training;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.Seeds;
import nas.core.trial.Curve;
import nas.core.trial.Result;
import nas.evaluator.ProgressListener;
import nas.evaluator.Slice;
import nas.evaluator.SliceResult;
import nas.network.Network;

/**
 * Trains a network once, or several times, each time with other validation images.
 *
 * <p>The validation value of several trainings is their mean, each counted by its validation
 * images, so that of accuracies it is the share of all images that were told right by a network
 * that had not seen them. Test values, learning curves and measurements that differ are means, too.
 * The first training that fails is the failure of all.
 *
 * @param trainers one for each fold
 */
record Folds(List<Trainer> trainers) {

  /** Copies the list. */
  Folds {
    trainers = List.copyOf(trainers);
  }

  /** Returns the number of examples that are trained on at a time. */
  int trainingImages() {
    return trainers.get(0).trainingImages();
  }

  /**
   * Trains a network.
   *
   * @param seed decides initial weights, minibatches and augmentation, in each fold others
   * @param slice the whole training, if there are several folds
   */
  SliceResult train(Network network, long seed, Slice slice, ProgressListener progress)
      throws InterruptedException {
    if (trainers.size() == 1) {
      return trainers.get(0).train(network, seed, slice, progress, trained -> {});
    }
    if (!slice.equals(Slice.WHOLE)) {
      throw new IllegalArgumentException("folds are trained as a whole");
    }
    List<Result.Trained> results = new ArrayList<>();
    for (int fold = 0; fold < trainers.size(); fold++) {
      int before = fold;
      long own = fold == 0 ? seed : Seeds.mix(seed ^ Seeds.hash("fold " + fold));
      Result result =
          trainers
              .get(fold)
              .train(
                  network,
                  own,
                  epoch -> progress.onEpoch(epoch.ofSeveral(before, trainers.size())));
      if (!(result instanceof Result.Trained trained)) {
        return new SliceResult.Ended(result);
      }
      results.add(trained);
    }
    return new SliceResult.Ended(joined(results));
  }

  private Result.Trained joined(List<Result.Trained> results) {
    double sum = 0;
    int images = 0;
    for (int fold = 0; fold < results.size(); fold++) {
      int own = trainers.get(fold).validationImages();
      sum += own * results.get(fold).validation();
      images += own;
    }
    Result.Trained first = results.get(0);
    SortedMap<String, Double> measurements = new TreeMap<>();
    for (String name : first.measurements().keySet()) {
      if (results.stream().allMatch(one -> one.measurements().containsKey(name))) {
        measurements.put(
            name, mean(results.stream().map(one -> one.measurements().get(name)).toList()));
      }
    }
    measurements.put(
        TrainingEvaluator.FOLDS_DEVIATION,
        deviation(results.stream().map(Result.Trained::validation).toList()));
    return new Result.Trained(
        first.objective(),
        sum / images,
        OptionalDouble.of(mean(results.stream().map(Result.Trained::reported).toList())),
        first.simulatedTrainSeconds(),
        curve(results),
        measurements);
  }

  /** Returns the mean of the learning curves at the epochs that all of them have. */
  private static Curve curve(List<Result.Trained> results) {
    SortedMap<Integer, Double> means = new TreeMap<>();
    for (int epoch : results.get(0).validationCurve().byEpoch().keySet()) {
      if (results.stream().allMatch(one -> one.validationCurve().byEpoch().containsKey(epoch))) {
        means.put(
            epoch,
            mean(results.stream().map(one -> one.validationCurve().byEpoch().get(epoch)).toList()));
      }
    }
    return means.isEmpty() ? Curve.NONE : new Curve(means);
  }

  /** Returns the mean; of equal values that value, to the last digit. */
  private static double mean(List<Double> values) {
    if (values.stream().distinct().count() == 1) {
      return values.get(0);
    }
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.size();
  }

  private static double deviation(List<Double> values) {
    double mean = mean(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return StrictMath.sqrt(squares / (values.size() - 1));
  }
}
