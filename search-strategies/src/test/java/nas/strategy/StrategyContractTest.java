package nas.strategy;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Supplier;
import nas.core.trial.Trial;
import nas.space.Space;
import org.junit.jupiter.api.Test;

/** What the contract says to those who break it. */
final class StrategyContractTest {

  /** Proposes what a supplier gives, whatever it is told. */
  private record Deaf<A>(Supplier<List<A>> proposals) implements Strategy<A> {

    @Override
    public List<A> ask(int n) {
      return proposals.get();
    }

    @Override
    public void tell(Trial<A> trial) {}
  }

  private static final StrategyContract REPEATING =
      new StrategyContract() {
        @Override
        public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
          A only = space.sample(context.random(0));
          return new Deaf<>(() -> List.of(only));
        }
      };

  private static final StrategyContract SILENT =
      new StrategyContract() {
        @Override
        public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
          return new Deaf<>(List::of);
        }
      };

  @Test
  void aStrategyThatRepeatsItselfIsToldOfDuplicates() {
    String message =
        String.valueOf(
            assertThrows(AssertionError.class, REPEATING::theBudgetIsSpentAndNotExceeded)
                .getMessage());
    assertTrue(message.contains("1000 duplicates in a row"), message);
    assertTrue(message.contains("with 1.0 of a budget of 7"), message);
  }

  @Test
  void aStrategyThatProposesNothingIsToldSo() {
    String message =
        String.valueOf(
            assertThrows(AssertionError.class, SILENT::theBudgetIsSpentAndNotExceeded)
                .getMessage());
    assertTrue(message.contains("proposed nothing"), message);
  }
}
