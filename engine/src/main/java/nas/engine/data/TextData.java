package nas.engine.data;

import java.util.List;
import nas.network.ClassPerStep;
import nas.network.FeatureShape;
import nas.network.Task;

/**
 * A text in pieces of a few tokens, whose next tokens are to be foretold: its first part to train
 * on, the next to validate, the last to test.
 *
 * @param name name for people
 * @param vocabulary the tokens by their numbers, the last for all unknown ones
 * @param steps tokens of a piece
 */
record TextData(
    String name,
    List<String> vocabulary,
    int steps,
    Examples training,
    Examples validation,
    Examples test,
    String sha256,
    Inventory inventory)
    implements Dataset {

  /** Copies the list. */
  TextData {
    vocabulary = List.copyOf(vocabulary);
  }

  @Override
  public Task task() {
    return new Task(FeatureShape.tokens(steps), new ClassPerStep(vocabulary.size(), steps));
  }

  @Override
  public Examples examples(Part part) {
    return switch (part) {
      case TRAINING -> training;
      case VALIDATION -> validation;
      case TEST -> test;
    };
  }
}
