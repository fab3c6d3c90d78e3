package nas.strategy.evolution;

import io.jenetics.ext.moea.Vec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import nas.core.Seeds;
import nas.core.trial.ObjectiveValue;
import nas.core.trial.Trial;
import nas.space.Space;
import nas.strategy.predictor.Predictor;
import nas.strategy.predictor.Predictor.Example;
import nas.strategy.predictor.regression.RegressionModel;

/**
 * Chooses among architectures that are not trained by predicted fronts: one regression an objective
 * learns its ranks from the trials so far.
 */
final class PredictedFronts<A> {

  private final Space<A> space;
  private final RegressionModel model;
  private final List<Predictor<A>> predictors = new ArrayList<>();

  PredictedFronts(Preselection settings, Space<A> space) {
    this.space = space;
    model =
        new RegressionModel(
            settings.model(), settings.trees(), settings.encoding(), Optional.empty());
    // Refused here, where the space encodes nothing, and not after the first generation.
    predictors.add(model.predictor(space));
  }

  /**
   * Learns from trials that have values.
   *
   * @return whether there are enough of them, two
   */
  boolean learn(List<Trial<A>> trained, long seed) {
    if (trained.size() < 2) {
      return false;
    }
    int objectives = trained.get(0).values().size();
    while (predictors.size() < objectives) {
      predictors.add(model.predictor(space));
    }
    for (int objective = 0; objective < objectives; objective++) {
      int place = objective;
      List<Example<A>> examples =
          trained.stream()
              .map(trial -> new Example<>(trial.architecture(), reward(trial, place)))
              .toList();
      predictors.get(objective).fit(examples, 1, Seeds.mix(seed + objective));
    }
    return true;
  }

  private static double reward(Trial<?> trial, int objective) {
    List<ObjectiveValue> values = trial.values();
    return values.get(objective).reward();
  }

  /** Returns the fittest by what is predicted of them, the fittest first. */
  List<A> fittest(List<A> candidates, int count) {
    List<double[]> predicted =
        predictors.stream().map(predictor -> predictor.scores(candidates)).toList();
    List<Crowded> fitness =
        Crowded.of(
            IntStream.range(0, candidates.size())
                .mapToObj(
                    i ->
                        Optional.of(
                            Vec.of(predicted.stream().mapToDouble(scores -> scores[i]).toArray())))
                .toList());
    return IntStream.range(0, candidates.size())
        .boxed()
        .sorted(Comparator.<Integer, Crowded>comparing(fitness::get).reversed())
        .limit(count)
        .map(candidates::get)
        .toList();
  }
}
