package nas.evaluator;

import java.util.Optional;

/**
 * A part of an evaluation: where it begins, and after which epoch whoever asked for it wants to
 * decide whether it goes on.
 *
 * @param from where an earlier slice of the same evaluation paused; empty: at the start
 * @param pauseAfter an epoch from 1: the slice pauses after the first one from there on whose
 *     validation accuracy was measured, unless it is the last; {@link #END}: it goes on to the end
 * @param ends whether no epoch is left to do: what was trained so far is what is reported
 */
public record Slice(Optional<SliceResult.Paused> from, int pauseAfter, boolean ends) {

  /** Above all numbers of epochs. */
  public static final int END = Integer.MAX_VALUE;

  /** A whole evaluation. */
  public static final Slice WHOLE = new Slice(Optional.empty(), END, false);

  /** Checks that something was trained where nothing is left to do. */
  public Slice {
    if (pauseAfter < 1 || (ends && from.isEmpty())) {
      throw new IllegalArgumentException(
          "a slice pauses after epoch 1 or later (" + pauseAfter + "), and ends what has begun");
    }
  }

  /** Returns the first slice of an evaluation. */
  public static Slice until(int pauseAfter) {
    return new Slice(Optional.empty(), pauseAfter, false);
  }
}
