package nas.strategy.random;

import java.util.List;
import java.util.stream.IntStream;
import nas.core.trial.Trial;
import nas.space.Space;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;

/**
 * Random search: every proposal is a fresh sample of the space, and nothing is learnt.
 *
 * <p>Li and Talwalkar 2019, Random Search and Reproducibility for Neural Architecture Search,
 * arXiv:1902.07638. As duplicates cost nothing, the trained architectures are a sample without
 * replacement.
 */
public final class RandomSearch<A> implements Strategy<A> {

  private final Space<A> space;
  private final StrategyContext context;
  private int proposed;

  /** Creates the strategy for one repetition. */
  public RandomSearch(Space<A> space, StrategyContext context) {
    this.space = space;
    this.context = context;
  }

  @Override
  public List<A> ask(int n) {
    int first = proposed;
    proposed += n;
    return IntStream.range(first, proposed)
        .mapToObj(proposal -> space.sample(context.random(proposal)))
        .toList();
  }

  @Override
  public void tell(Trial<A> trial) {}
}
