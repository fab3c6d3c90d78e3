package example;
import nas.core.trial.Result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import nas.space.grammar.Derivation;
import java.util.Optional;
import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.evaluator.ProgressListener;
import nas.engine.data.DigitsPlugin;
import nas.engine.data.Dataset;
import nas.space.Space;
import nas.core.plugin.InvalidSettingException;
import org.junit.jupiter.api.Test;

class TargetSizeTest {

  private final Space<Derivation> space =
      new StackedBlocks().create(new StackedBlocks.Settings(4, 8));

  private Evaluator<Derivation> evaluator(long parameters, Optional<Dataset> data) {
    return new TargetSize()
        .create(new TargetSize.Settings(parameters), space, new EvaluatorContext(data, 1));
  }

  private double percent(long parameters, String stack) throws InterruptedException {
    Dataset digits = new DigitsPlugin().read(new DigitsPlugin.Settings(8));
    try (var evaluator = evaluator(parameters, Optional.of(digits))) {
      Result outcome = evaluator.evaluate(space.parse(stack), 7, ProgressListener.NONE);
      return ((Result.Trained) outcome).validation();
    }
  }

  @Test
  void aNetworkOfTheWantedSizeIsPerfect() throws InterruptedException {
    // Stem 72 + 16, classifier 90.
    assertEquals(100, percent(178, "none-none-none-none"));
    assertEquals(50, percent(356, "none-none-none-none"));
    assertEquals(50, percent(89, "none-none-none-none"));
  }

  @Test
  void withoutImagesThereAreNoNetworks() {
    assertThrows(InvalidSettingException.class, () -> evaluator(178, Optional.empty()));
  }
}
