package nas.strategy.predictor.graph;

import nas.space.Encoding;
import nas.strategy.predictor.PrunedGraph;

/**
 * An architecture as the network reads it: node 0 is the global one, which every other feeds; the
 * others are those of the encoding.
 *
 * <p>As in the code of BRP-NAS, skip connections are contracted, and nodes that were removed keep
 * their place, without features, but joined to themselves and to the global node.
 *
 * @param nodes number of nodes, the global one among them
 * @param features for each node the feature that is 1: its index in the vocabulary, or the
 *     vocabulary's size for the global node; -1: none
 * @param adjacency nodes x nodes, row-major; element (i, j) is 1 if node i reads node j, which is
 *     where i = j, where i is the global node, and where i feeds j
 */
@SuppressWarnings("ArrayRecordComponent")
record GraphInput(int nodes, int[] features, float[] adjacency) {

  static GraphInput of(Encoding encoding) {
    PrunedGraph graph = PrunedGraph.of(encoding, true);
    int nodes = graph.nodes() + 1;
    int[] features = new int[nodes];
    float[] adjacency = new float[nodes * nodes];
    features[0] = encoding.vocabulary().size();
    for (int node = 0; node < nodes; node++) {
      adjacency[node] = 1;
      adjacency[node * nodes + node] = 1;
    }
    for (int from = 0; from < graph.nodes(); from++) {
      features[from + 1] = graph.operations()[from];
      for (int to = 0; to < graph.nodes(); to++) {
        if (graph.adjacency()[from][to]) {
          adjacency[(from + 1) * nodes + to + 1] = 1;
        }
      }
    }
    return new GraphInput(nodes, features, adjacency);
  }
}
