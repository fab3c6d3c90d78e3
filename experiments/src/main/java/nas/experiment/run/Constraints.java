package nas.experiment.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import nas.core.Seeds;
import nas.core.plugin.InvalidSettingException;
import nas.core.text.ErrorText;
import nas.engine.data.ImageData;
import nas.evaluator.Evaluator;
import nas.experiment.config.LoadedExperiment;
import nas.network.Network;
import nas.space.Blueprint;
import nas.space.Space;
import nas.space.Subspace;
import nas.space.constrained.Bound;
import nas.space.constrained.ConstrainedSpace;
import nas.space.constrained.ConstrainedSpace.Constraint;
import nas.space.constrained.MeasuredSpace;

/** Limits a search space as an experiment says. */
final class Constraints {

  private static final String KEY = "constraints";
  private static final String LATENCY_OF_A_TABLE = "latency-ms.";

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
   * @param evaluator knows quantities beside parameters and macs
   * @param images say what network is counted; asked only where no table knows
   * @param latencies asked only of networks that keep all other constraints
   * @throws nas.experiment.config.ExperimentException if a quantity is unknown, or nothing is left
   */
  static <A> Limited<A> limit(
      LoadedExperiment loaded,
      Space<A> space,
      Evaluator<A> evaluator,
      Supplier<ImageData> images,
      MeasuredLatencies<A> latencies) {
    SortedMap<String, ToDoubleFunction<A>> known = new TreeMap<>();
    Blueprint.of(space)
        .ifPresent(
            blueprint -> {
              Function<A, Network> network = point -> blueprint.network(point, images.get().task());
              known.put("parameters", point -> network.apply(point).parameters());
              known.put("macs", point -> network.apply(point).macs());
            });
    known.putAll(evaluator.costs());
    if (loaded.evaluatorNeedsImages()) {
      known.put(MeasuredLatencies.QUANTITY, latencies);
    }
    List<Constraint<A>> cheap = new ArrayList<>();
    Optional<Constraint<A>> measured = Optional.empty();
    for (Map.Entry<String, String> entry : of(loaded).entrySet()) {
      ToDoubleFunction<A> value = known.get(entry.getKey());
      if (value == null) {
        throw loaded.explain(KEY, unknown(entry.getKey(), loaded, known));
      }
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

  private static InvalidSettingException unknown(
      String quantity, LoadedExperiment loaded, SortedMap<String, ?> known) {
    if (quantity.equals(MeasuredLatencies.QUANTITY)) {
      List<String> ofTable =
          known.keySet().stream().filter(name -> name.startsWith(LATENCY_OF_A_TABLE)).toList();
      return new InvalidSettingException(
          quantity,
          quantity
              + " is measured on networks that are trained on images, which the evaluator "
              + loaded.experiment().evaluator().name()
              + " does not do",
          ofTable.isEmpty()
              ? "limit parameters or macs"
              : "use what its table says: " + String.join(", ", ofTable));
    }
    return new InvalidSettingException(
        quantity,
        "Nothing is known of the quantity " + ErrorText.quote(quantity),
        ErrorText.nearest(quantity, known.keySet())
            .map(nearest -> "you mean " + nearest)
            .orElse(
                known.isEmpty()
                    ? "leave it out"
                    : "use one of " + String.join(", ", known.keySet())));
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
