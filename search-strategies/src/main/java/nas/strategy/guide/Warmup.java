package nas.strategy.guide;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import nas.space.Enumeration;
import nas.space.Space;

/**
 * Scores many architectures without training them and ranks them, best first.
 *
 * <p>Abdelfattah et al. 2021, Zero-Cost Proxies for Lightweight NAS, arXiv:2101.08134. Deviation:
 * architectures with one canonical id are drawn once, where the authors' notebook draws with
 * replacement.
 *
 * @param samples how many architectures are scored; as many as the space has, or more: all, if it
 *     is {@linkplain nas.space.Enumeration enumerable}
 * @param by how they are found
 */
public record Warmup(int samples, By by) {

  /** How the architectures are found that are scored. */
  public enum By {
    /** The space draws them. */
    SAMPLING,
    /**
     * The space draws a fiftieth of them, but at most 64, and the others are their descendants: the
     * best so far have children by one edit. For spaces so large that few good ones are drawn; so
     * search MF-NAS (Phan and Luong 2024, GECCO) and FreeREA (Cavagnero et al. 2023, WACV).
     */
    EVOLUTION
  }

  /** Draws may repeat themselves so often for each architecture wanted before they end. */
  private static final long PATIENCE = 100;

  /** Creates a warmup that samples. */
  public Warmup(int samples) {
    this(samples, By.SAMPLING);
  }

  /** Checks the range. */
  public Warmup {
    if (samples < 1) {
      throw new IllegalArgumentException("samples (" + samples + ") must be at least 1");
    }
  }

  /**
   * An architecture and what it scored.
   *
   * @param score the higher the better; NaN: it has no score
   */
  public record Scored<A>(A architecture, double score) {}

  /**
   * Returns the architectures, best first; equal scores keep the order of the draws, and those
   * without a score come last.
   *
   * @param random decides what is drawn
   */
  public <A> List<Scored<A>> ranking(
      Space<A> space, ArchitectureScorer<A> scorer, RandomGenerator random) {
    return Enumeration.of(space).isPresent()
            && space.size().compareTo(BigInteger.valueOf(samples)) <= 0
        ? scorer.ranking(space)
        : scorer.ranking(found(space, scorer, random));
  }

  private <A> List<A> found(Space<A> space, ArchitectureScorer<A> scorer, RandomGenerator random) {
    Set<A> different = new HashSet<>();
    return switch (by) {
      case SAMPLING -> draw(space, samples, random, different);
      case EVOLUTION ->
          new ScoreEvolution<>(space, scorer, random, different)
              .from(draw(space, ScoreEvolution.population(samples), random, different), samples);
    };
  }

  private static <A> List<A> draw(
      Space<A> space, int samples, RandomGenerator random, Set<A> different) {
    List<A> drawn = new ArrayList<>();
    // Fewer are returned where the space has many points but few different architectures.
    for (long draw = 0; draw < PATIENCE * samples && drawn.size() < samples; draw++) {
      A point = space.sample(random);
      if (different.add(space.representative(point))) {
        drawn.add(point);
      }
    }
    return drawn;
  }
}
