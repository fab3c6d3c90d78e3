package nas.strategy.predictor.regression;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import nas.space.Encoding;
import nas.strategy.predictor.PrunedGraph;

/** What a regression sees of an architecture: properties, which hold or do not, or counts. */
public enum FeatureEncoding {
  /** Which node has which operation, and which nodes are joined. */
  ADJACENCY {
    @Override
    List<String> features(Encoding encoding) {
      List<String> features = new ArrayList<>();
      for (int node = 0; node < encoding.nodes(); node++) {
        features.add("node " + node + " " + operation(encoding, node));
        for (int to = node + 1; to < encoding.nodes(); to++) {
          if (encoding.adjacency().get(node).get(to)) {
            features.add("edge " + node + " " + to);
          }
        }
      }
      return features;
    }
  },
  /**
   * The sequences of operations along the paths from the first node to the last: White, Neiswanger,
   * Savani 2021, BANANAS, arXiv:1910.11858. Of more than 1,000 paths the shortest count (the
   * authors leave out the longest, too).
   */
  PATHS {
    @Override
    List<String> features(Encoding encoding) {
      PrunedGraph graph = PrunedGraph.of(encoding, false);
      int last = graph.nodes() - 1;
      List<String> features = new ArrayList<>();
      Deque<Path> open = new ArrayDeque<>(List.of(new Path(0, operation(encoding, 0))));
      while (!open.isEmpty() && features.size() < MAX_PATHS) {
        Path path = open.remove();
        if (path.node() == last) {
          features.add("path " + path.operations());
        }
        for (int to = path.node() + 1; to <= last && open.size() < MAX_OPEN; to++) {
          if (graph.adjacency()[path.node()][to]) {
            open.add(new Path(to, path.operations() + ">" + operation(encoding, to)));
          }
        }
      }
      return features;
    }
  },
  /** Both. */
  BOTH {
    @Override
    List<String> features(Encoding encoding) {
      List<String> features = new ArrayList<>(ADJACENCY.features(encoding));
      features.addAll(PATHS.features(encoding));
      return features;
    }
  },
  /** Counts and path lengths for subsets of operations, see {@link SubsetFeatures}. */
  GRAF {
    @Override
    Optional<SubsetFeatures> counts(Encoding any) {
      return Optional.of(new SubsetFeatures(any));
    }
  };

  private static final int MAX_PATHS = 1000;
  private static final int MAX_OPEN = 100_000;

  private record Path(int node, String operations) {}

  private static String operation(Encoding encoding, int node) {
    return encoding.vocabulary().get(encoding.operations().get(node));
  }

  /**
   * Returns the names of the properties that an architecture has; spaces of varying node counts
   * need no padding, as a node that is not there has no operation.
   */
  List<String> features(Encoding encoding) {
    return List.of();
  }

  /** Returns what counts in architectures of the space that an encoding is of. */
  Optional<SubsetFeatures> counts(Encoding any) {
    return Optional.empty();
  }
}
