package nas.proxy.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nas.core.Seeds;
import nas.engine.Initialiser;
import nas.engine.NetworkRuntime;
import nas.engine.Tap;
import nas.engine.WeightSource;
import nas.engine.tensor.Autograd;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Tensor;
import nas.engine.tensor.Tensors;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.proxy.BlockProducts;
import nas.proxy.ImageBatch;
import nas.proxy.LossDerivatives;
import nas.proxy.Nodes;
import nas.proxy.Observation;
import nas.proxy.Pass;
import nas.proxy.Probe;

/**
 * Runs the shared passes of a plan, always with the initial weights, and tells the observations of
 * the probes that they serve.
 */
final class SharedPasses {

  private final NetworkPlace place;
  private final ProbePlan plan;
  private final Map<Probe<?>, Observation<?>> observations;

  SharedPasses(NetworkPlace place, ProbePlan plan, Map<Probe<?>, Observation<?>> observations) {
    this.place = place;
    this.plan = plan;
    this.observations = observations;
  }

  void run() {
    List<Pass.Shared> forwards =
        plan.passes().stream()
            .map(ProbePlan.Entry::pass)
            .filter(
                pass -> pass instanceof Pass.Shared shared && shared.step() == Pass.Step.FORWARD)
            .map(Pass.Shared.class::cast)
            .toList();
    if (forwards.isEmpty()) {
      return;
    }
    for (Pass.Weights weights : Pass.Weights.values()) {
      List<Pass.Shared> those =
          forwards.stream().filter(forward -> forward.weights() == weights).toList();
      if (!those.isEmpty()) {
        run(those, weights);
      }
    }
  }

  private void run(List<Pass.Shared> forwards, Pass.Weights weights) {
    boolean whole =
        forwards.stream()
            .flatMap(pass -> plan.served(pass).stream())
            .anyMatch(probe -> probe.nodes() == Nodes.ALL);
    try (NetworkRuntime runtime =
        place.open(place.network(), source(weights), whole ? Nodes.ALL : Nodes.LIVE)) {
      WeightSlices slices = WeightSlices.of(runtime);
      for (Pass.Shared forward : forwards) {
        new OneBatch(runtime, slices, forward).run();
      }
    }
  }

  private WeightSource source(Pass.Weights weights) {
    return switch (weights) {
      case INITIAL -> place.weights();
      case DRAWN ->
          Initialiser.KAIMING_NORMAL.weights(
              Seeds.mix(place.seed() ^ Seeds.hash("features")), place.network().id());
      case MAGNITUDES -> throw new IllegalArgumentException("SynFlow's passes are not shared");
    };
  }

  /** Returns what a network is executed on; drawn images have labels that nobody reads. */
  private ImageBatch images(Pass.Feed feed) {
    if (feed.input() == Pass.Input.NOISE) {
      FeatureShape shape = place.network().input();
      int pixels = Math.toIntExact(feed.images() * shape.elements());
      double[] drawn = Gaussian.numbers(place.stream("features/images"), pixels);
      return new ImageBatch(shape, drawn, new int[feed.images()]);
    }
    ImageBatch batch = place.batches().get(feed.batch());
    return Batches.first(batch, feed.images());
  }

  /** A forward pass and all that differentiates it. */
  private final class OneBatch {
    private final NetworkRuntime runtime;
    private final WeightSlices slices;
    private final Pass.Shared forward;
    private final List<Probe<?>> watchers;
    private final Pass.Shared blocks;
    private final List<Observation<?>> onBlock;
    private final BlockSteps steps;
    private final Pass.Shared logits;
    private final List<Observation<?>> onLogits;
    private final Pass.Shared loss;
    private final List<Observation<?>> onLoss;
    private final Pass.Shared gradient;
    private final List<Observation<?>> onGradient;
    private final Set<String> live;
    private final Map<String, Tensor> gates = new LinkedHashMap<>();

    /** What is added to outputs, zeros, to differentiate the loss by them. */
    private final Map<String, Tensor> summands = new LinkedHashMap<>();

    /** What is added to what blocks hand on, zeros, by the index of the node. */
    private final Map<Integer, Tensor> handedOn = new LinkedHashMap<>();

    /** What is added to embedded tokens, zeros, to differentiate by it. */
    private final List<Tensor> shifts = new ArrayList<>();

    /** What is added to outputs to round them. */
    private final List<Tensor> roundings = new ArrayList<>();

    OneBatch(NetworkRuntime runtime, WeightSlices slices, Pass.Shared forward) {
      this.runtime = runtime;
      this.slices = slices;
      this.forward = forward;
      watchers = plan.served(forward);
      blocks = step(Pass.Step.BLOCKS_BACKWARD);
      onBlock = observing(blocks);
      steps = onBlock.isEmpty() ? BlockSteps.NONE : BlockSteps.of(place.network());
      logits = step(Pass.Step.LOGITS_BACKWARD);
      onLogits = observing(logits);
      loss = step(Pass.Step.LOSS_BACKWARD);
      onLoss = observing(loss);
      gradient = step(Pass.Step.GRADIENT_BACKWARD);
      onGradient = observing(gradient);
      live = runtime.live();
    }

