package nas.space.nasbenchnlp;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The recipes that are one edit away: another operation, another input, one more or one fewer input
 * of a linear node or where the operation needs it, another node as hidden state. Each edit can be
 * taken back by one. Nodes keep names and order.
 */
final class RecipeEdits {

  private final Recipe recipe;
  private final RecipeGraph graph;
  private final Set<Recipe> edited = new LinkedHashSet<>();

  private RecipeEdits(Recipe recipe) {
    this.recipe = recipe;
    graph = RecipeGraph.of(recipe);
  }

  /** Returns all edited cells, valid in a space or not: by node, then other hidden states. */
  static Set<Recipe> of(Recipe recipe) {
    RecipeEdits edits = new RecipeEdits(recipe);
    for (int node = 0; node < recipe.nodes().size(); node++) {
      edits.editOperation(node);
      edits.editInputs(node);
    }
    edits.editStates();
    edits.edited.remove(recipe);
    return edits.edited;
  }

  private void editOperation(int node) {
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
        for (String added : readable(node)) {
          put(node, operation, with(inputs, inputs.size(), added));
        }
      }
    }
  }

  private void editInputs(int node) {
    List<String> inputs = recipe.nodes().get(node).inputs();
    CellOperation operation = recipe.nodes().get(node).operation();
    for (String other : readable(node)) {
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
      if (!graph.dependsOn(source, node)) {
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
      List<Recipe.Node> nodes = new ArrayList<>(recipe.nodes());
      nodes.set(node, new Recipe.Node(nodes.get(node).name(), operation, inputs));
      edited.add(new Recipe(nodes));
    }
  }

  /** Makes other nodes the hidden states: two nodes exchange their names. */
  private void editStates() {
    for (int state = 0; state < graph.states(); state++) {
      for (Recipe.Node other : recipe.nodes()) {
        edited.add(exchanged(Recipe.NEW + state, other.name()));
      }
    }
  }

  private Recipe exchanged(String one, String other) {
    return new Recipe(
        recipe.nodes().stream()
            .map(
                node ->
                    new Recipe.Node(
                        exchanged(node.name(), one, other),
                        node.operation(),
                        node.inputs().stream().map(input -> exchanged(input, one, other)).toList()))
            .toList());
  }

  private static String exchanged(String name, String one, String other) {
    if (name.equals(one)) {
      return other;
    }
    return name.equals(other) ? one : name;
  }
}
