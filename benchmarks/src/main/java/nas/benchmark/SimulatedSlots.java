package nas.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.core.trial.Curve;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.engine.data.DescribedData;
import nas.engine.data.Inventory;
import nas.evaluator.ProgressListener;
import nas.evaluator.SliceResult;
import nas.experiment.place.Answer;
import nas.experiment.place.Description;
import nas.experiment.place.EvaluationRequest;
import nas.experiment.place.Workplace;

/**
 * A workplace whose trainings are slept through, and whose results are made up: of the size of
 * those of real trainings, and functions of the seed alone.
 */
final class SimulatedSlots implements Workplace {

  private static final int EPOCHS = 12;

  private static final SortedMap<String, String> PROVENANCE =
      new TreeMap<>(Map.of("data-sha256", "simulated"));

  private final int slots;
  private final double meanSeconds;
  private final VirtualTime time;
  private final List<Occupancy.Training> trainings = new ArrayList<>();

  /**
   * Creates the workplace.
   *
   * @param slots trainings at the same time
   * @param meanSeconds a training takes half to one and a half as long
   */
  SimulatedSlots(int slots, double meanSeconds, VirtualTime time) {
    this.slots = slots;
    this.meanSeconds = meanSeconds;
    this.time = time;
  }

  @Override
  public int slots() {
    return slots;
  }

  /** Returns the trainings so far. */
  List<Occupancy.Training> trainings() {
    synchronized (trainings) {
      return List.copyOf(trainings);
    }
  }

  @Override
  public String provenance(String setup) {
    return new Answer.Told(PROVENANCE).toText();
  }

  /** There are neither images nor an engine. */
  @Override
  public Optional<String> describe(String setup) {
    return Optional.of(
        new Answer.Described(
                new Description(
                    new DescribedData(
                        "simulated", Cells.TASK, "simulated", true, Inventory.NOTHING),
                    new TreeMap<>(),
                    Optional.of(
                        new Description.OfEvaluator(
                            PROVENANCE, Objective.ACCURACY, Optional.empty(), List.of()))))
            .toText());
  }

  @Override
  public String evaluate(String request, ProgressListener progress) throws InterruptedException {
    EvaluationRequest asked = EvaluationRequest.of(request);
    RandomGenerator random = Seeds.generator(Seeds.mix(asked.seed() ^ Seeds.hash("slots")));
    long nanos = (long) (meanSeconds * 1e9 * (0.5 + random.nextDouble()));
    long started = time.nanos();
    time.sleep(nanos);
    synchronized (trainings) {
      // Between its end and this the worker may have had to wait for a processor.
      trainings.add(new Occupancy.Training(started, started + nanos));
    }
    return new Answer.Evaluated(new SliceResult.Ended(madeUp(random))).toText();
  }

  private static Result madeUp(RandomGenerator random) {
    double accuracy = 50 + 45 * random.nextDouble();
    SortedMap<Integer, Double> curve = new TreeMap<>();
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      curve.put(epoch, accuracy * epoch / EPOCHS);
    }
    SortedMap<String, Double> measurements = new TreeMap<>();
    measurements.put("parameters", (double) random.nextInt(100_000, 5_000_000));
    measurements.put("macs", (double) random.nextInt(10_000_000, 500_000_000));
    measurements.put("train-loss", random.nextDouble());
    return new Result.Trained(
        Objective.ACCURACY,
        accuracy,
        OptionalDouble.of(accuracy * 0.99),
        OptionalDouble.empty(),
        new Curve(curve),
        measurements);
  }

  @Override
  public String score(String request) {
    throw new IllegalStateException("nothing is scored without training");
  }

  @Override
  public void close() {}
}
