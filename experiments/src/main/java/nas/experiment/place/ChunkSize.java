package nas.experiment.place;

/**
 * How many networks make a chunk that is scored in about a second: less would be spent on asking,
 * more would be lost with a worker, and seen late. It starts small and grows with what is measured.
 *
 * <p>Safe for use by several threads.
 */
final class ChunkSize {

  private static final double SECONDS = 1;
  private static final int MOST = 1000;

  private int networks = 1;

  synchronized int networks() {
    return networks;
  }

  /** Is told what a chunk took; no more than twice of what was seen to fit is believed to fit. */
  synchronized void took(int done, double seconds) {
    double fit = seconds > 0 ? done * SECONDS / seconds : MOST;
    networks = (int) Math.max(1, Math.min(fit, Math.min(MOST, Math.max(networks, 2.0 * done))));
  }

  /** Is told that a worker was lost: as long as that goes on, single networks cost the fewest. */
  synchronized void lost() {
    networks = 1;
  }
}
