package nas.strategy.exhaustive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import nas.core.plugin.InvalidSettingException;
import nas.space.Space;
import nas.space.nasbench201.NasBench201Architecture;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyContract;
import nas.strategy.ToySpace;
import nas.strategy.UnlistedSpace;
import org.junit.jupiter.api.Test;

class ExhaustiveTest implements StrategyContract {

  @Override
  public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
    return new ExhaustivePlugin().create(new ExhaustivePlugin.Settings(), space, context);
  }

  /** It has an order of its own instead: seeds decide trainings alone. */
  @Override
  public void anotherSeedOrRepetitionGivesOtherProposals() {}

  @Test
  void everyRepetitionHasTheSameOrder() {
    ToySpace space = new ToySpace(6, 4);
    assertEquals(
        strategy(space, new StrategyContext(1, 0, 40)).ask(40),
        strategy(space, new StrategyContext(2, 1, 40)).ask(40));
  }

  @Override
  @Test
  public void aSpaceThatMayNotBeListedIsSearchedByDrawing() {
    Space<List<Integer>> space = new UnlistedSpace<>(new ToySpace(4, 3));
    InvalidSettingException refused =
        assertThrows(
            InvalidSettingException.class, () -> strategy(space, new StrategyContext(SEED, 0, 60)));
    assertTrue(String.valueOf(refused.getMessage()).contains("list"), refused.toString());
  }

  @Test
  void allDifferentNetworksOfNasBench201AreProposedOnce() {
    NasBench201Space space = new NasBench201Space(NasBench201Settings.published());
    Strategy<NasBench201Architecture> all = strategy(space, new StrategyContext(SEED, 0, 10_000));
    Set<String> ids = new TreeSet<>();
    int proposed = 0;
    for (List<NasBench201Architecture> next = all.ask(1000);
        !next.isEmpty();
        next = all.ask(1000)) {
      proposed += next.size();
      next.forEach(architecture -> ids.add(space.canonicalId(architecture)));
    }
    assertEquals(6040, proposed);
    assertEquals(proposed, ids.size());
  }
}
