package nas.experiment.toy;

import java.util.List;
import java.util.SortedMap;
import java.util.function.ToDoubleFunction;
import nas.core.plugin.Setting;
import nas.core.trial.Fidelity;
import nas.core.trial.Result;
import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.evaluator.EvaluatorPlugin;
import nas.evaluator.ProgressListener;
import nas.evaluator.tabular.TabularPlugin;
import nas.evaluator.tabular.TabularSettings;
import nas.space.Space;

/** The evaluator of tables, with a pause before each look-up, so that a run can be hit in it. */
public final class SlowTabularPlugin implements EvaluatorPlugin<SlowTabularPlugin.Settings> {

  private static final TabularPlugin TABULAR = new TabularPlugin();

  /** Settings. */
  public record Settings(
      @Setting("The table, as for the evaluator tabular") TabularSettings table,
      @Setting(value = "Milliseconds that a look-up takes", byDefault = "0", min = 0, max = 60_000)
          int pauseMilliseconds) {}

  @Override
  public String name() {
    return "slow-tabular";
  }

  @Override
  public String summary() {
    return "Looks accuracies up slowly";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public boolean needsImages() {
    return TABULAR.needsImages();
  }

  @Override
  public List<Fidelity> fidelities(Settings settings) {
    return TABULAR.fidelities(settings.table());
  }

  @Override
  public <A> Evaluator<A> create(Settings settings, Space<A> space, EvaluatorContext context) {
    Evaluator<A> table = TABULAR.create(settings.table(), space, context);
    return new Evaluator<>() {
      @Override
      public Result evaluate(A architecture, long seed, ProgressListener progress)
          throws InterruptedException {
        Thread.sleep(settings.pauseMilliseconds());
        return table.evaluate(architecture, seed, progress);
      }

      @Override
      public Result evaluate(A architecture, int fidelity, long seed, ProgressListener progress)
          throws InterruptedException {
        Thread.sleep(settings.pauseMilliseconds());
        return table.evaluate(architecture, fidelity, seed, progress);
      }

      @Override
      public SortedMap<String, ToDoubleFunction<A>> costs() {
        return table.costs();
      }

      @Override
      public SortedMap<String, String> provenance() {
        return table.provenance();
      }

      @Override
      public void close() {
        table.close();
      }
    };
  }
}
