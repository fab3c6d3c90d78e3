package nas.result.journal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

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
    MessageDigest digest = newDigest();
    for (Map.Entry<String, List<TrialRecord>> journal : journals.entrySet()) {
      digest.update((journal.getKey() + "\n").getBytes(StandardCharsets.UTF_8));
      for (TrialRecord trial : journal.getValue()) {
        digest.update(canonicalBytes(trial));
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
