package nas.experiment.place;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BiConsumer;

/** Gives work to another worker where one was lost, as long as that seems to be worth it. */
final class Tries {

  /** Workers that the same work may cost. */
  static final int MOST = 2;

  private Tries() {}

  /** Asks a worker. */
  @FunctionalInterface
  interface Work<T> {
    T answer() throws InterruptedException, WorkerLostException;
  }

  /** Says what holds where no worker could answer. */
  @FunctionalInterface
  interface Instead<T> {
    /**
     * Returns it.
     *
     * @param ends how often and how workers ended, such as {@code 2 times: it ended with exit code
     *     3}
     */
    T answer(String ends) throws InterruptedException;
  }

  /**
   * Returns the answer.
   *
   * @param lost is told how each worker ended that was lost, and whether another one tries it
   */
  static <T> T of(Work<T> work, BiConsumer<String, Boolean> lost, Instead<T> instead)
      throws InterruptedException {
    Set<String> reasons = new LinkedHashSet<>();
    for (int tried = 1; tried <= MOST; tried++) {
      try {
        return work.answer();
      } catch (WorkerLostException ended) {
        reasons.add(ended.reason());
        lost.accept(ended.reason(), tried < MOST);
      }
    }
    return instead.answer("%d times: %s".formatted(MOST, String.join("; then ", reasons)));
  }
}
