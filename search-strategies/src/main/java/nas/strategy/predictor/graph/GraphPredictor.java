package nas.strategy.predictor.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.core.statistics.Ranks;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.engine.tensor.PyTorch;
import nas.space.Encoder;
import nas.space.Space;
import nas.strategy.predictor.Predictor;
import org.jspecify.annotations.Nullable;

/**
 * Predicts by the graph convolutional relation network of BRP-NAS, trained on pairs.
 *
 * <p>Dudziak et al. 2020, arXiv:2007.08668. The network goes on learning from fit to fit; epochs
 * and batch grow with the effort; AdamW and the cosine schedule start anew, as published.
 * Deviation: a batch is all ordered pairs of a few architectures, each embedded once, instead of
 * pairs drawn from all ordered pairs, whose two graphs are embedded for each pair. So an epoch
 * shows every architecture once, and not every pair.
 *
 * @param <A> the architecture
 */
final class GraphPredictor<A> implements Predictor<A> {

  /** Graphs embedded at once in rankings. */
  private static final int CHUNK = 256;

  /** Early stopping begins after so many epochs. */
  private static final int PATIENT_EPOCHS = 21;

  private final GraphPlugin.Settings settings;
  private final Space<A> space;
  private final Encoder<A> encoder;
  private final Device device;
  private @Nullable Layout layout;
  private double[] parameters = new double[0];

  /** Graphs of the architectures ranked last. */
  private Map<A, GraphInput> known = new HashMap<>();

  GraphPredictor(GraphPlugin.Settings settings, Space<A> space, Device device) {
    this.settings = settings;
    this.space = space;
    this.encoder = Encoder.required(space);
    this.device = device;
  }

  @Override
  public void warmUp(List<Example<A>> scored, long seed) {
    learn(scored, settings.warmupEpochs(), settings.warmupBatch(), seed);
  }

  @Override
  public void fit(List<Example<A>> trained, double effort, long seed) {
    learn(
        trained,
        Math.max(1, (int) Math.round(effort * settings.epochs())),
        Math.max(1, (int) Math.round(effort * settings.batch())),
        seed);
  }

  private void learn(List<Example<A>> examples, int epochs, int pairs, long seed) {
    RandomGenerator random = Seeds.generator(seed);
    Layout known = layout;
    if (known == null) {
      A first = examples.get(0).architecture();
      known =
          new Layout(
              settings.layers(), settings.hidden(), encoder.encode(first).vocabulary().size() + 1);
      parameters = known.initial(random);
      layout = known;
    }
    List<GraphInput> graphs =
        examples.stream().map(example -> graph(example.architecture())).toList();
    double[] targets = examples.stream().mapToDouble(Example::target).toArray();
    if (settings.targets() == GraphPlugin.Targets.RANK) {
      targets = Ranks.shares(targets);
    }
    try (RelationNetwork network =
            new RelationNetwork(known, parameters, device, Precision.FLOAT32);
        AdamW optimiser = new AdamW(network, settings.weightDecay())) {
      train(network, optimiser, graphs, targets, epochs, together(pairs), random);
      parameters = network.parameters();
    }
  }

  /** Returns how many architectures have at least so many ordered pairs. */
  static int together(int pairs) {
    int count = 2;
    while ((long) count * (count - 1) < pairs) {
      count++;
    }
    return count;
  }

  private void train(
      RelationNetwork network,
      AdamW optimiser,
      List<GraphInput> graphs,
      double[] targets,
      int epochs,
      int together,
      RandomGenerator random) {
    int[] order = new int[graphs.size()];
    java.util.Arrays.setAll(order, i -> i);
    // None may be alone: it would have no pair.
    int batches = Math.max(1, order.length / together);
    double least = Double.POSITIVE_INFINITY;
    int impatience = 0;
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (int place = 0; place < order.length; place++) {
        int other = place + random.nextInt(order.length - place);
        int moved = order[place];
        order[place] = order[other];
        order[other] = moved;
      }
      double rate = settings.learningRate() * (1 + StrictMath.cos(Math.PI * epoch / epochs)) / 2;
      for (int batch = 0; batch < batches; batch++) {
        int from = (int) ((long) order.length * batch / batches);
        int to = (int) (order.length * (batch + 1L) / batches);
        List<GraphInput> chosen = new ArrayList<>();
        double[] theirs = new double[to - from];
        for (int place = from; place < to; place++) {
          chosen.add(graphs.get(order[place]));
          theirs[place - from] = targets[order[place]];
        }
        try (var gradient = network.gradient(chosen, theirs, settings.dropout(), random)) {
          optimiser.step(gradient, rate);
        }
      }
      if (epoch >= PATIENT_EPOCHS && settings.patience() > 0) {
        double loss = network.loss(graphs, targets);
        impatience = loss < least ? 0 : impatience + 1;
        least = Math.min(least, loss);
        if (impatience >= settings.patience()) {
          break;
        }
      }
    }
  }

  @Override
  public double[] scores(List<A> candidates) {
    Layout trained = layout;
    if (trained == null) {
      throw new IllegalStateException("nothing has been learnt yet");
    }
    Map<A, GraphInput> met = new HashMap<>();
    List<GraphInput> graphs = new ArrayList<>();
    for (A candidate : candidates) {
      GraphInput graph = graph(candidate);
      met.put(candidate, graph);
      graphs.add(graph);
    }
    known = met;
    double[] scores = new double[graphs.size()];
    try (RelationNetwork network =
        new RelationNetwork(trained, parameters, device, Precision.FLOAT32)) {
      for (int from = 0; from < scores.length; from += CHUNK) {
        int to = Math.min(from + CHUNK, scores.length);
        System.arraycopy(network.ranking(graphs.subList(from, to)), 0, scores, from, to - from);
      }
    }
    return scores;
  }

  private GraphInput graph(A architecture) {
    GraphInput graph = known.get(architecture);
    return graph != null
        ? graph
        : GraphInput.of(encoder.encode(space.representative(architecture)));
  }

  /** Loads the engine early, so that what is wrong with it is told before anything is trained. */
  static Device prepared(String device) {
    PyTorch.prepare();
    return Device.parse(device);
  }
}
