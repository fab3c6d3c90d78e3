package nas.experiment.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import nas.evaluator.data.ImageData;
import nas.experiment.config.Experiment;
import nas.experiment.config.LoadedExperiment;
import nas.experiment.config.MoveProposalSettings;
import nas.experiment.config.StrategyEntry;
import nas.experiment.score.ScoreTable;
import nas.proxy.metric.Metrics;
import nas.proxy.service.ProxyService;
import nas.space.ErrorText;
import nas.space.SearchSpace;
import nas.space.Seeds;
import nas.space.plugin.InvalidSettingException;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.guide.ArchitectureScorer;
import nas.strategy.guide.GuidedSpace;
import nas.strategy.guide.MoveProposal;
import nas.strategy.guide.Warmup;
import org.jspecify.annotations.Nullable;

/**
 * Makes the strategies of an experiment, guided by zero-cost metrics where it says so.
 *
 * @param <A> the architecture
 */
final class GuidedStrategies<A> {

  private final LoadedExperiment loaded;
  private final SearchSpace<A> space;
  private final Supplier<ImageData> data;
  private final Map<String, ArchitectureScorer<A>> scorers = new HashMap<>();
  private @Nullable ProxyService<A> service;

  /**
   * Prepares them.
   *
   * @param data reads the images, at most once; asked only where metrics guide a strategy
   */
  GuidedStrategies(LoadedExperiment loaded, SearchSpace<A> space, Supplier<ImageData> data) {
    this.loaded = loaded;
    this.space = space;
    this.data = data;
  }

  /**
   * Makes a strategy.
   *
   * @param index its index in the experiment
   * @throws nas.experiment.config.ExperimentException if it refuses a setting
   */
  Strategy<A> strategy(int index, int repetition) {
    Experiment experiment = loaded.experiment();
    StrategyContext context =
        new StrategyContext(experiment.seed(), repetition, experiment.budget().trainedModels());
    StrategyEntry entry = experiment.strategies().get(index);
    String path = "strategies[" + index + "].";
    entry.warmup().ifPresent(warmup -> require(warmup.proxy(), path + "warmup"));
    entry.moveProposal().ifPresent(moves -> require(moves.proxy(), path + "move-proposal"));
    return loaded.createStrategy(index, searched(entry, repetition), context);
  }

  private void require(String proxy, String path) {
    if (proxy.equals(ScoreTable.VOTE) || Metrics.find(proxy).isPresent()) {
      return;
    }
    List<String> names = new ArrayList<>(Metrics.names());
    names.add(ScoreTable.VOTE);
    throw loaded.explain(
        path,
        new InvalidSettingException(
            "proxy",
            "There is no metric " + ErrorText.quote(proxy),
            ErrorText.nearest(proxy, names)
                .map(nearest -> "you mean " + nearest)
                .orElse("see 'java -jar nas.jar proxies'")));
  }

  private SearchSpace<A> searched(StrategyEntry entry, int repetition) {
    if (!entry.guided()) {
      return space;
    }
    return new GuidedSpace<>(
        space,
        () ->
            entry.warmup().map(w -> ranking(w.proxy(), w.samples(), repetition)).orElse(List.of()),
        entry.moveProposal().map(this::moves));
  }

  private List<A> ranking(String proxy, int samples, int repetition) {
    long seed = Seeds.derive(loaded.experiment().seed(), repetition, -1, Seeds.Purpose.STRATEGY);
    return new Warmup(samples)
        .ranking(space, scorer(proxy), Seeds.generator(Seeds.mix(seed ^ Seeds.hash("warmup"))));
  }

  private GuidedSpace.Moves<A> moves(MoveProposalSettings settings) {
    return new GuidedSpace.Moves<>(
        new MoveProposal(settings.candidates(), settings.randomShare()), scorer(settings.proxy()));
  }

  private ArchitectureScorer<A> scorer(String proxy) {
    return scorers.computeIfAbsent(proxy, name -> new ProxyScorer<>(service(), name));
  }

  private ProxyService<A> service() {
    ProxyService<A> made = service;
    if (made == null) {
      Experiment experiment = loaded.experiment();
      made =
          new ProxyService<>(
              space,
              experiment.settings("search-space."),
              data.get(),
              experiment.proxies(),
              experiment.seed(),
              Optional.of(experiment.execution().scoreStoreFolder()),
              experiment.execution().workers().orElse(Runtime.getRuntime().availableProcessors()));
      service = made;
    }
    return made;
  }

  /** Returns what the scores depend on, for provenance; empty if no strategy is guided. */
  SortedMap<String, String> provenance() {
    SortedMap<String, String> provenance = new TreeMap<>();
    if (loaded.experiment().strategies().stream().anyMatch(StrategyEntry::guided)) {
      service().circumstances().forEach((key, value) -> provenance.put("proxies." + key, value));
    }
    return provenance;
  }
}
