package nas.space.joint;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import nas.space.Encoder;
import nas.space.Encoding;

/**
 * The graph of an architecture with a node for each hyperparameter on a path of its own from the
 * input to the output: so predictors see settings as they see operations.
 */
final class JointEncoding {

  private JointEncoding() {}

  static <A> Encoder<Joint<A>> of(Encoder<A> architectures, List<Hyperparameter> hyperparameters) {
    return point -> {
      List<String> taken =
          IntStream.range(0, hyperparameters.size())
              .mapToObj(index -> hyperparameters.get(index).word(point.options().get(index)))
              .toList();
      return joined(architectures.encode(point.architecture()), hyperparameters, taken);
    };
  }

  private static Encoding joined(
      Encoding inner, List<Hyperparameter> hyperparameters, List<String> taken) {
    Set<String> words = new LinkedHashSet<>(inner.vocabulary());
    hyperparameters.forEach(hyperparameter -> words.addAll(hyperparameter.words()));
    List<String> vocabulary = List.copyOf(words);
    List<Integer> operations = new ArrayList<>(inner.operations().subList(0, 1));
    taken.forEach(word -> operations.add(vocabulary.indexOf(word)));
    operations.addAll(inner.operations().subList(1, inner.nodes()));
    return new Encoding(vocabulary, operations, adjacency(inner, taken.size()), inner.places());
  }

  /** Puts nodes behind the first one, each fed by the first and feeding the last. */
  private static List<List<Boolean>> adjacency(Encoding inner, int added) {
    int nodes = inner.nodes() + added;
    return IntStream.range(0, nodes)
        .mapToObj(
            from ->
                IntStream.range(0, nodes).mapToObj(to -> isEdge(inner, added, from, to)).toList())
        .toList();
  }

  private static boolean isEdge(Encoding inner, int added, int from, int to) {
    if (isAdded(from, added)) {
      return to == inner.nodes() + added - 1;
    }
    return isAdded(to, added)
        ? from == 0
        : inner.adjacency().get(place(from, added)).get(place(to, added));
  }

  private static boolean isAdded(int node, int added) {
    return node > 0 && node <= added;
  }

  private static int place(int node, int added) {
    return node == 0 ? 0 : node - added;
  }
}
