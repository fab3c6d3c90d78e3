package nas.result.journal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which search a journal belongs to: its first line, so that the journal of another search is not
 * taken for it. Journals of earlier versions of the program lack it.
 *
 * <p>What may grow while a run goes on, the budget and the number of repetitions, is no part of it.
 *
 * @param experiment name of the experiment
 * @param seed root of all its seeds
 * @param strategy display name of the strategy
 * @param repetition index of the repetition, from 0
 * @param digests what else decides the trials, by what it is (such as {@code the settings of the
 *     strategy}), as hexadecimal digits
 */
public record SearchIdentity(
    String experiment,
    long seed,
    String strategy,
    int repetition,
    SortedMap<String, String> digests)
    implements JournalEntry {

  /** The version of journals that begin with an identity. */
  public static final int FORMAT = 2;

  /** Copies the map. */
  public SearchIdentity {
    digests = Collections.unmodifiableSortedMap(new TreeMap<>(digests));
  }

  /**
   * Returns in what a journal with this identity differs from the one that should be there, in
   * words; empty if it is that one. Digests that only one of them has are not compared.
   */
  List<String> differences(SearchIdentity expected) {
    List<String> differences = new ArrayList<>();
    compare(differences, "experiment", experiment, expected.experiment);
    compare(differences, "seed", seed, expected.seed);
    compare(differences, "strategy", strategy, expected.strategy);
    compare(differences, "repetition", repetition, expected.repetition);
    for (Map.Entry<String, String> digest : digests.entrySet()) {
      String other = expected.digests.getOrDefault(digest.getKey(), digest.getValue());
      if (!digest.getValue().equals(other)) {
        differences.add(digest.getKey() + " differ");
      }
    }
    return List.copyOf(differences);
  }

  private static void compare(List<String> into, String name, Object there, Object here) {
    if (!there.equals(here)) {
      into.add(name + " is " + there + " there and " + here + " here");
    }
  }
}
