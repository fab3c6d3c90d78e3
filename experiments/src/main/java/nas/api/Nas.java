package nas.api;

import java.util.Map;
import nas.network.Network;

/**
 * Where searches and scores from Java begin.
 *
 * <pre>{@code
 * SearchResult found =
 *     Nas.search(nasBench201())
 *         .by(agingEvolution(16, 4))
 *         .warmedUpBy("synflow", 100)
 *         .evaluatedBy(training(1))
 *         .on(digits())
 *         .budget(20)
 *         .run(Path.of("runs/first"));
 * System.out.println(found.architecture() + ": " + found.test());
 * Scores scores = Nas.score(network, "synflow", "nwot");
 * System.out.println(scores.value("synflow"));
 * }</pre>
 */
public final class Nas {

  private Nas() {}

  /** Begins an experiment that searches a space. */
  public static SearchBuilder search(Part space) {
    return SearchBuilder.of(space);
  }

  /** Begins an experiment that searches a space with its default settings. */
  public static SearchBuilder search(String space) {
    return search(Part.of(space));
  }

  /**
   * Scores a network by zero-cost metrics on noise of the size that it takes, without training it.
   *
   * @param network a network built by {@link Network.Builder}, read from a file or of a space
   * @param metrics names of metrics; {@code all} stands for all
   * @throws nas.core.UserException if a metric is unknown, or there is no noise of that size
   * @throws InterruptedException if the thread was interrupted
   */
  public static Scores score(Network network, String... metrics) throws InterruptedException {
    return scoring(Map.of(network.id(), network)).by(metrics).run().get(0);
  }

  /** Begins to score networks of any origin, by their names. */
  public static ScoreBuilder scoring(Map<String, Network> networks) {
    return ScoreBuilder.ofNetworks(networks);
  }

  /** Begins to score architectures of a space. */
  public static ScoreBuilder scoring(Part space) {
    return ScoreBuilder.ofSpace(space);
  }
}
