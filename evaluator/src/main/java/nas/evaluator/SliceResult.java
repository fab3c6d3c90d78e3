package nas.evaluator;

import java.nio.ByteBuffer;
import java.util.Optional;
import nas.core.trial.Curve;
import nas.core.trial.Result;

/** What a {@link Slice} of an evaluation led to. */
public sealed interface SliceResult {

  /**
   * The evaluation has ended.
   *
   * @param result what became of it
   */
  record Ended(Result result) implements SliceResult {}

  /**
   * The evaluation can go on, or be ended with what was trained.
   *
   * @param epoch the last epoch that is done, at least 1
   * @param validation values on the validation data so far
   * @param state what the evaluator needs to go on, in a form of its own
   */
  record Paused(int epoch, Curve validation, ByteBuffer state) implements SliceResult {

    /** Protects the state. */
    public Paused {
      state = state.asReadOnlyBuffer();
    }

    /** Returns the state from its beginning, for one reader. */
    @Override
    public ByteBuffer state() {
      return state.duplicate();
    }

    /** Returns the slice that goes on. */
    public Slice goOn(int pauseAfter) {
      return new Slice(Optional.of(this), pauseAfter, false);
    }

    /** Returns the slice that ends the evaluation with what was trained. */
    public Slice end() {
      return new Slice(Optional.of(this), Slice.END, true);
    }
  }
}
