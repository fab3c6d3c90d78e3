package nas.evaluator.training;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import nas.core.plugin.Alternatives;
import nas.space.Capability;
import nas.space.Space;

/**
 * Says by which recipe each architecture of a space is trained. Evaluators that train ask for it;
 * what it leaves open is as their settings say.
 *
 * @param alternatives what is chosen, and from what
 * @param chosen returns the index of each setting's value
 * @param <A> the architecture
 */
public record ChosenRecipe<A>(Alternatives<Recipe> alternatives, Function<A, List<Integer>> chosen)
    implements Capability<A> {

  /** Returns the recipe of an architecture. */
  public Recipe of(A architecture, Recipe otherwise) {
    return alternatives.with(otherwise, chosen.apply(architecture));
  }

  /** Returns all that minibatches may be. */
  List<Batching> batchings(Recipe otherwise) {
    return alternatives
        .combinations()
        .map(combination -> alternatives.with(otherwise, combination).batching())
        .distinct()
        .toList();
  }

  /** Returns what was chosen as people read it: {@code learning-rate=0.1 batch-size=64}. */
  public String text(A architecture) {
    return alternatives.text(chosen.apply(architecture));
  }

  /** Returns the recipes of a space, if it chooses them. */
  public static <A> Optional<ChosenRecipe<A>> of(Space<A> space) {
    return Capability.find(space, ChosenRecipe.class);
  }
}
