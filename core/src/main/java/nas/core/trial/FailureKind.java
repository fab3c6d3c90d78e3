package nas.core.trial;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why an evaluation has no result. */
public enum FailureKind {
  /** The training loss became NaN or infinite. */
  NON_FINITE_LOSS,
  /** The network has no path from its input to its output, or does not fit the data. */
  UNTRAINABLE,
  /** The device ran out of memory. */
  OUT_OF_MEMORY,
  /** The metric that was to score the network has no score for it. */
  NO_SCORE,
  /** What evaluated ended, such as a process whose native library crashed, and so did the next. */
  WORKER_LOST;

  /** Returns what journals and tables call it, such as {@code non-finite-loss}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the kind of a key. */
  public static Optional<FailureKind> of(String key) {
    return Arrays.stream(values()).filter(kind -> kind.key().equals(key)).findFirst();
  }
}
