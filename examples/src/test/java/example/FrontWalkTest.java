package example;

import nas.space.Space;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyContract;

class FrontWalkTest implements StrategyContract {

  @Override
  public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
    return new FrontWalk().create(new FrontWalk.Settings(4), space, context);
  }
}
