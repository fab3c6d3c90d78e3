package nas.proxy.probe;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nas.engine.NetworkRuntime;
import nas.engine.Tap;
import nas.engine.loss.Loss;
import nas.engine.loss.Losses;
import nas.engine.tensor.Autograd;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Tensor;
import nas.engine.tensor.Tensors;
import nas.network.FeatureShape;
import nas.network.Network;
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
    boolean whole =
        forwards.stream()
            .flatMap(pass -> plan.served(pass).stream())
            .anyMatch(probe -> probe.nodes() == Nodes.ALL);
    try (NetworkRuntime runtime =
        place.open(place.network(), place.weights(), whole ? Nodes.ALL : Nodes.LIVE)) {
      WeightSlices slices = WeightSlices.of(runtime);
      for (Pass.Shared forward : forwards) {
        new OneBatch(runtime, slices, forward).run();
      }
    }
  }

  /** A forward pass and all that differentiates it. */
  private final class OneBatch {
    private final NetworkRuntime runtime;
    private final WeightSlices slices;
    private final Pass.Shared forward;
    private final List<Probe<?>> watchers;
    private final Pass.Shared logits;
    private final List<Observation<?>> onLogits;
    private final Pass.Shared loss;
    private final List<Observation<?>> onLoss;
    private final Pass.Shared gradient;
    private final List<Observation<?>> onGradient;
    private final Set<String> live;
    private final Map<String, Tensor> gates = new LinkedHashMap<>();

    /** What is added to embedded tokens, zeros, to differentiate by it. */
    private final List<Tensor> shifts = new ArrayList<>();

    OneBatch(NetworkRuntime runtime, WeightSlices slices, Pass.Shared forward) {
      this.runtime = runtime;
      this.slices = slices;
      this.forward = forward;
      watchers = plan.served(forward);
      logits = step(Pass.Step.LOGITS_BACKWARD);
      onLogits = observing(logits);
      loss = step(Pass.Step.LOSS_BACKWARD);
      onLoss = observing(loss);
      gradient = step(Pass.Step.GRADIENT_BACKWARD);
      onGradient = observing(gradient);
      live = runtime.live();
    }

    private Pass.Shared step(Pass.Step step) {
      return new Pass.Shared(forward.mode(), forward.batch(), step);
    }

    private List<Observation<?>> observing(Pass pass) {
      List<Observation<?>> found = new ArrayList<>();
      for (Probe<?> probe : plan.served(pass)) {
        found.add(observation(probe));
      }
      return found;
    }

    void run() {
      ImageBatch batch = place.batches().get(forward.batch());
      try (Tensor images = runtime.images(batch.pixels(), batch.images(), place.layout())) {
        if (onLogits.isEmpty() && onLoss.isEmpty()) {
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
        shifts.forEach(Tensor::close);
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
        return reachesOutput ? differentiable(node, output) : output;
      };
    }

    /** Returns the output with what is differentiated by: a gate, a shift, both or none. */
    private Tensor differentiable(Network.Node node, Tensor output) {
      boolean gated = onLoss.stream().anyMatch(one -> one.gates(node));
      Tensor seen = gated ? output.mul(gate(node, output)) : output;
      if (onLogits.isEmpty() || !embedsTokens(node)) {
        return seen;
      }
      Tensor shifted = seen.add(shift(output));
      if (gated) {
        seen.close();
      }
      return shifted;
    }

    private boolean readsTokens() {
      return place.network().input().kind() == FeatureShape.Kind.TOKENS;
    }

    private boolean embedsTokens(Network.Node node) {
      return readsTokens()
          && node.inputs().equals(List.of(0))
          && node.output().kind() != FeatureShape.Kind.TOKENS;
    }

    private Tensor shift(Tensor output) {
      Tensor shift = runtime.full(0, output.shape());
      shifts.add(shift);
      return shift.requireGradient(true);
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
      try (Tensor mean = loss(batch, output)) {
        double value = mean.scalar();
        List<Tensor> inputs = new ArrayList<>(gates.values());
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
          // The derivatives by gates come first.
          Tensor byWeights = derivatives.get(derivatives.size() - 1);
          tell(value, derivatives, weighted ? byWeights.toDoubles() : new double[0]);
          if (!onGradient.isEmpty()) {
            double[] products = weighted ? slices.products(runtime, byWeights) : new double[0];
            onGradient.forEach(observation -> observation.onGradient(gradient, products));
          }
        }
      }
    }

    private Tensor loss(ImageBatch batch, Tensor output) {
      if (batch.target().isPresent()) {
        Loss own = Losses.of(batch.target().get());
        try (Tensor answers = answers(own, batch)) {
          return own.of(output, answers);
        }
      }
      int classes = place.network().outputNode().output().channels();
      try (Tensor targets = runtime.targets(batch.labels(), batch.images(), classes)) {
        return NetworkRuntime.crossEntropy(output, targets);
      }
    }

    /** Returns the right answers as the loss reads them, all examples counting alike. */
    private Tensor answers(Loss own, ImageBatch batch) {
      long[] shape = own.shape(batch.images());
      int each = Math.toIntExact(Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact));
      int labels = batch.labelsOfEach();
      double[] values = new double[Math.multiplyExact(batch.images(), each)];
      for (int example = 0; example < batch.images(); example++) {
        int from = example * labels;
        FloatBuffer answer = FloatBuffer.allocate(each);
        own.write(
            Arrays.copyOfRange(batch.labels(), from, from + labels), 1.0 / batch.images(), answer);
        for (int at = 0; at < each; at++) {
          values[example * each + at] = answer.get(at);
        }
      }
      return runtime.array(values, shape);
    }

    private void tell(double value, Tensors derivatives, double[] byWeights) {
      List<String> gated = List.copyOf(gates.keySet());
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
              Tensor derivative = derivatives.get(index);
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
}
