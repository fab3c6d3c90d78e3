package nas.strategy.predictor.regression;

import java.util.List;
import java.util.Optional;
import nas.space.Space;
import nas.strategy.predictor.Predictor;

/**
 * A kind of regression and what it sees of an architecture.
 *
 * @param trees their number, at least 1; a linear model has none
 * @param ensemble several regressions whose spread counts; empty: one
 */
public record RegressionModel(
    RegressionFamily family, int trees, FeatureEncoding encoding, Optional<Ensemble> ensemble) {

  /**
   * Returns a predictor that has learnt nothing yet.
   *
   * @throws nas.core.plugin.InvalidSettingException if the space encodes no architecture
   */
  public <A> Predictor<A> predictor(Space<A> space) {
    return new RegressionPredictor<>(this, space, List.of(), List.of());
  }

  Regression train(TrainingTable table, long seed) {
    return ensemble
        .map(members -> members.train(family, table, trees, seed))
        .orElseGet(() -> Regression.train(family, table, trees, seed));
  }
}
