package nas.strategy.predictor.regression;

import java.util.List;
import java.util.Optional;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.MetricTerm;
import nas.core.plugin.Paper;
import nas.core.plugin.Setting;
import nas.space.Space;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyPlugin;
import nas.strategy.guide.Guidance;
import nas.strategy.predictor.PredictorSearch;
import nas.strategy.predictor.Schedule;

/**
 * Offers predictor-based search with regressions to experiments as {@code regression-predictor}.
 */
public final class RegressionPlugin implements StrategyPlugin<RegressionPlugin.Settings> {

  /** Settings of the search and of its regression. */
  public record Settings(
      @Setting(value = "What predicts the rank of an accuracy.", byDefault = "boosted-trees")
          RegressionFamily model,
      @Setting(
              value = "Number of trees; a linear model has none.",
              byDefault = "100",
              min = 1,
              max = 10_000)
          int trees,
      @Setting(
              value =
                  "What the model sees of an architecture: operations and edges (adjacency), the"
                      + " sequences of operations from input to output (paths), both, or counts"
                      + " and path lengths for subsets of operations (graf).",
              byDefault = "adjacency")
          FeatureEncoding encoding,
      @Setting(
              value =
                  "Metrics whose scores the model sees too; every candidate is scored before every"
                      + " ranking, so cheap ones suit.",
              byDefault = "[]")
          @MetricTerm
          List<String> features,
      @Setting(
              value = "How many networks are trained to learn from.",
              byDefault = "100",
              min = 2,
              max = 1_000_000)
          int trainingPoints,
      @Setting(
              value = "In how many portions they are trained; the model learns anew after each.",
              byDefault = "5",
              min = 1,
              max = 10_000)
          int iterations,
      @Setting(
              value =
                  "Share of a portion that is drawn from the top of the ranking instead of"
                      + " following it.",
              byDefault = "0.5",
              min = 0,
              max = 1)
          double exploreShare,
      @Setting(
              value =
                  "Greatest number of candidates ranked at a time; of a larger space so many are"
                      + " sampled.",
              byDefault = "20000",
              min = 2,
              max = 10_000_000)
          int pool,
      @Setting(
              value =
                  "Where a sample is ranked: the neighbours of so many of the best trained networks"
                      + " join it.",
              byDefault = "5",
              min = 0,
              max = 10_000)
          int neighboursOf,
      @Setting(
              value =
                  "How many networks follow one ranking after the training points; by default all"
                      + " the rest, as published.",
              min = 1,
              max = 1_000_000)
          Optional<Integer> retrainEvery,
      @Setting(
              "Several regressions whose spread counts, so that what they disagree on is tried"
                  + " sooner; by default one.")
          Optional<Ensemble> ensemble) {

    /** Copies the list and checks how the settings fit together. */
    public Settings {
      features = List.copyOf(features);
      if (features.stream().distinct().count() < features.size()) {
        throw new InvalidSettingException(
            "features", "features (" + features + ") name a metric twice", "name it once");
      }
      var unused =
          new Schedule(trainingPoints, iterations, exploreShare, pool, neighboursOf, retrainEvery);
    }

    RegressionModel regression() {
      return new RegressionModel(model, trees, encoding, ensemble);
    }

    private Schedule schedule() {
      return new Schedule(
          trainingPoints, iterations, exploreShare, pool, neighboursOf, retrainEvery);
    }
  }

  @Override
  public String name() {
    return "regression-predictor";
  }

  @Override
  public String summary() {
    return "Trains what a regression (trees or linear) on encodings and metrics ranks highest.";
  }

  @Override
  public Optional<Paper> paper() {
    return Optional.of(
        new Paper(
            "White et al.",
            2021,
            "How Powerful are Performance Predictors in Neural Architecture Search?",
            "arXiv:2104.01177"));
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public <A> Strategy<A> create(Settings settings, Space<A> space, StrategyContext context) {
    return create(settings, space, context, Guidance.none());
  }

  @Override
  public <A> Strategy<A> create(
      Settings settings, Space<A> space, StrategyContext context, Guidance<A> guidance) {
    return new PredictorSearch<>(
        settings.schedule(),
        new RegressionPredictor<>(
            settings.regression(),
            space,
            settings.features(),
            settings.features().stream()
                .map(metric -> guidance.metrics().named("features", metric))
                .toList()),
        space,
        context,
        guidance);
  }
}
