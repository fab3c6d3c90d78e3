package nas.experiment.run;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import nas.core.plugin.InvalidSettingException;
import nas.core.text.ErrorText;
import nas.engine.data.Dataset;
import nas.evaluator.Evaluator;
import nas.experiment.config.LoadedExperiment;
import nas.network.Network;
import nas.space.Blueprint;
import nas.space.Space;

/**
 * What is known of architectures without training them, such as their parameters: what constraints
 * limit, and what a search may have as objectives beside the value that its evaluator gives.
 *
 * @param known functions of architectures by the names of the quantities; NaN: nothing is known
 */
record Quantities<A>(LoadedExperiment loaded, SortedMap<String, ToDoubleFunction<A>> known) {

  private static final String LATENCY_OF_A_TABLE = "latency-ms.";

  /**
   * Returns what is known.
   *
   * @param evaluator knows quantities beside parameters and macs
   * @param images say what network is counted; asked only where no table knows
   * @param latencies those that are measured
   */
  static <A> Quantities<A> of(
      LoadedExperiment loaded,
      Space<A> space,
      Evaluator<A> evaluator,
      Supplier<Dataset> images,
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
    return new Quantities<>(loaded, known);
  }

  /**
   * Returns a quantity.
   *
   * @param key the key of the experiment that names it
   * @throws nas.experiment.config.ExperimentException if it is unknown
   */
  ToDoubleFunction<A> find(String key, String quantity) {
    ToDoubleFunction<A> value = known.get(quantity);
    if (value == null) {
      throw loaded.explain(key, unknown(quantity));
    }
    return value;
  }

  private InvalidSettingException unknown(String quantity) {
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
              ? "use parameters or macs"
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
}
