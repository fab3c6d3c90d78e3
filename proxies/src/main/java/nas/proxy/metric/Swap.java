package nas.proxy.metric;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Paper;
import nas.core.plugin.Setting;
import nas.proxy.Formula;
import nas.proxy.Metric;
import nas.proxy.MetricPlugin;
import nas.proxy.Score;
import nas.proxy.probe.ActivationWords;

/**
 * How many different patterns over images the units of rectifiers have: the number of different
 * columns of the matrix (images, units) of which units are on, mean over random weights.
 *
 * <p>Peng et al. 2024, SWAP-NAS, arXiv:2403.04161. As in the authors' code
 * (github.com/pym1024/SWAP) weights are drawn from N(0, 1) 32 times, and there are 16 images. Their
 * code counts rectifiers of images alone; here those of vectors count, too. Regularised, the score
 * is multiplied by exp(-(P - mu)^2 / sigma), P the number of parameters in thousands; the authors
 * choose mu and sigma for each space, so that part of what is gained by them is that they know a
 * good size.
 */
final class Swap implements MetricPlugin<Swap.Settings> {

  /**
   * The settings.
   *
   * @param images number of images
   * @param initialisations how many times weights are drawn
   * @param mu size at which nothing is taken off, in thousands of parameters
   * @param sigma how far other sizes are from it, squared
   */
  record Settings(
      @Setting(
              value = "Images of the minibatch that are read, the first ones",
              byDefault = "16",
              min = 2,
              max = ActivationWords.MOST_IMAGES)
          int images,
      @Setting(
              value =
                  "How many times weights are drawn from N(0, 1); 0 takes the initial weights, once",
              byDefault = "32",
              min = 0,
              max = 1000)
          int initialisations,
      @Setting(
              value =
                  "Thousands of parameters of networks of which nothing is taken off; as published,"
                      + " where regularised, chosen for each space",
              min = 0)
          Optional<Double> mu,
      @Setting(value = "By how much other sizes count less, exp(-(P - mu)^2 / sigma)", min = 1e-6)
          Optional<Double> sigma) {

    /** Checks that mu and sigma stand together. */
    public Settings {
      if (mu.isPresent() != sigma.isPresent()) {
        String given = mu.isPresent() ? "mu" : "sigma";
        String missing = mu.isPresent() ? "sigma" : "mu";
        throw new InvalidSettingException(
            given,
            "%s (%s) needs %s beside it"
                .formatted(given, mu.isPresent() ? mu.get() : sigma.orElseThrow(), missing),
            "give %s, or leave %s out".formatted(missing, given));
      }
    }

    private double factor(double parameters) {
      if (mu.isEmpty() || sigma.isEmpty()) {
        return 1;
      }
      double away = parameters / 1000 - mu.get();
      return StrictMath.exp(-away * away / sigma.get());
    }
  }

  @Override
  public String name() {
    return "swap";
  }

  @Override
  public String summary() {
    return "Number of different patterns over images of when units of rectifiers are on, mean over"
        + " Gaussian weights";
  }

  @Override
  public Optional<Paper> paper() {
    return Papers.SWAP;
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public SortedMap<String, Settings> presets() {
    return new TreeMap<>(Map.of("swap", new Settings(16, 32, Optional.empty(), Optional.empty())));
  }

  /** Returns the metric with the initial weights. */
  Metric withInitialWeights() {
    return create(new Settings(16, 0, Optional.empty(), Optional.empty()));
  }

  @Override
  public Metric create(Settings settings) {
    ActivationWords words = new ActivationWords(settings.images(), settings.initialisations());
    return Formula.of(
        this,
        List.of(words),
        measured ->
            score(measured.get(words), settings.factor((double) measured.network().parameters())));
  }

  static Score score(double words, double factor) {
    return words == 0
        ? new Score.Undefined(Score.Reason.NO_RELUS, "the network executes no rectifier")
        : Score.of(words * factor);
  }
}
