package nas.result.journal;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import nas.core.Sha256;

/**
 * One number for what the searches of a run did: equal for two runs of one experiment, whatever
 * their machines, workers and interruptions.
 */
public final class JournalDigest {

  private JournalDigest() {}

  /** Returns the bytes of a trial that count: its line without wall-clock fields and checksum. */
  public static byte[] canonicalBytes(TrialRecord trial) {
    return JournalLine.canonicalBytes(trial);
  }

  /**
   * Returns the SHA-256 over all journals, in lower-case hexadecimal digits.
   *
   * @param journals the trials of each journal by its name in the folder, such as {@code
   *     01-ae/000.jsonl}
   */
  public static String sha256(SortedMap<String, List<TrialRecord>> journals) {
    Sha256 digest = new Sha256();
    for (Map.Entry<String, List<TrialRecord>> journal : journals.entrySet()) {
      digest.add(journal.getKey() + "\n");
      for (TrialRecord trial : journal.getValue()) {
        digest.add(canonicalBytes(trial));
      }
    }
    return digest.hex();
  }
}
