package nas.proxy;

import java.util.Optional;
import java.util.OptionalInt;
import nas.engine.Mode;
import nas.engine.loss.Losses;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Target;
import nas.network.Task;

/** Why networks cannot be executed the way a probe needs it. */
final class Obstacles {

  private Obstacles() {}

  static Optional<Score.Undefined> of(Probe<?> probe, Place place) {
    if (probe.passes().stream().allMatch(pass -> pass.input() == Pass.Input.NONE)) {
      return Optional.empty();
    }
    if (!place.readsInput()) {
      return Optional.of(
          new Score.Undefined(
              Score.Reason.NO_PATH, "the images cannot influence the network's output"));
    }
    Optional<Score.Undefined> unsuitable =
        ofInput(probe, place.network().input())
            .or(
                () ->
                    place.batches().stream()
                        .flatMap(batch -> batch.target().stream())
                        .findFirst()
                        .flatMap(target -> ofTarget(probe, target)));
    if (unsuitable.isPresent()) {
      return unsuitable;
    }
    OptionalInt images =
        probe.passes().stream()
            .filter(pass -> pass.mode() == Mode.TRAINING)
            .filter(pass -> pass.input() == Pass.Input.BATCH || pass instanceof Pass.Shared)
            .mapToInt(pass -> Math.min(pass.images(), images(pass, place)))
            .min();
    return images.isPresent()
        ? singleValue(
            probe.nodes() == Nodes.ALL ? place.network() : place.network().live(),
            images.getAsInt())
        : Optional.empty();
  }

  /** Returns how many images there are for a pass. */
  private static int images(Pass pass, Place place) {
    return pass.input() == Pass.Input.BATCH
        ? place.batches().stream().mapToInt(ImageBatch::images).min().orElse(0)
        : pass.images();
  }

  static Optional<Score.Undefined> of(Probe<?> probe, Task task) {
    return ofInput(probe, task.input()).or(() -> ofTarget(probe, task.target()));
  }

  private static Optional<Score.Undefined> ofTarget(Probe<?> probe, Target target) {
    boolean twice =
        probe.passes().stream()
            .anyMatch(
                pass ->
                    pass instanceof Pass.Shared shared
                        && shared.step() == Pass.Step.GRADIENT_BACKWARD);
    return twice && !Losses.of(target).twiceDifferentiable()
        ? Optional.of(
            new Score.Undefined(
                Score.Reason.UNSUITABLE,
                "the loss for %s can be differentiated once only".formatted(target.described())))
        : Optional.empty();
  }

  private static Optional<Score.Undefined> ofInput(Probe<?> probe, FeatureShape input) {
    return input.kind() == FeatureShape.Kind.TOKENS
            && probe.passes().stream().anyMatch(pass -> pass.input() == Pass.Input.NOISE)
        ? Optional.of(
            new Score.Undefined(
                Score.Reason.UNSUITABLE, "the network reads tokens, which are no numbers to draw"))
        : Optional.empty();
  }

  /** Finds a batch normalisation that sees one value only. */
  private static Optional<Score.Undefined> singleValue(Network network, int images) {
    for (Network.Node node : network.nodes()) {
      FeatureShape shape = node.output();
      if (node.operation().usesBatchStatistics()
          && (long) images * shape.height() * shape.width() < 2) {
        return Optional.of(
            new Score.Undefined(
                Score.Reason.BATCH_TOO_SMALL,
                ("batch normalisation %s needs more than 1 value per channel, but the batch has %d"
                        + " image of %d x %d pixels there")
                    .formatted(node.name(), images, shape.height(), shape.width())));
      }
    }
    return Optional.empty();
  }
}
