package nas.experiment.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import nas.evaluator.Evaluator;
import nas.evaluator.data.ImageData;
import nas.experiment.config.LoadedExperiment;
import nas.space.ErrorText;
import nas.space.SearchSpace;
import nas.space.Seeds;
import nas.space.constrained.Bound;
import nas.space.constrained.ConstrainedSpace;
import nas.space.constrained.ConstrainedSpace.Constraint;
import nas.space.plugin.InvalidSettingException;

/** Limits a search space as an experiment says. */
final class Constraints {

  private static final String KEY = "constraints";

  private Constraints() {}

  /** Says whether an experiment limits its space. */
  static boolean any(LoadedExperiment loaded) {
    return loaded.experiment().constraints().map(limits -> !limits.isEmpty()).orElse(false);
  }

  /**
   * Returns the space that keeps the constraints of an experiment; the space itself if there are
   * none.
   *
   * @param evaluator knows quantities beside parameters and macs
   * @param images say what network is counted; asked only where no table knows
   * @throws nas.experiment.config.ExperimentException if a quantity is unknown, or nothing is left
   */
  static <A> SearchSpace<A> limit(
      LoadedExperiment loaded,
      SearchSpace<A> space,
      Evaluator<A> evaluator,
      Supplier<ImageData> images) {
    if (!any(loaded)) {
      return space;
    }
    SortedMap<String, ToDoubleFunction<A>> known = new TreeMap<>();
    known.put("parameters", point -> space.network(point, images.get().task()).parameters());
    known.put("macs", point -> space.network(point, images.get().task()).macs());
    known.putAll(evaluator.costs());
    List<Constraint<A>> constraints = new ArrayList<>();
    for (Map.Entry<String, String> entry :
        loaded.experiment().constraints().orElseThrow().entrySet()) {
      ToDoubleFunction<A> value = known.get(entry.getKey());
      if (value == null) {
        throw loaded.explain(
            KEY,
            new InvalidSettingException(
                entry.getKey(),
                "Nothing is known of the quantity " + ErrorText.quote(entry.getKey()),
                ErrorText.nearest(entry.getKey(), known.keySet())
                    .map(nearest -> "you mean " + nearest)
                    .orElse("use one of " + String.join(", ", known.keySet()))));
      }
      constraints.add(new Constraint<>(entry.getKey(), Bound.parse(entry.getValue()), value));
    }
    ConstrainedSpace<A> limited = new ConstrainedSpace<>(space, constraints);
    limited
        .whyEmpty(Seeds.generator(Seeds.mix(Seeds.hash(KEY))))
        .ifPresent(
            problem -> {
              throw loaded.explain(
                  KEY,
                  new InvalidSettingException(
                      constraints.get(0).quantity(), problem, "loosen the constraints"));
            });
    return limited;
  }
}
