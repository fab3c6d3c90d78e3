package nas.experiment.train;

import java.util.List;
import java.util.Optional;
import nas.core.plugin.InvalidSettingException;
import nas.engine.data.Dataset;
import nas.engine.data.Normalisation;
import nas.engine.data.Part;
import nas.engine.model.ModelSignature;
import nas.engine.model.TrainedModel;
import nas.engine.tensor.Device;
import nas.engine.tensor.Devices;
import nas.evaluator.training.Checkpoints;
import nas.evaluator.training.StartingPoint;
import nas.evaluator.training.Trainer;
import nas.evaluator.training.TrainingSettings;
import nas.network.Network;
import nas.result.report.Confusion;

/** Examples that come in three parts, such as pieces of a text. */
record ExampleMaterial(Dataset data) implements Material {

  @Override
  public String examples() {
    return "examples";
  }

  @Override
  public int count(Part part) {
    return data.examples(part).count();
  }

  @Override
  public List<String> notes() {
    return data.inventory().sentences();
  }

  @Override
  public void check(Network network) {
    // Every network that can be built for the task can be trained.
  }

  @Override
  public Material joined() {
    throw new InvalidSettingException(
        "refit",
        "refit (true) joins training and validation images, and data set %s has %s"
            .formatted(data.name(), data.task().input().described()),
        "leave refit out");
  }

  @Override
  public Trainer trainer(
      TrainingSettings settings, Device device, Checkpoints checkpoints, StartingPoint start) {
    return new Trainer(settings, data, Devices.of(device), checkpoints, start);
  }

  @Override
  public ModelSignature signature(StartingPoint start) {
    return new ModelSignature(
        data.task().target(), data.classNames(), new Normalisation(List.of()), data.reading());
  }

  @Override
  public Optional<Confusion> confusion(TrainedModel model, Device device) {
    return Optional.empty();
  }
}
