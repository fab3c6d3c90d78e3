package nas.result.correlation;

/** What becomes of an architecture for which a metric has no score. */
public enum UndefinedScores {
  /** It is left out of the figures of this metric, as the published evaluations do. */
  OMIT,
  /** It ranks below all architectures that have a score, as one that a search would not choose. */
  WORST
}
