package nas.experiment.toy;

import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.Seeds;
import nas.core.plugin.Setting;
import nas.core.trial.FailureKind;
import nas.core.trial.Result;
import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.evaluator.EvaluatorPlugin;
import nas.evaluator.ProgressListener;
import nas.space.Space;

/** An evaluator that trains nothing: accuracies are noise, decided by seed and architecture. */
public final class NoisyPlugin implements EvaluatorPlugin<NoisyPlugin.Settings> {

  /** Settings. */
  public record Settings(
      @Setting(
              value = "Milliseconds that an evaluation takes",
              byDefault = "0",
              min = 0,
              max = 60_000)
          int pauseMilliseconds,
      @Setting(value = "Share of evaluations that fail", byDefault = "0", min = 0, max = 1)
          double failureShare,
      @Setting(value = "Whether evaluations break off", byDefault = "false") boolean defective) {}

  @Override
  public String name() {
    return "noisy";
  }

  @Override
  public String summary() {
    return "Gives accuracies at random";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public <A> Evaluator<A> create(Settings settings, Space<A> space, EvaluatorContext context) {
    SortedMap<String, String> provenance = new TreeMap<>();
    context.data().ifPresent(data -> provenance.put("data-sha256", data.sha256()));
    return new Evaluator<>() {
      @Override
      public Result evaluate(A architecture, long seed, ProgressListener progress)
          throws InterruptedException {
        if (settings.defective()) {
          throw new IllegalStateException("the noise is too loud");
        }
        Thread.sleep(settings.pauseMilliseconds());
        var random = Seeds.generator(seed ^ Seeds.hash(space.canonicalId(architecture)));
        if (random.nextDouble() < settings.failureShare()) {
          return new Result.Failed(
              FailureKind.NON_FINITE_LOSS, "drawn by lot", OptionalDouble.empty());
        }
        return new Result.Trained(
            100 * random.nextDouble(),
            100 * random.nextDouble(),
            OptionalDouble.empty(),
            new TreeMap<>());
      }

      @Override
      public SortedMap<String, String> provenance() {
        return provenance;
      }

      @Override
      public void close() {}
    };
  }
}
