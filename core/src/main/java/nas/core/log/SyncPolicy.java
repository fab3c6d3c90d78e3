package nas.core.log;

import java.time.Duration;

/**
 * How often a file that grows is forced to the disk.
 *
 * <p>A killed process loses nothing in any case; this is about failing power.
 *
 * @param atMostEvery least time between two forced writes; zero forces every line
 */
public record SyncPolicy(Duration atMostEvery) {

  /** At most once a second: a failing power costs about a second of lines. */
  public static final SyncPolicy EVERY_SECOND = new SyncPolicy(Duration.ofSeconds(1));

  /** After every line: a failing power costs the line being written. */
  public static final SyncPolicy EVERY_LINE = new SyncPolicy(Duration.ZERO);

  /** When the system likes, for what can be computed again. */
  public static final SyncPolicy NEVER = new SyncPolicy(Duration.ofDays(36_500));

  /** Checks the time. */
  public SyncPolicy {
    if (atMostEvery.isNegative()) {
      throw new IllegalArgumentException("time (" + atMostEvery + ") must not be negative");
    }
  }
}
