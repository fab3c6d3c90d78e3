package nas.experiment.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import nas.core.UserException;
import nas.core.plugin.InvalidSettingException;
import nas.core.text.ErrorText;
import nas.core.trial.FailureKind;
import nas.core.trial.Result;
import nas.engine.data.Dataset;
import nas.evaluator.Evaluator;
import nas.evaluator.Protocol;
import nas.experiment.config.ExperimentException;
import nas.experiment.config.LoadedExperiment;
import nas.network.Network;
import nas.network.family.NetworkFamilies;
import nas.space.Blueprint;
import nas.space.InvalidArchitectureException;
import nas.space.Space;
import nas.space.handmade.HandmadeNetworks;

/**
 * The networks that an experiment evaluates beside its searches: architectures of its search space,
 * whatever its constraints, or networks made by hand, which are evaluated as if they were that
 * space.
 */
final class Baselines {

  private static final String KEY = "networks";

  private final LoadedExperiment loaded;
  private final LazyImages images;

  /** Makes the evaluator of networks made by hand. */
  @FunctionalInterface
  interface Maker {
    /**
     * Makes it.
     *
     * @param onNetworks the experiment, were these its search space
     */
    Evaluator<String> evaluator(LoadedExperiment onNetworks, Space<String> space);
  }

  /**
   * Prepares them.
   *
   * @param images read where networks must fit them
   */
  Baselines(LoadedExperiment loaded, LazyImages images) {
    this.loaded = loaded;
    this.images = images;
  }

  /**
   * Returns them in the order of the experiment.
   *
   * @param space the search space without constraints
   * @param evaluator evaluates its architectures
   * @param maker asked if there are networks made by hand
   * @throws ExperimentException if one is not known, or cannot be evaluated
   * @throws UserException if images are missing or damaged
   */
  <A> List<Baseline<?>> of(Space<A> space, Evaluator<A> evaluator, Maker maker) {
    List<String> texts = loaded.experiment().networks().orElse(List.of());
    List<Optional<A>> own = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int index = 0; index < texts.size(); index++) {
      Optional<A> architecture = parsed(space, texts.get(index));
      if (architecture.isPresent()) {
        requireFit(index, space, architecture.get());
        requireLookedUp(index, texts.get(index), architecture.get(), evaluator);
      } else {
        requireMadeByHand(index, texts.get(index), space);
        names.add(texts.get(index));
      }
      own.add(architecture);
    }
    HandmadeNetworks handmade = new HandmadeNetworks(names);
    for (int index = 0; index < texts.size(); index++) {
      if (own.get(index).isEmpty()) {
        requireFit(index, handmade, texts.get(index));
      }
    }
    Optional<Evaluator<String>> ofNames =
        names.isEmpty()
            ? Optional.empty()
            : Optional.of(maker.evaluator(loaded.onNetworks(names), handmade));
    int strategies = loaded.experiment().strategies().size();
    List<Baseline<?>> baselines = new ArrayList<>();
    for (int index = 0; index < texts.size(); index++) {
      String label = loaded.experiment().labels().get(strategies + index);
      baselines.add(
          own.get(index).isPresent()
              ? sized(label, space, own.get(index).get(), evaluator)
              : sized(label, handmade, texts.get(index), ofNames.orElseThrow()));
    }
    return List.copyOf(baselines);
  }

  /** Returns a network whose results say how large it is, where it is built at all. */
  private <A> Baseline<A> sized(
      String label, Space<A> space, A architecture, Evaluator<A> evaluator) {
    SortedMap<String, ToDoubleFunction<A>> sizes = new TreeMap<>();
    if (loaded.evaluatorNeedsImages()) {
      Blueprint.of(space)
          .ifPresent(
              blueprint -> {
                Network network = blueprint.network(architecture, images.get().task());
                sizes.put("parameters", one -> network.parameters());
                sizes.put("macs", one -> network.macs());
              });
    }
    return new Baseline<>(
        label,
        space,
        architecture,
        FurtherObjectives.measuring(evaluator, loaded.fidelities().size() - 1, sizes));
  }

  private static <A> Optional<A> parsed(Space<A> space, String text) {
    try {
      return Optional.of(space.parse(text));
    } catch (InvalidArchitectureException other) {
      return Optional.empty();
    }
  }

  private void requireMadeByHand(int index, String name, Space<?> space) {
    try {
      NetworkFamilies.family(name);
    } catch (UserException unknown) {
      throw refusal(
          index,
          "%s, and no such architecture of %s".formatted(unknown.getMessage(), space.name()),
          unknown.advice());
    }
    if (loaded.protocol().source() == Protocol.Source.TABLE) {
      throw refusal(
          index,
          "The network %s is looked up in the table of the evaluator %s, which has architectures of %s alone"
              .formatted(
                  ErrorText.quote(name), loaded.experiment().evaluator().name(), space.name()),
          "name one of these, or use an evaluator that trains");
    }
  }

  /** Refuses an architecture that a table does not hold: it would fail in every repetition. */
  private <A> void requireLookedUp(int index, String text, A architecture, Evaluator<A> evaluator) {
    if (loaded.protocol().source() != Protocol.Source.TABLE) {
      return;
    }
    try {
      int full = loaded.fidelities().size() - 1;
      if (evaluator.evaluate(architecture, full, 0, epoch -> {}) instanceof Result.Failed failed
          && failed.kind() == FailureKind.UNTRAINABLE) {
        throw refusal(
            index,
            "The network %s cannot be looked up: %s"
                .formatted(ErrorText.quote(text), failed.message()),
            "leave it out, or name another architecture");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException(e);
    }
  }

  /** Refuses a network that cannot read the images, where it must be built. */
  private <A> void requireFit(int index, Space<A> space, A architecture) {
    Optional<Blueprint<A>> blueprint = Blueprint.of(space);
    if (!loaded.evaluatorNeedsImages() || blueprint.isEmpty()) {
      return;
    }
    Dataset data = images.get();
    try {
      blueprint.get().network(architecture, data.task());
    } catch (InvalidArchitectureException refused) {
      String told = String.valueOf(refused.getMessage());
      int advice = told.indexOf(". Maybe ");
      throw refusal(
          index,
          "The network %s cannot be built for the data: %s"
              .formatted(
                  ErrorText.quote(space.format(architecture)),
                  (advice < 0 ? told : told.substring(0, advice)).replaceFirst("\\.$", "")),
          advice < 0
              ? "leave it out, or use other data"
              : told.substring(advice + ". Maybe ".length()).replaceFirst("\\.$", ""));
    }
  }

  private ExperimentException refusal(int index, String message, String advice) {
    return loaded.explain(new InvalidSettingException(KEY + "[" + index + "]", message, advice));
  }
}
