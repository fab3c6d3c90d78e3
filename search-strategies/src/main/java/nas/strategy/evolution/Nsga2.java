package nas.strategy.evolution;

import io.jenetics.Optimize;
import io.jenetics.Phenotype;
import io.jenetics.ext.moea.Vec;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import nas.core.trial.ObjectiveValue;
import nas.core.trial.Result;
import nas.core.trial.Trial;
import nas.space.Capability;
import nas.space.ChoiceSequence;
import nas.space.Space;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;

/**
 * NSGA-II: generations of children of tournaments; parents and children together are ranked by
 * non-domination and crowding distance, and the best of them are the next parents.
 *
 * <p>Deb, Pratap, Agarwal, Meyarivan 2002, A Fast and Elitist Multiobjective Genetic Algorithm:
 * NSGA-II, DOI 10.1109/4235.996017, on ranks and crowding distances of Jenetics. With one objective
 * it is an elitist evolution. A failed trial is infeasible, and every trained network dominates it;
 * what the experiment's constraints exclude is never proposed. Deviations: a child is the uniform
 * crossover of its parents, where the space has choices, edited once, rather than every choice
 * being edited with some probability; an architecture is in the population at most once; and
 * without {@code repeats} a child is edited on until the search has not proposed it before.
 *
 * <p>With {@code preselect} more children are made than are trained: of every objective a
 * regression learns the ranks among the networks trained so far, and the children that are best by
 * predicted ranks and crowding distances are proposed, the best first. The first generation is as
 * without it.
 *
 * <p>The proposals of a generation depend on all trials of the generations before, so that as many
 * networks as the population has can be trained at once.
 */
public final class Nsga2<A> implements Strategy<A> {

  private final Nsga2Plugin.Settings settings;
  private final Space<A> space;
  private final StrategyContext context;
  private final DistinctTournamentSelector<ArchitectureGene<A>, Crowded> selector;
  private final OneEditAlterer<A, Crowded> alterer;
  private final Optional<UniformCrossover<A>> crossover;
  private final Optional<PredictedFronts<A>> predicted;

  /** The trials of the generation that is being evaluated, in their order. */
  private final List<Trial<A>> generation = new ArrayList<>();

  /** Those of which the parents were chosen, the fittest first. */
  private List<Trial<A>> parents = List.of();

  private ISeq<Phenotype<ArchitectureGene<A>, Crowded>> population = ISeq.empty();

  /** Empty where repeats are allowed. */
  private final Set<A> proposedBefore = new HashSet<>();

  /** Children of this generation that were chosen and are not proposed yet. */
  private final Deque<A> chosen = new ArrayDeque<>();

  private int proposed;
  private int told;

  /** Proposals of the generations that are over. */
  private int bred;

  /** Creates the strategy for one repetition. */
  public Nsga2(Nsga2Plugin.Settings settings, Space<A> space, StrategyContext context) {
    this.settings = settings;
    this.space = space;
    this.context = context;
    this.selector = new DistinctTournamentSelector<>(settings.tournament());
    this.alterer =
        new OneEditAlterer<>(space, child -> proposedBefore.contains(space.representative(child)));
    this.crossover =
        Capability.<A, ChoiceSequence<A>>find(space, ChoiceSequence.class)
            .map(UniformCrossover::new);
    this.predicted = settings.preselect().map(by -> new PredictedFronts<>(by, space));
  }

  @Override
  public List<A> ask(int n) {
    List<A> proposals = new ArrayList<>();
    while (proposals.size() < n && ready()) {
      A proposal = next();
      if (!settings.repeats()) {
        proposedBefore.add(space.representative(proposal));
      }
      proposals.add(proposal);
      proposed++;
    }
    return proposals;
  }

  private A next() {
    if (population.isEmpty()) {
      return space.sample(context.random(proposed));
    }
    return chosen.isEmpty() ? child(context.random(proposed)) : chosen.remove();
  }

  /** Chooses the parents where a generation begins; it cannot before all trials are told. */
  private boolean ready() {
    if (proposed == bred + settings.population()) {
      if (told < proposed) {
        return false;
      }
      select();
      bred = proposed;
      predicted.ifPresent(this::preselect);
    }
    return true;
  }

  private void select() {
    List<Trial<A>> all = new ArrayList<>(parents);
    generation.stream()
        .filter(trial -> !trial.isDuplicate() && !(trial.result() instanceof Result.Skipped))
        .forEach(all::add);
    generation.clear();
    List<Crowded> fitness = Crowded.of(all.stream().map(Nsga2::rewards).toList());
    // Of equals the older.
    List<Integer> fittest = Crowded.fittest(fitness, settings.population());
    parents = fittest.stream().map(all::get).toList();
    population =
        fittest.stream()
            .map(
                i ->
                    Phenotype.of(
                        new ArchitectureGene<>(space, all.get(i).architecture()).genotype(),
                        all.get(i).index(),
                        fitness.get(i)))
            .collect(ISeq.toISeq());
  }

  private static Optional<Vec<double[]>> rewards(Trial<?> trial) {
    List<ObjectiveValue> values = trial.values();
    return values.isEmpty()
        ? Optional.empty()
        : Optional.of(Vec.of(values.stream().mapToDouble(ObjectiveValue::reward).toArray()));
  }

  /** Makes the children of this generation, where enough is known to choose among more. */
  private void preselect(PredictedFronts<A> fronts) {
    RandomGenerator random = context.random(proposed);
    if (population.isEmpty() || !fronts.learn(random.nextLong())) {
      return;
    }
    int made = settings.population() * settings.preselect().orElseThrow().candidates();
    List<A> candidates = new ArrayList<>(made);
    Set<A> before = Set.copyOf(proposedBefore);
    for (int child = 0; child < made; child++) {
      A candidate = child(random);
      candidates.add(candidate);
      if (!settings.repeats()) {
        proposedBefore.add(space.representative(candidate));
      }
    }
    proposedBefore.retainAll(before);
    chosen.addAll(fronts.fittest(candidates, settings.population()));
  }

  private A child(RandomGenerator generator) {
    return RandomRegistry.with(
        generator,
        random -> {
          ISeq<Phenotype<ArchitectureGene<A>, Crowded>> pair =
              selector.select(population, 2, Optimize.MAXIMUM);
          A crossed = crossed(architecture(pair.get(0)), architecture(pair.get(1)), random);
          Phenotype<ArchitectureGene<A>, Crowded> unedited =
              Phenotype.of(new ArchitectureGene<>(space, crossed).genotype(), proposed);
          return architecture(alterer.alter(ISeq.of(unedited), proposed).population().get(0));
        });
  }

  private A crossed(A parent, A other, RandomGenerator random) {
    return crossover.isPresent() && random.nextDouble() < settings.crossover()
        ? crossover.get().child(parent, other, random)
        : parent;
  }

  private A architecture(Phenotype<ArchitectureGene<A>, Crowded> individual) {
    return individual.genotype().gene().architecture();
  }

  @Override
  public void tell(Trial<A> trial) {
    told++;
    generation.add(trial);
    predicted.ifPresent(fronts -> fronts.tell(trial));
  }
}
