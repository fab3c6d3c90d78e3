package nas.strategy.random;

import nas.space.SearchSpace;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyContract;

class RandomSearchTest implements StrategyContract {

  @Override
  public <A> Strategy<A> strategy(SearchSpace<A> space, StrategyContext context) {
    return new RandomSearchPlugin().create(new RandomSearchPlugin.Settings(), space, context);
  }
}
