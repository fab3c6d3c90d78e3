package nas.strategy.evolution;

import io.jenetics.Optimize;
import io.jenetics.Phenotype;
import io.jenetics.Selector;
import io.jenetics.TournamentSelector;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import nas.core.trial.Result;
import nas.core.trial.Trial;
import nas.space.Space;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;

/**
 * Aging (regularised) evolution: the best of a tournament has a child by one edit, the child joins
 * the population, the oldest individual leaves it.
 *
 * <p>Real, Aggarwal, Huang, Le 2019, Regularized Evolution for Image Classifier Architecture
 * Search, arXiv:1802.01548. The first {@code population} proposals are founders that the user
 * names, then samples of the space; their age is their order. Deviations: a failed trial has no
 * fitness and does not join, so nothing leaves for it; and with {@code concurrentTrials} = c the
 * k-th proposal is bred from the trials 0 to k - c, whatever else is known, so that c networks can
 * be trained at once with the same result for any number of workers (c = 1 is the published
 * algorithm). Without {@code repeats} a child is edited on until the search has not proposed it
 * before: where repeats cost nothing, a population can circle around one individual for ever.
 *
 * <p>With {@code discard: worst} the least fit leaves instead, and with {@code founders} the
 * population grows to its size by children. A tournament of one draws the parent uniformly: with a
 * population of 512 and 11 founders that is the search of Zen-NAS (Lin et al. 2021,
 * arXiv:2102.01063).
 */
public final class AgingEvolution<A> implements Strategy<A> {

  private final Space<A> space;
  private final List<A> founders;
  private final StrategyContext context;
  private final AgingEvolutionPlugin.Settings settings;
  private final Selector<ArchitectureGene<A>, Double> selector;
  private final OneEditAlterer<A, Double> alterer;

  /** Told but not yet part of the population; oldest first. */
  private final Deque<Trial<A>> waiting = new ArrayDeque<>();

  /** In the order in which they joined; never more than the population size. */
  private final Deque<Phenotype<ArchitectureGene<A>, Double>> population = new ArrayDeque<>();

  /** Empty where repeats are allowed. */
  private final Set<A> proposedBefore = new HashSet<>();

  private int proposed;
  private int absorbed;

  /** Creates the strategy for one repetition, with a population that begins at random. */
  public AgingEvolution(
      AgingEvolutionPlugin.Settings settings, Space<A> space, StrategyContext context) {
    this(settings, space, List.of(), context);
  }

  /**
   * Creates the strategy for one repetition.
   *
   * @param founders the first proposals, at most as many as the population; {@code startFrom} of
   *     the settings as the space reads it
   */
  public AgingEvolution(
      AgingEvolutionPlugin.Settings settings,
      Space<A> space,
      List<A> founders,
      StrategyContext context) {
    this.founders = List.copyOf(founders);
    this.space = space;
    this.context = context;
    this.settings = settings;
    this.selector =
        settings.replacement()
            ? new TournamentSelector<>(settings.tournament())
            : new DistinctTournamentSelector<>(settings.tournament());
    this.alterer =
        new OneEditAlterer<>(
            space,
            child -> !settings.repeats() && proposedBefore.contains(space.representative(child)));
  }

  @Override
  public List<A> ask(int n) {
    List<A> proposals = new ArrayList<>();
    while (proposals.size() < n && ready()) {
      A proposal = proposed < settings.firstProposals() ? first() : child();
      if (!settings.repeats()) {
        proposedBefore.add(space.representative(proposal));
      }
      proposals.add(proposal);
      proposed++;
    }
    return proposals;
  }

  /** Moves exactly the trials that the next proposal may know into the population. */
  private boolean ready() {
    if (proposed < settings.firstProposals()) {
      return true;
    }
    int known = proposed - settings.concurrentTrials() + 1;
    while (absorbed < known) {
      Trial<A> trial = waiting.poll();
      if (trial == null) {
        return false;
      }
      absorb(trial);
      absorbed++;
    }
    return true;
  }

  private void absorb(Trial<A> trial) {
    if (trial.result() instanceof Result.Trained trained) {
      population.add(
          Phenotype.of(
              new ArchitectureGene<>(space, trial.architecture()).genotype(),
              trial.index(),
              trained.reward()));
      if (population.size() > settings.population()) {
        population.remove(leaver());
      }
    }
  }

  /** Returns who leaves the population; {@code remove} takes the first that is equal to it. */
  private Phenotype<ArchitectureGene<A>, Double> leaver() {
    Phenotype<ArchitectureGene<A>, Double> leaver = population.getFirst();
    if (settings.discard() == Discard.WORST) {
      for (Phenotype<ArchitectureGene<A>, Double> one : population) {
        leaver = one.fitness() < leaver.fitness() ? one : leaver;
      }
    }
    return leaver;
  }

  private A first() {
    return proposed < founders.size() ? founders.get(proposed) : sample();
  }

  private A sample() {
    return space.sample(context.random(proposed));
  }

  private A child() {
    if (population.isEmpty()) {
      return sample();
    }
    return RandomRegistry.with(
        context.random(proposed),
        random -> {
          ISeq<Phenotype<ArchitectureGene<A>, Double>> parent =
              selector.select(ISeq.of(population), 1, Optimize.MAXIMUM);
          return alterer
              .alter(parent, proposed)
              .population()
              .get(0)
              .genotype()
              .gene()
              .architecture();
        });
  }

  @Override
  public void tell(Trial<A> trial) {
    waiting.add(trial);
  }
}
