package nas.proxy.probe;

import java.util.Map;

/**
 * Where the random numbers of probes begin.
 *
 * @param seed decides them together with a network's id and the purpose
 * @param fixed where those of some purposes begin instead, whatever the seed
 */
public record Streams(long seed, Map<String, Long> fixed) {

  /** Copies the map. */
  public Streams {
    fixed = Map.copyOf(fixed);
  }

  /** Returns streams that all follow from a seed. */
  public static Streams of(long seed) {
    return new Streams(seed, Map.of());
  }

  /** Returns the counter at which the numbers of a network for a purpose begin. */
  long of(String networkId, String purpose) {
    Long known = fixed.get(purpose);
    return known == null ? Gaussian.stream(seed, networkId, purpose) : known;
  }
}
