package example;

import nas.space.Space;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyContract;

class HillClimbingTest implements StrategyContract {

  @Override
  public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
    return new HillClimbing().create(new HillClimbing.Settings(10), space, context);
  }
}
