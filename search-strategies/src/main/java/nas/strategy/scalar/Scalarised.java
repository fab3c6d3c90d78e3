package nas.strategy.scalar;

import java.util.List;
import java.util.OptionalDouble;
import nas.core.trial.FailureKind;
import nas.core.trial.Result;
import nas.core.trial.Trial;
import nas.strategy.Proposal;
import nas.strategy.Strategy;

/**
 * A strategy that is told a weighted sum of the values of all objectives in place of the value of
 * the evaluator, as if that were the only one. A network whose sum is not defined counts as failed.
 *
 * @param strategy proposes
 * @param sum what it is told
 * @param <A> the architecture
 */
public record Scalarised<A>(Strategy<A> strategy, WeightedSum sum) implements Strategy<A> {

  @Override
  public List<A> ask(int n) {
    return strategy.ask(n);
  }

  @Override
  public List<Proposal<A>> propose(int n) {
    return strategy.propose(n);
  }

  @Override
  public void tell(Trial<A> trial) {
    strategy.tell(
        new Trial<>(trial.index(), trial.architecture(), result(trial), trial.duplicateOf()));
  }

  private Result result(Trial<A> trial) {
    if (!(trial.result() instanceof Result.Trained)) {
      return trial.result();
    }
    OptionalDouble value = sum.of(trial.values());
    return value.isPresent()
        ? new Result.Trained(WeightedSum.OBJECTIVE, value.getAsDouble())
        : new Result.Failed(FailureKind.UNTRAINABLE, "its weighted sum is not defined");
  }
}
