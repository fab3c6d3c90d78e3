package nas.evaluator.tabular;

import java.util.Optional;
import nas.space.InvalidArchitectureException;
import nas.space.Space;
import nas.space.nasbench101.NasBench101Settings;
import nas.space.nasbench101.NasBench101Space;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import nas.space.nasbenchasr.NasBenchAsrSettings;
import nas.space.nasbenchasr.NasBenchAsrSpace;
import nas.space.nasbenchnlp.NasBenchNlpSettings;
import nas.space.nasbenchnlp.NasBenchNlpSpace;

/** The names under which tables keep architectures. */
public final class Keys {

  private static final String NASBENCH101 = "nasbench101";
  private static final String NASBENCH201 = "nasbench201";

  private Keys() {}

  /** Returns a space with its published settings, if it is one of those with published tables. */
  public static Optional<Space<?>> published(String space) {
    return switch (space) {
      case NASBENCH101 -> Optional.of(new NasBench101Space(NasBench101Settings.published()));
      case NASBENCH201 -> Optional.of(new NasBench201Space(NasBench201Settings.published()));
      case NasBenchAsrSpace.NAME ->
          Optional.of(new NasBenchAsrSpace(NasBenchAsrSettings.published()));
      case NasBenchNlpSpace.NAME ->
          Optional.of(new NasBenchNlpSpace(NasBenchNlpSettings.published()));
      default -> Optional.empty();
    };
  }

  /**
   * Returns what names the rows of tables about a space: published hashes where results are looked
   * up by them, so that all architectures of a hash have one result, or else texts.
   */
  public static Description.Keys kind(String space) {
    return space.equals(NASBENCH101) || space.equals(NasBenchAsrSpace.NAME)
        ? Description.Keys.CANONICAL_ID
        : Description.Keys.TEXT;
  }

  /**
   * Returns the key of an architecture given as text.
   *
   * @throws InvalidArchitectureException if it is none of the space
   */
  public static <A> String key(Space<A> space, String text) {
    return key(space, kind(space.name()), space.parse(text));
  }

  /** Returns the key of an architecture. */
  static <A> String key(Space<A> space, Description.Keys kind, A architecture) {
    return kind == Description.Keys.CANONICAL_ID
        ? space.canonicalId(architecture)
        : space.format(architecture);
  }

  /**
   * Returns the row of an architecture that a person typed: a key, or a text of the space.
   *
   * @return a row or {@link Benchmark#ABSENT}
   * @throws InvalidArchitectureException if it is neither
   */
  public static int row(Benchmark benchmark, String text) {
    int row = benchmark.row(text.strip());
    Optional<Space<?>> space = published(benchmark.description().space());
    return row != Benchmark.ABSENT || space.isEmpty() ? row : benchmark.row(key(space.get(), text));
  }
}