    private Pass.Shared step(Pass.Step step) {
      return new Pass.Shared(forward.mode(), forward.feed(), step);
    }

    private List<Observation<?>> observing(Pass pass) {
      List<Observation<?>> found = new ArrayList<>();
      for (Probe<?> probe : plan.served(pass)) {
        found.add(observation(probe));
      }
      return found;
    }

    void run() {
      ImageBatch batch = images(forward.feed());
      try (Tensor images = runtime.images(batch.pixels(), batch.images(), place.layout())) {
        if (onBlock.isEmpty() && onLogits.isEmpty() && onLoss.isEmpty()) {
          GradientMode.unrecorded(
              () -> {
                runtime.forward(images, forward.mode(), tap()).close();
                return true;
              });
        } else {
          GradientMode.recorded(
              () -> {
                differentiate(batch, images);
                return true;
              });
        }
      } finally {
        gates.values().forEach(Tensor::close);
        summands.values().forEach(Tensor::close);
        handedOn.values().forEach(Tensor::close);
        shifts.forEach(Tensor::close);
        roundings.forEach(Tensor::close);
      }
    }

    private void differentiate(ImageBatch batch, Tensor images) {
      images.requireGradient(!onLogits.isEmpty() && !readsTokens());
      try (Tensor output = runtime.forward(images, forward.mode(), tap())) {
        if (!onLogits.isEmpty()) {
          logitsBackward(batch, images, output);
        }
        if (!onLoss.isEmpty()) {
          lossBackward(batch, output);
        }
      }
    }

    private Tap tap() {
      return (node, output) -> {
        boolean reachesOutput = live.contains(node.name());
        NodeOutput seen = new NodeOutput(runtime, node, output, place.layout());
        for (Probe<?> probe : watchers) {
          if (reachesOutput || probe.nodes() == Nodes.ALL) {
            observation(probe).onOutput(forward, seen);
          }
        }
        if (!reachesOutput) {
          return output;
        }
        blocksBackward(node, output);
        return differentiable(node, output);
      };
    }

    /** Returns the output with what is differentiated by: a gate, summands, or none. */
    private Tensor differentiable(Network.Node node, Tensor output) {
      List<Tensor> added = new ArrayList<>();
      if (onLoss.stream().anyMatch(one -> one.differentiates(node))) {
        added.add(summands.computeIfAbsent(node.name(), name -> zeros(output)));
      }
      if (!onLogits.isEmpty() && embedsTokens(node)) {
        Tensor shift = zeros(output);
        shifts.add(shift);
        added.add(shift);
      }
      if (steps.hasOutput(node.index())) {
        added.add(handedOn.computeIfAbsent(node.index(), index -> zeros(output)));
      }
      if (forward.feed().rounded() && isPooled(node)) {
        Tensor change = Rounding.of(output);
        roundings.add(change);
        added.add(change);
      }
      boolean gated = onLoss.stream().anyMatch(one -> one.gates(node));
      Tensor seen = gated ? output.mul(gate(node, output)) : output;
      for (Tensor summand : added) {
        Tensor sum = seen.add(summand);
        if (seen != output) {
          seen.close();
        }
        seen = sum;
      }
      return seen;
    }

    /** Differentiates the blocks that hand a node on by what the ones before hand on. */
    private void blocksBackward(Network.Node node, Tensor output) {
      for (int step : steps.endingWith(node.index())) {
        BlockProducts products = products(step, output);
        onBlock.forEach(observation -> observation.onBlock(blocks, products));
      }
    }

    private BlockProducts products(int step, Tensor output) {
      Network.Block block = steps.blocks().get(step);
      Tensor before = handedOn.get(steps.blocks().get(step - 1).output());
      if (before == null) {
        // The block hands on the very node that it reads.
        return new BlockProducts(block, true, new double[1][1]);
      }
      try (Tensor signs = signs(step, output);
          Tensor signed = output.mul(signs);
          Tensor sum = signed.sum();
          Tensors found = Autograd.gradients(sum, List.of(before), Autograd.Graph.RETAINED)) {
        return new BlockProducts(
            block, equal(signs, found.get(0)), meanProducts(signs, found.get(0)));
      }
    }

    private Tensor signs(int step, Tensor output) {
      long stream = place.stream(BlockSteps.signs(step));
      double[] signs = new double[Math.toIntExact(output.elements())];
      Arrays.setAll(signs, index -> Seeds.mix(stream + index) < 0 ? 1 : -1);
      return runtime.array(signs, output.shape());
    }

