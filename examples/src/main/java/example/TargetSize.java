package example;
import nas.core.trial.FailureKind;
import nas.core.trial.Result;

import nas.space.Blueprint;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.evaluator.EvaluatorPlugin;
import nas.evaluator.ProgressListener;
import nas.engine.data.Dataset;
import nas.space.InvalidArchitectureException;
import nas.space.Space;
import nas.network.Task;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;

/**
 * An evaluator as a plug-in: trains nothing and likes networks of a given size, so that strategies
 * can be tried on any search space in milliseconds.
 */
public final class TargetSize implements EvaluatorPlugin<TargetSize.Settings> {

  /** What experiment files can set. */
  public record Settings(
      @Setting(value = "Number of parameters of a perfect network.", min = 1) long parameters) {}

  @Override
  public String name() {
    return "target-size";
  }

  @Override
  public String summary() {
    return "Trains nothing: the closer a network's parameters are to a number, the better.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public <A> Evaluator<A> create(
      Settings settings, Space<A> space, EvaluatorContext context) {
    Dataset data =
        context
            .data()
            .orElseThrow(
                () ->
                    new InvalidSettingException(
                        "parameters", "Networks are built for images", "add data: digits"));
    return new BySize<>(settings.parameters(), Blueprint.required(space), data.task());
  }

  private record BySize<A>(long wanted, Blueprint<A> blueprint, Task task) implements Evaluator<A> {

    @Override
    public Result evaluate(A architecture, long seed, ProgressListener progress) {
      try {
        double parameters = blueprint.network(architecture, task).parameters();
        double percent = 100 * Math.min(parameters, wanted) / Math.max(parameters, wanted);
        SortedMap<String, Double> measurements = new TreeMap<>();
        measurements.put("parameters", parameters);
        return new Result.Trained(percent, percent, OptionalDouble.empty(), measurements);
      } catch (InvalidArchitectureException refused) {
        // Failures are outcomes, and part of the journal.
        return new Result.Failed(
            FailureKind.UNTRAINABLE,
            String.valueOf(refused.getMessage()),
            OptionalDouble.empty());
      }
    }

    @Override
    public SortedMap<String, String> provenance() {
      return new TreeMap<>();
    }

    @Override
    public void close() {}
  }
}
