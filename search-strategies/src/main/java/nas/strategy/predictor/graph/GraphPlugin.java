package nas.strategy.predictor.graph;

import java.util.Optional;
import nas.core.plugin.InvalidSettingException;
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
 * Offers predictor-based search with graph convolutions to experiments as {@code gcn-predictor}.
 */
public final class GraphPlugin implements StrategyPlugin<GraphPlugin.Settings> {

  /** What two architectures are compared by. */
  public enum Targets {
    /** Their accuracies as fractions. */
    ACCURACY,
    /** The ranks of their accuracies, from 0 to 1. */
    RANK
  }

  /** Settings of the search and of its network; the defaults are those published. */
  public record Settings(
      @Setting(value = "Number of graph convolutions.", byDefault = "4", min = 1, max = 100)
          int layers,
      @Setting(value = "Width of the graph convolutions.", byDefault = "600", min = 1, max = 10_000)
          int hidden,
      @Setting(
              value = "Probability with which training leaves out a number.",
              byDefault = "0.2",
              min = 0,
              max = 0.99)
          double dropout,
      @Setting(
              value =
                  "What two architectures are compared by: their accuracies as fractions, as"
                      + " published (accuracy), or the ranks of these among those trained (rank).",
              byDefault = "accuracy")
          Targets targets,
      @Setting(value = "Initial learning rate of AdamW.", byDefault = "3.5e-4", min = 0, max = 1)
          double learningRate,
      @Setting(value = "Weight decay of AdamW.", byDefault = "5e-4", min = 0, max = 1)
          double weightDecay,
      @Setting(
              value =
                  "Greatest number of passes over the training points in the last iteration; the"
                      + " i-th of n has i/n of them.",
              byDefault = "250",
              min = 1,
              max = 1_000_000)
          int epochs,
      @Setting(
              value =
                  "Least number of ordered pairs in a step of the last iteration; the i-th of n has"
                      + " i/n of them.",
              byDefault = "64",
              min = 1,
              max = 1_000_000)
          int batch,
      @Setting(
              value =
                  "Training ends when the loss has not fallen for so many epochs; 0: it never ends"
                      + " early.",
              byDefault = "35",
              min = 0,
              max = 1_000_000)
          int patience,
      @Setting(
              value = "Greatest number of passes over the scores of a warmup.",
              byDefault = "50",
              min = 1,
              max = 1_000_000)
          int warmupEpochs,
      @Setting(
              value = "Least number of ordered pairs in a step of the warmup.",
              byDefault = "256",
              min = 1,
              max = 1_000_000)
          int warmupBatch,
      @Setting(value = "Where the network is executed: cpu or gpu:K", byDefault = "cpu")
          String device,
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
          Optional<Integer> retrainEvery) {

    private static final long MOST_WEIGHTS = 50_000_000;

    /** Checks how the settings fit together. */
    public Settings {
      if ((long) layers * hidden * hidden > MOST_WEIGHTS) {
        throw new InvalidSettingException(
            "hidden",
            "hidden ("
                + hidden
                + ") with layers ("
                + layers
                + ") makes more than 50 million weights",
            "lower hidden or layers");
      }
      var unused =
          new Schedule(trainingPoints, iterations, exploreShare, pool, neighboursOf, retrainEvery);
    }

    private Schedule schedule() {
      return new Schedule(
          trainingPoints, iterations, exploreShare, pool, neighboursOf, retrainEvery);
    }
  }

  @Override
  public String name() {
    return "gcn-predictor";
  }

  @Override
  public String summary() {
    return "Trains what a graph convolutional network that compares two architectures ranks highest.";
  }

  @Override
  public Optional<Paper> paper() {
    return Optional.of(
        new Paper(
            "Dudziak et al.",
            2020,
            "BRP-NAS: Prediction-based NAS using GCNs",
            "arXiv:2007.08668"));
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
        new GraphPredictor<>(settings, space, GraphPredictor.prepared(settings.device())),
        space,
        context,
        guidance);
  }
}
