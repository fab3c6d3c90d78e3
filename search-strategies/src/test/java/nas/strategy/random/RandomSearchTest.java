package nas.strategy.random;

import nas.space.Space;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyContract;

class RandomSearchTest implements StrategyContract {

  @Override
  public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
    return new RandomSearchPlugin().create(new RandomSearchPlugin.Settings(), space, context);
  }
}
