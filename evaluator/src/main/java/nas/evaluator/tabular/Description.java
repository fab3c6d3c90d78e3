package nas.evaluator.tabular;

/**
 * What a benchmark is, for people and for the checks before it is used.
 *
 * @param name such as {@code nasbench201}
 * @param space name of the search space, or what the architectures are if the program has no such
 *     space
 * @param keys what the rows are named by
 * @param source where the numbers come from
 * @param licence the licence of the numbers
 * @param notes what one must know to read them truthfully; may be empty
 */
public record Description(
    String name, String space, Keys keys, String source, String licence, String notes) {

  /** What names a row. */
  public enum Keys {
    /** The canonical id of the architecture in its space. */
    CANONICAL_ID,
    /** The architecture as its space writes it. */
    TEXT
  }
}
