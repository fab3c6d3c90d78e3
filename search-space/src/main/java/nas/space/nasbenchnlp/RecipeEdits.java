package nas.space.nasbenchnlp;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The edits of a recipe: another operation, another input, one more or one fewer input of a linear
 * node or where the operation needs it, another node as hidden state. Each edit can be taken back
 * by one. Nodes keep names and order.
 */
final class RecipeEdits {

  private final Recipe recipe;
  private final RecipeGraph graph;
  private final List<BitSet> needed;
  private final List<Edit> edits = new ArrayList<>();

  private RecipeEdits(Recipe recipe) {
    this.recipe = recipe;
    graph = RecipeGraph.of(recipe);
    needed = graph.needed();
  }

  /** A recipe that is not built yet. */
  interface Edit {

    /** Returns what the edit makes of the recipe, valid in a space or not. */
    Recipe apply(Recipe recipe);
  }

  /** Another operation or other inputs of the node at a place in the recipe. */
  private record Rewrite(int node, CellOperation operation, List<String> inputs) implements Edit {

    @Override
    public Recipe apply(Recipe recipe) {
      List<Recipe.Node> nodes = new ArrayList<>(recipe.nodes());
      nodes.set(node, new Recipe.Node(nodes.get(node).name(), operation, inputs));
      return new Recipe(nodes);
    }
  }

  /** Another node as hidden state: two nodes exchange their names. */
  private record Exchange(String one, String other) implements Edit {

    @Override
    public Recipe apply(Recipe recipe) {
      return new Recipe(
          recipe.nodes().stream()
              .map(
                  node ->
                      new Recipe.Node(
                          exchanged(node.name()),
                          node.operation(),
                          node.inputs().stream().map(this::exchanged).toList()))
              .toList());
    }

    private String exchanged(String name) {
      if (name.equals(one)) {
        return other;
      }
      return name.equals(other) ? one : name;
    }
  }

  /**
   * Returns all edits that make a cell, valid in a space or not: by node, then other hidden states.
   * No two of them make the same recipe, and none that which is edited.
   */
  static List<Edit> of(Recipe recipe) {
    RecipeEdits edits = new RecipeEdits(recipe);
    for (int node = 0; node < recipe.nodes().size(); node++) {
      List<String> readable = edits.readable(node);
      edits.editOperation(node, readable);
      edits.editInputs(node, readable);
    }
    edits.editStates();
    return edits.edits;
  }

  private void editOperation(int node, List<String> readable) {
    List<String> inputs = recipe.nodes().get(node).inputs();
    CellOperation now = recipe.nodes().get(node).operation();
    for (CellOperation operation : CellOperation.ALL) {
      if (operation == now || (operation.takes(1) != now.takes(1))) {
        continue;
      }
      if (operation.takes(inputs.size())) {
        put(node, operation, inputs);
      }
      if (operation.takes(inputs.size() - 1)) {
        put(node, operation, inputs.subList(0, inputs.size() - 1));
      }
      if (operation.takes(inputs.size() + 1)) {
        for (String added : readable) {
          put(node, operation, with(inputs, inputs.size(), added));
        }
      }
    }
  }

  private void editInputs(int node, List<String> readable) {
    List<String> inputs = recipe.nodes().get(node).inputs();
    CellOperation operation = recipe.nodes().get(node).operation();
    for (String other : readable) {
      if (inputs.contains(other)) {
        continue;
      }
      for (int place = 0; place < inputs.size(); place++) {
        put(node, operation, with(inputs, place, other));
      }
      if (operation.takes(inputs.size() + 1)) {
        put(node, operation, with(inputs, inputs.size(), other));
      }
    }
    if (operation.takes(inputs.size() - 1)) {
      put(node, operation, inputs.subList(0, inputs.size() - 1));
    }
  }

  /** Returns what a node may read: all that does not depend on it. */
  private List<String> readable(int node) {
    List<String> readable = new ArrayList<>();
    readable.add(Recipe.X);
    for (int state = 0; state < graph.states(); state++) {
      readable.add(Recipe.PREVIOUS + state);
    }
    for (int source = 0; source < graph.size(); source++) {
      if (!needed.get(source).get(node)) {
        readable.add(recipe.nodes().get(source).name());
      }
    }
    return readable;
  }

  private static List<String> with(List<String> inputs, int place, String other) {
    List<String> changed = new ArrayList<>(inputs);
    if (place == inputs.size()) {
      changed.add(other);
    } else {
      changed.set(place, other);
    }
    return changed;
  }

  private void put(int node, CellOperation operation, List<String> inputs) {
    boolean twice = inputs.stream().distinct().count() < inputs.size();
    if (!twice && (operation == CellOperation.LINEAR || !inputs.contains(Recipe.X))) {
      edits.add(new Rewrite(node, operation, List.copyOf(inputs)));
    }
  }

  private void editStates() {
    for (int state = 0; state < graph.states(); state++) {
      for (int node = 0; node < graph.size(); node++) {
        // Two hidden states exchange their names once.
        int other = graph.outputs().indexOf(node);
        if (other < 0 || other > state) {
          edits.add(new Exchange(Recipe.NEW + state, recipe.nodes().get(node).name()));
        }
      }
    }
  }
}
