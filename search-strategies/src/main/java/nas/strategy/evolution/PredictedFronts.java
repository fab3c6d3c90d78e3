package nas.strategy.evolution;

import io.jenetics.ext.moea.Vec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import nas.core.Seeds;
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

  /** Those with values of their own. */
  private final List<Trial<A>> trained = new ArrayList<>();

  PredictedFronts(Preselection settings, Space<A> space) {
    this.space = space;
    model =
        new RegressionModel(
            settings.model(), settings.trees(), settings.encoding(), Optional.empty());
    // Refused here, where the space encodes nothing, and not after the first generation.
    predictors.add(model.predictor(space));
  }

  void tell(Trial<A> trial) {
    if (!trial.isDuplicate() && !trial.values().isEmpty()) {
      trained.add(trial);
    }
  }

  /**
   * Learns from all trials that were told.
   *
   * @return whether there are enough of them with values, two
   */
  boolean learn(long seed) {
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
              .map(trial -> new Example<>(trial.architecture(), trial.values().get(place).reward()))
              .toList();
      predictors.get(objective).fit(examples, 1, Seeds.mix(seed + objective));
    }
    return true;
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
    return Crowded.fittest(fitness, count).stream().map(candidates::get).toList();
  }
}
