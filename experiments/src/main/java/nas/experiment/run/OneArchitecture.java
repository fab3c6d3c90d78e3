package nas.experiment.run;

import java.util.List;
import nas.core.trial.Trial;
import nas.strategy.Strategy;

/**
 * Proposes one given architecture, and has nothing left to propose.
 *
 * @param <A> the architecture
 */
final class OneArchitecture<A> implements Strategy<A> {

  private List<A> left;

  OneArchitecture(A architecture) {
    left = List.of(architecture);
  }

  @Override
  public List<A> ask(int n) {
    List<A> proposed = left;
    left = List.of();
    return proposed;
  }

  @Override
  public void tell(Trial<A> trial) {}
}
