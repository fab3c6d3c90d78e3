package nas.api;

/**
 * Where searches from Java begin.
 *
 * <pre>{@code
 * SearchResult found =
 *     Nas.search(nasBench201())
 *         .by(agingEvolution(16, 4))
 *         .warmedUpBy("synflow", 100)
 *         .evaluatedBy(training(1))
 *         .on(digits())
 *         .budget(20)
 *         .run(Path.of("runs/first"));
 * System.out.println(found.architecture() + ": " + found.test());
 * }</pre>
 */
public final class Nas {

  private Nas() {}

  /** Begins an experiment that searches a space. */
  public static SearchBuilder search(Part space) {
    return SearchBuilder.of(space);
  }

  /** Begins an experiment that searches a space with its default settings. */
  public static SearchBuilder search(String space) {
    return search(Part.of(space));
  }
}
