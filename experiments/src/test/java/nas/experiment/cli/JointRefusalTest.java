package nas.experiment.cli;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Everything that can be wrong with settings of trainings that are chosen with architectures must
 * be refused before anything is written, with exactly the message in {@code
 * refusals/joint-NAME.txt}.
 */
final class JointRefusalTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private void refused(String golden, String training, String further) {
    Path experiment =
        Nas.write(
            folder.resolve("joint.yaml"),
            """
            name: pairs
            search-space:
              joint:
                architecture: nasbench201
                training:
                  %s
            budget: {trained-models: 4}
            strategies: [random]
            %s
            """
                .formatted(training, further.replace("\\n", "\n")));
    Refusal.refused(folder, "joint-" + golden, "run", experiment, "--out", folder.resolve("run"));
  }

  /** Values that no training can have, alone or together. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '#',
      value = {
        "range; learning-rate: [0.1, 200]",
        "unknown; learning-rates: [0.1]",
        "bare; batch-size: 64",
        "words; augmentation: [horizontal-flip]",
        "none; momentum: []",
        "empty; {}",
        "text; fast",
        "twice; learning-rate: [0.1, 1.0e-1]",
        "spaces; class-weights: [{big cat: 2}]",
        "together; {optimizer: [sgd, adam], momentum: [0.9, 1]}",
        "warmup; warmup-epochs: [0, 3]",
        "classes; class-weights: [none, {cat: 2}]",
        "many; {learning-rate: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], weight-decay: [1, 2, 3, 4, 5, 6, 7,"
            + " 8, 9, 10], batch-size: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11], crop-padding: [1, 2, 3, 4,"
            + " 5, 6, 7, 8, 9, 10], nesterov: [true, false]}",
      })
  @Tag("slow")
  void values(String golden, String training) {
    refused(golden, training, "evaluator: {training: {epochs: 2}}");
  }

  /** Experiments that train otherwise, or not at all. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '#',
      value = {
        "given; evaluator: {training: {epochs: 2, batch-size: 32}}",
        "reduced; evaluator: {reduced-training: {batch-size: 32}}",
        "reduced-preset; evaluator: {reduced-training: {preset: econas}}",
        "reduced-given; evaluator: {reduced-training: {training: {batch-size: 32}}}",
        "final; evaluator: {training: {epochs: 2}}\\nfinal-training: {epochs: 3, batch-size: 32}",
        "table; evaluator: {tabular: {benchmark: no.bench, dataset: d, search-on: validation@1 mean,"
            + " report: test@1 mean}}",
        "score; evaluator: {score: {proxy: synflow}}",
      })
  @Tag("slow")
  void experiments(String golden, String evaluator) {
    refused(golden, "batch-size: [16, 128]", evaluator);
  }
}
