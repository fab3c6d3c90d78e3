package nas.experiment.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import nas.core.Seeds;
import nas.core.plugin.InvalidSettingException;
import nas.experiment.config.LoadedExperiment;
import nas.space.Space;
import nas.space.Subspace;
import nas.space.constrained.Bound;
import nas.space.constrained.ConstrainedSpace;
import nas.space.constrained.ConstrainedSpace.Constraint;
import nas.space.constrained.MeasuredSpace;

/** Limits a search space as an experiment says. */
final class Constraints {

  private static final String KEY = "constraints";

  /**
   * A space that keeps the constraints of an experiment.
   *
   * @param check refuses, once the run folder is locked, what only measurements tell; throws {@link
   *     nas.experiment.config.ExperimentException} or {@link nas.core.UserException}
   */
  record Limited<A>(Space<A> space, Runnable check) {}

  private Constraints() {}

  /** Says whether an experiment limits its space. */
  static boolean any(LoadedExperiment loaded) {
    return !of(loaded).isEmpty();
  }

  /** Says whether an experiment limits the latency that is measured. */
  static boolean measured(LoadedExperiment loaded) {
    return of(loaded).containsKey(MeasuredLatencies.QUANTITY);
  }

  /** Says how architectures are drawn that keep the constraints, see {@link Space#drawing}. */
  static String drawing(LoadedExperiment loaded, Space<?> whole) {
    return any(loaded) ? Subspace.within(whole) : whole.drawing();
  }

  private static SortedMap<String, String> of(LoadedExperiment loaded) {
    return loaded.experiment().constraints().orElseGet(TreeMap::new);
  }

  /**
   * Returns the space that keeps the constraints of an experiment; the space itself if there are
   * none.
   *
   * @param latencies asked only of networks that keep all other constraints
   * @throws nas.experiment.config.ExperimentException if a quantity is unknown, or nothing is left
   */
  static <A> Limited<A> limit(
      LoadedExperiment loaded,
      Space<A> space,
      Quantities<A> quantities,
      MeasuredLatencies<A> latencies) {
    List<Constraint<A>> cheap = new ArrayList<>();
    Optional<Constraint<A>> measured = Optional.empty();
    for (Map.Entry<String, String> entry : of(loaded).entrySet()) {
      ToDoubleFunction<A> value = quantities.find(KEY, entry.getKey());
      Constraint<A> constraint =
          new Constraint<>(entry.getKey(), Bound.parse(entry.getValue()), value);
      if (value == latencies) {
        measured = Optional.of(constraint);
      } else {
        cheap.add(constraint);
      }
    }
    Space<A> limited = cheap.isEmpty() ? space : listed(loaded, space, cheap);
    return measured.isEmpty()
        ? new Limited<>(limited, () -> {})
        : measured(loaded, new MeasuredSpace<>(limited, measured.get()), latencies);
  }

  private static <A> Space<A> listed(
      LoadedExperiment loaded, Space<A> space, List<Constraint<A>> constraints) {
    ConstrainedSpace<A> limited = new ConstrainedSpace<>(space, constraints);
    refuse(
        loaded,
        constraints.get(0).quantity(),
        limited.whyEmpty(Seeds.generator(Seeds.mix(Seeds.hash(KEY)))));
    return limited;
  }

  private static <A> Limited<A> measured(
      LoadedExperiment loaded, MeasuredSpace<A> space, MeasuredLatencies<A> latencies) {
    return new Limited<>(
        space,
        () -> {
          if (!latencies.resumes()) {
            refuse(
                loaded,
                MeasuredLatencies.QUANTITY,
                space.whyEmpty(Seeds.generator(Seeds.mix(Seeds.hash(MeasuredLatencies.QUANTITY)))));
          }
        });
  }

  private static void refuse(LoadedExperiment loaded, String quantity, Optional<String> whyEmpty) {
    if (whyEmpty.isPresent()) {
      throw loaded.explain(
          KEY, new InvalidSettingException(quantity, whyEmpty.get(), "loosen the constraints"));
    }
  }
}
