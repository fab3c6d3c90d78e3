package nas.experiment.train;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import nas.engine.data.Part;
import nas.engine.model.ModelSignature;
import nas.engine.model.TrainedModel;
import nas.engine.tensor.Device;
import nas.evaluator.training.Checkpoints;
import nas.evaluator.training.StartingPoint;
import nas.evaluator.training.Trainer;
import nas.evaluator.training.TrainingSettings;
import nas.network.Network;
import nas.result.report.Confusion;

/** What a network is trained with and tested on. */
interface Material {

  /** Returns what its examples are called, such as {@code images}. */
  String examples();

  /** Returns the number of examples of a part. */
  int count(Part part);

  /** Returns what people should know of it, whole sentences without a full stop. */
  List<String> notes();

  /** Refuses a network that it is of no use to train with this. */
  void check(Network network);

  /**
   * Returns the same with the validation examples trained on as well.
   *
   * @throws nas.core.plugin.InvalidSettingException (key {@code refit}) if they cannot be
   */
  Material joined();

  /** Returns what trains with it. */
  Trainer trainer(
      TrainingSettings settings, Device device, Checkpoints checkpoints, StartingPoint start);

  /** Returns what goes into a network that was trained with it, and what comes out. */
  ModelSignature signature(StartingPoint start);

  /** Returns which classes a network takes for which, where it tells the class of an example. */
  Optional<Confusion> confusion(TrainedModel model, Device device);

  /** Returns what of it decides a training, beside the name and the checksum of the data. */
  default SortedMap<String, String> provenance() {
    return Part.counts(examples(), this::count);
  }
}
