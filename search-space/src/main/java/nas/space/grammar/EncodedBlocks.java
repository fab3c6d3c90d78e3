package nas.space.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nas.space.Encoding;

/** Collects the nodes of an {@link Encoding}; a value is the nodes that the next one reads. */
final class EncodedBlocks implements Assembly<List<Integer>> {

  private static final int INPUT = 0;

  private final Map<String, Integer> numbers = new TreeMap<>();
  private final List<Integer> operations = new ArrayList<>(List.of(INPUT));
  private final List<List<Integer>> sources = new ArrayList<>(List.of(List.of()));

  private EncodedBlocks(List<String> names) {
    names.forEach(name -> numbers.put(name, 1 + numbers.size()));
  }

  static Encoding of(Grammar grammar, Derivation derivation) {
    List<String> vocabulary = new ArrayList<>(List.of("input"));
    vocabulary.addAll(grammar.vocabulary());
    vocabulary.add("output");
    EncodedBlocks blocks = new EncodedBlocks(grammar.vocabulary());
    List<Integer> last = grammar.assemble(derivation, List.of(INPUT), blocks);
    blocks.add(vocabulary.size() - 1, last);
    return new Encoding(vocabulary, blocks.operations, blocks.adjacency());
  }

  private List<Integer> add(int operation, List<Integer> read) {
    operations.add(operation);
    sources.add(read);
    return List.of(operations.size() - 1);
  }

  private List<List<Boolean>> adjacency() {
    List<List<Boolean>> adjacency = new ArrayList<>();
    for (int from = 0; from < operations.size(); from++) {
      List<Boolean> row = new ArrayList<>();
      for (List<Integer> read : sources) {
        row.add(read.contains(from));
      }
      adjacency.add(row);
    }
    return adjacency;
  }

  @Override
  public List<Integer> block(Placed block, List<Integer> input) {
    List<Integer> last = input;
    for (String node : block.nodes()) {
      last = add(numbers.getOrDefault(node, INPUT), last);
    }
    return last;
  }

  @Override
  public List<Integer> sum(int node, List<List<Integer>> summands, List<Integer> input) {
    return summands.stream().flatMap(List::stream).distinct().toList();
  }

  /** Encodings have a node for each edge, so that all of a space have the same. */
  @Override
  public boolean keepsAbsent() {
    return true;
  }
}
