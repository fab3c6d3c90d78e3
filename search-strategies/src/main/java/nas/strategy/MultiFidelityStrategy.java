package nas.strategy;

import java.util.List;

/**
 * A strategy that also has architectures evaluated at lower fidelities, where an evaluation costs
 * less and says less.
 *
 * <p>The contract is that of {@link Strategy}, with the fidelity as a part of the proposal. Trials
 * are told in the order of proposals, so that the strategy knows at which fidelity each was
 * evaluated.
 *
 * @param <A> the architecture
 */
public interface MultiFidelityStrategy<A> extends Strategy<A> {

  @Override
  List<Proposal<A>> propose(int n);

  /** Returns the architectures of {@link #propose}, without their fidelities. */
  @Override
  default List<A> ask(int n) {
    return propose(n).stream().map(Proposal::architecture).toList();
  }
}
