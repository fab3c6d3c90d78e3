package nas.space.nasbenchnlp;

import java.util.BitSet;
import java.util.Optional;

/** What makes a cell one of the benchmark, beside being a cell at all. */
final class Rules {

  private Rules() {}

  /** Says which published rule a recipe breaks, if any. */
  static Optional<String> violated(Recipe recipe) {
    RecipeGraph graph = RecipeGraph.of(recipe);
    BitSet reached = graph.reached();
    if (!reached.get(0)) {
      return Optional.of("no hidden state depends on x.");
    }
    for (int state = 0; state < graph.states(); state++) {
      if (!reached.get(1 + state)) {
        return Optional.of("no hidden state depends on " + Recipe.PREVIOUS + state + ".");
      }
    }
    for (int state = 0; state < graph.states(); state++) {
      for (int input : graph.inputs().get(graph.outputs().get(state))) {
        if (!RecipeGraph.isNode(input) && input > 0) {
          return Optional.of(
              "%s%d reads %s%d directly, which the benchmark does not allow."
                  .formatted(Recipe.NEW, state, Recipe.PREVIOUS, input - 1));
        }
      }
    }
    return Optional.empty();
  }
}