    private boolean isPooled(Network.Node node) {
      return place.network().nodes().stream()
          .filter(reader -> reader.operation().largestOf().isPresent())
          .anyMatch(reader -> reader.inputs().contains(node.index()));
    }

    private boolean readsTokens() {
      return place.network().input().kind() == FeatureShape.Kind.TOKENS;
    }

    private boolean embedsTokens(Network.Node node) {
      return readsTokens()
          && node.inputs().equals(List.of(0))
          && node.output().kind() != FeatureShape.Kind.TOKENS;
    }

    private Tensor zeros(Tensor output) {
      return runtime.full(0, output.shape()).requireGradient(true);
    }

    private Tensor gate(Network.Node node, Tensor output) {
      long[] shape = new long[output.dimensions()];
      Arrays.fill(shape, 1);
      shape[0] = output.size(0);
      shape[1] = output.size(1);
      Tensor gate = runtime.full(1, shape);
      gates.put(node.name(), gate);
      gate.requireGradient(true);
      return gate;
    }

    private void logitsBackward(ImageBatch batch, Tensor images, Tensor output) {
      Autograd.Graph graph = onLoss.isEmpty() ? Autograd.Graph.FREED : Autograd.Graph.RETAINED;
      try (Tensor sum = output.sum();
          Tensors derivatives =
              Autograd.gradients(sum, readsTokens() ? shifts : List.of(images), graph)) {
        double[][] rows = Rows.of(derivatives, batch.images());
        onLogits.forEach(observation -> observation.onLogits(logits, rows));
      }
    }

    private void lossBackward(ImageBatch batch, Tensor output) {
      try (Tensor mean = BatchLoss.of(runtime, batch, output)) {
        double value = mean.scalar();
        List<Tensor> inputs = new ArrayList<>(gates.values());
        inputs.addAll(summands.values());
        boolean weighted = !runtime.parameters().isEmpty();
        if (weighted) {
          inputs.add(runtime.weights());
        }
        if (inputs.isEmpty()) {
          tell(value, new Tensors(), new double[0]);
          onGradient.forEach(observation -> observation.onGradient(gradient, new double[0]));
          return;
        }
        Autograd.Graph graph =
            onGradient.isEmpty() ? Autograd.Graph.FREED : Autograd.Graph.EXTENDED;
        try (Tensors derivatives = Autograd.gradients(mean, inputs, graph)) {
          // The derivatives by gates and summands come first.
          Tensor byWeights = derivatives.get(derivatives.size() - 1);
          tell(value, derivatives, weighted ? byWeights.toDoubles() : new double[0]);
          if (!onGradient.isEmpty()) {
            double[] products = weighted ? slices.products(runtime, byWeights) : new double[0];
            onGradient.forEach(observation -> observation.onGradient(gradient, products));
          }
        }
      }
    }

    private void tell(double value, Tensors derivatives, double[] byWeights) {
      List<String> gated = List.copyOf(gates.keySet());
      List<String> added = List.copyOf(summands.keySet());
      LossDerivatives found =
          new LossDerivatives() {
            @Override
            public double loss() {
              return value;
            }

            @Override
            public List<Slice> layers() {
              return slices.layers();
            }

            @Override
            public double[] weights() {
              return slices.initial(runtime);
            }

            @Override
            public double[] gradient() {
              return byWeights;
            }

            @Override
            public double[][] byGate(Network.Node node) {
              int index = gated.indexOf(node.name());
              if (index < 0) {
                throw new IllegalArgumentException("node " + node.name() + " has no gate");
              }
              return rows(derivatives.get(index));
            }

            @Override
            public boolean hasOutput(Network.Node node) {
              return added.contains(node.name());
            }

            @Override
            public double[][] byOutput(Network.Node node) {
              int index = added.indexOf(node.name());
              if (index < 0) {
                throw new IllegalArgumentException("nobody asked for node " + node.name());
              }
              return rows(derivatives.get(gated.size() + index));
            }

            private double[][] rows(Tensor derivative) {
              return Rows.of(derivative, Math.toIntExact(derivative.size(0)));
            }
          };
      onLoss.forEach(observation -> observation.onLoss(loss, found));
    }

    private Observation<?> observation(Probe<?> probe) {
      Observation<?> observation = observations.get(probe);
      if (observation == null) {
        throw new IllegalStateException(probe + " is not observed");
      }
      return observation;
    }
  }

  private static boolean equal(Tensor one, Tensor other) {
    return Arrays.equals(one.shape(), other.shape())
        && Arrays.equals(one.toDoubles(), other.toDoubles());
  }

  /** Returns the mean products of derivatives and signs, derivatives by the places of signs. */
  private static double[][] meanProducts(Tensor signs, Tensor derivatives) {
    try (Tensor folded = Positions.folded(derivatives, signs.shape());
        Tensor rows = Positions.of(folded);
        Tensor columns = Positions.of(signs)) {
      return Positions.meanProducts(rows, columns);
    }
  }
}
