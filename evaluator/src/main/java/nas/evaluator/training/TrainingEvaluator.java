package nas.evaluator.training;

import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.evaluator.Outcome;
import nas.evaluator.ProgressListener;
import nas.evaluator.data.ImageData;
import nas.evaluator.runtime.Device;
import nas.evaluator.runtime.PyTorch;
import nas.space.InvalidArchitectureException;
import nas.space.SearchSpace;
import nas.space.network.Network;
import nas.space.plugin.InvalidSettingException;

/**
 * Trains the network of each architecture on the experiment's images.
 *
 * @param <A> the architecture
 */
public final class TrainingEvaluator<A> implements Evaluator<A> {

  private final SearchSpace<A> space;
  private final ImageData data;
  private final Device device;
  private final DataSplit split;

  /** One for each fidelity; the last trains in full. */
  private final List<Trainer> trainers;

  /**
   * Creates the evaluator and loads the engine.
   *
   * @throws InvalidSettingException if the device is not there, the engine does not load, or the
   *     context has no images
   * @throws nas.evaluator.data.DataException if the images are too few to split
   */
  public TrainingEvaluator(
      TrainingSettings settings, SearchSpace<A> space, EvaluatorContext context) {
    this.space = space;
    data =
        context
            .data()
            .orElseThrow(
                () ->
                    new InvalidSettingException(
                        "data", "training needs images, and data is missing", "add data: digits"));
    split =
        DataSplit.of(data, settings.validationShare(), settings.testShare(), context.rootSeed());
    PyTorch.prepare();
    device = Device.parse(settings.device());
    trainers =
        Stream.concat(settings.fidelities().stream().map(settings::shortened), Stream.of(settings))
            .map(of -> new Trainer(of, split, device))
            .toList();
  }

  @Override
  public Outcome evaluate(A architecture, long seed, ProgressListener progress)
      throws InterruptedException {
    return evaluate(architecture, trainers.size() - 1, seed, progress);
  }

  /** {@inheritDoc} Every training begins from scratch, whatever lower fidelity came before. */
  @Override
  public Outcome evaluate(A architecture, int fidelity, long seed, ProgressListener progress)
      throws InterruptedException {
    Network network;
    try {
      network = space.network(architecture, data.task());
    } catch (InvalidArchitectureException e) {
      return new Outcome.Failed(
          Outcome.FailureKind.UNTRAINABLE, String.valueOf(e.getMessage()), OptionalDouble.empty());
    }
    return trainers.get(fidelity).train(network, seed, progress);
  }

  @Override
  public SortedMap<String, String> provenance() {
    SortedMap<String, String> provenance = new TreeMap<>(PyTorch.versions());
    provenance.put("data", data.name());
    provenance.put("data-sha256", data.sha256());
    provenance.put("device", device.toString());
    provenance.put("training-images", Integer.toString(split.training().count()));
    provenance.put("validation-images", Integer.toString(split.validation().count()));
    provenance.put("test-images", Integer.toString(split.test().count()));
    return provenance;
  }

  /** Does nothing: every training frees its own memory. */
  @Override
  public void close() {}
}
