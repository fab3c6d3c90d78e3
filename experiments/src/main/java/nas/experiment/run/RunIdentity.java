package nas.experiment.run;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import nas.core.Sha256;
import nas.experiment.config.Experiment;
import nas.result.Provenance;
import nas.result.journal.SearchIdentity;

/**
 * Tells which journals belong to a run.
 *
 * <p>Digests are of the settings as they were when the run began, which its provenance keeps: a
 * later version of the program, which may know more settings, comes to the same ones.
 *
 * @param experiment the experiment of the run
 * @param provenance where its results come from; empty: lost, so that less can be told
 */
record RunIdentity(Experiment experiment, Optional<Provenance> provenance) {

  private static final String STRATEGIES = "strategies[";
  private static final String NETWORKS = "networks[";

  /** Returns which search a journal must be of. */
  SearchIdentity of(SearchKey key) {
    SortedMap<String, String> digests = new TreeMap<>();
    provenance.ifPresent(
        origin -> {
          int network = key.strategyIndex() - experiment.strategies().size();
          String own = STRATEGIES + key.strategyIndex() + "].";
          String named = NETWORKS + network + "]";
          digests.put(
              network < 0 ? "the settings of the strategy" : "the network",
              digest(
                  origin.settings(),
                  path -> network < 0 ? path.startsWith(own) : path.equals(named)));
          digests.put(
              "the settings of the experiment",
              digest(origin.settings(), RunIdentity::ofAllSearches));
          digests.put("the data or the engine", digest(origin.evaluator(), path -> true));
        });
    return new SearchIdentity(
        provenance.map(Provenance::settings).map(all -> all.get("name")).orElse(experiment.name()),
        experiment.seed(),
        key.strategy(),
        key.repetition(),
        digests);
  }

  /** Says whether journals in which something stands must say which search they are of. */
  boolean isStated() {
    return provenance.map(Provenance::journalFormat).orElse(0) >= SearchIdentity.FORMAT;
  }

  /** What may grow, stands in the identity in words, or decides another search is left out. */
  private static boolean ofAllSearches(String path) {
    return !(path.startsWith("budget.")
        || path.startsWith(STRATEGIES)
        || path.startsWith(NETWORKS)
        || path.equals("repetitions")
        || path.equals("seed")
        || path.equals("name"));
  }

  private static String digest(SortedMap<String, String> values, Predicate<String> counts) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, String> value : values.entrySet()) {
      if (counts.test(value.getKey())) {
        text.append(value.getKey()).append('=').append(value.getValue()).append('\n');
      }
    }
    return Sha256.hex(text.toString()).substring(0, 16);
  }
}
