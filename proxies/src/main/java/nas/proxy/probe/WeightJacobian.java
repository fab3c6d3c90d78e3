package nas.proxy.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nas.engine.Mode;
import nas.engine.NetworkRuntime;
import nas.engine.Parameter;
import nas.engine.Tap;
import nas.engine.tensor.Autograd;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Tensor;
import nas.engine.tensor.Tensors;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.proxy.ImageBatch;
import nas.proxy.Nodes;
import nas.proxy.Observation;
import nas.proxy.Pass;
import nas.proxy.Place;
import nas.proxy.Probe;
import nas.proxy.Score;

/**
 * The derivatives of the logits of single images by the first element of each of a network's first
 * trained arrays, in evaluation mode, in which batch normalisation keeps its untouched running
 * statistics. Arrays come node after node in topological order; by those of nodes that do not reach
 * the output derivatives are 0. There are as many backward passes for an image as classes.
 *
 * @param images number of images, the first of the batch; all where it has fewer
 * @param arrays number of trained arrays, all where a network has fewer
 */
public record WeightJacobian(int images, int arrays) implements Probe<LogitJacobians> {

  @Override
  public Class<LogitJacobians> type() {
    return LogitJacobians.class;
  }

  @Override
  public List<Pass> passes() {
    return List.of(
        new Pass.Own(
            "forward of each of %d images alone, and backward from each of its logits"
                .formatted(images),
            Mode.EVALUATION,
            Pass.Weights.INITIAL,
            Pass.Input.BATCH,
            1,
            images,
            images));
  }

  @Override
  public Optional<Score.Undefined> obstacle(Place place) {
    return Probe.super
        .obstacle(place)
        .or(() -> notOneAnswer(place.network().outputNode().output()));
  }

  @Override
  public Optional<Score.Undefined> obstacle(Task task) {
    return Probe.super.obstacle(task).or(() -> notOneAnswer(task.target().output()));
  }

  private static Optional<Score.Undefined> notOneAnswer(FeatureShape output) {
    return output.elements() == output.channels()
        ? Optional.empty()
        : Optional.of(
            new Score.Undefined(
                Score.Reason.UNSUITABLE,
                "the network answers with %s, not with one class".formatted(output.described())));
  }

  @Override
  public Observation<LogitJacobians> observe(Place place) {
    return Observation.of(() -> measure(place));
  }

  private LogitJacobians measure(Place place) {
    ImageBatch batch = Batches.first(place.batches().get(0), images);
    try (NetworkRuntime runtime = place.open(place.network(), place.weights(), Nodes.LIVE)) {
      int[] elements = elements(place.network(), runtime);
      List<LogitJacobians.OfImage> found = new ArrayList<>();
      for (int image = 0; image < batch.images(); image++) {
        ImageBatch one = Batches.range(batch, image, image + 1);
        found.add(GradientMode.recorded(() -> ofImage(runtime, one, elements, place)));
      }
      return new LogitJacobians(found);
    }
  }

  /** Returns where the elements lie among the runtime's weights, -1 of those that are not there. */
  private int[] elements(Network network, NetworkRuntime runtime) {
    Map<String, Long> offsets = new HashMap<>();
    for (Parameter parameter : runtime.parameters()) {
      offsets.put(name(parameter), parameter.offset());
    }
    return network.nodes().stream()
        .flatMap(node -> Parameter.of(network, node).stream())
        .limit(arrays)
        .mapToInt(parameter -> Math.toIntExact(offsets.getOrDefault(name(parameter), -1L)))
        .toArray();
  }

  private static String name(Parameter parameter) {
    return parameter.node().name() + "/" + parameter.spec().name();
  }

  private static LogitJacobians.OfImage ofImage(
      NetworkRuntime runtime, ImageBatch image, int[] elements, Place place) {
    try (Tensor pixels = runtime.images(image.pixels(), 1, place.layout());
        Tensor output = runtime.forward(pixels, Mode.EVALUATION, Tap.NONE);
        Tensor flat = output.reshape(-1);
        Tensors logits = flat.split(1, 0)) {
      double[][] derivatives = new double[logits.size()][];
      for (int logit = 0; logit < derivatives.length; logit++) {
        derivatives[logit] = derivatives(runtime, logits.get(logit), elements);
      }
      return new LogitJacobians.OfImage(flat.toDoubles(), derivatives);
    }
  }

  private static double[] derivatives(NetworkRuntime runtime, Tensor logit, int[] elements) {
    double[] derivatives = new double[elements.length];
    if (Arrays.stream(elements).allMatch(element -> element < 0)) {
      return derivatives;
    }
    try (Tensor scalar = logit.sum();
        Tensors gradients =
            Autograd.gradients(scalar, List.of(runtime.weights()), Autograd.Graph.RETAINED)) {
      double[] all = gradients.get(0).toDoubles();
      for (int at = 0; at < elements.length; at++) {
        derivatives[at] = elements[at] < 0 ? 0 : all[elements[at]];
      }
      return derivatives;
    }
  }
}
