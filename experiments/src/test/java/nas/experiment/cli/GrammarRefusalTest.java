package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Everything that can be wrong with a space in a file must be refused before anything is written,
 * with exactly the message in {@code refusals/NAME.txt}.
 */
final class GrammarRefusalTest {

  private static final String SPACE =
      """
      constants: {half: 2}
      blocks:
        conv:
          parameters: [kernel, width, stride]
          graph:
            - convolution: {out-channels: width, kernel: kernel, stride: stride}
            - {batch-norm: {}, name: normed}
            - {relu: {}, name: on}
            - {add: {}, from: [on, input], when: in == width and stride == 1}
      rules:
        more:
          repeat: {conv: {kernel: [3, 5], width: width, stride: 1}}
          times: 0..2
      body:
        - let: {width: [6, 12]}
        - conv: {kernel: [3, 5], width: width / half, stride: 2}
        - more
      head: [global-average-pool, {linear: {out-features: classes}}]
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private void refused(String golden, String space) {
    Nas.write(folder.resolve("space.yaml"), space);
    Path experiment =
        Nas.write(
            folder.resolve("own.yaml"),
            """
            name: own
            search-space: {grammar: space.yaml}
            evaluator: {training: {epochs: 1}}
            budget: {trained-models: 2}
            strategies: [random]
            """);
    Refusal.refused(folder, "grammar-" + golden, "run", experiment, "--out", folder.resolve("run"));
  }

  /** In texts a semicolon stands for the end of a line. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "block-without-end | - {relu: {}, name: on} | - {conv: {kernel: 3, width: in, stride: 1}, name: on}",
        "options-alike | - more | - choose: [relu, tanh, relu]",
        "values-alike | [3, 5] | [3, 3.0]",
        "ambiguous | - more | - more;  - more",
        "choice-of-nothing | - more | - choose: []",
        "value-of-nothing | [3, 5] | []",
        "repeat-never | times: 0..2 | times: 0",
        "repeat-backwards | times: 0..2 | times: 3..2",
        "repeat-untold |;    times: 0..2 |;",
        "repeat-too-often | times: 0..2 | times: 0..90000",
        "undefined-rule | - more | - moer",
        "undefined-far | - more | - xyzzyxyzzy",
        "unused-rule | rules: | rules:;  idle: relu",
        "unused-block | blocks: | blocks:;  idle: [relu]",
        "unused-constant | half: 2 | half: 2, third: 3",
        "unused-parameter | kernel: kernel | kernel: 3",
        "unread-node | name: normed} | name: normed};      - {tanh: {}, from: input}",
        "unknown-operation | batch-norm: {} | batchnrm: {}",
        "unknown-attribute | kernel: kernel | kernal: kernel",
        "missing-attribute | , kernel: kernel, | ,",
        "missing-parameter | , stride: 2 |",
        "attribute-fraction | half: 2 | half: 5",
        "attribute-range | half: 2 | half: 2 - 4",
        "attribute-word | stride: stride | stride: \"'two'\"",
        "attribute-flag | stride: stride | stride: stride, bias: 3",
        "channels | in == width and stride == 1 | stride == 1",
        "groups | stride: stride} | stride: stride, groups: 5}",
        "too-small | stride: stride} | stride: stride, padding: 0}",
        "no-head | head: [global-average-pool, {linear: {out-features: classes}}] |",
        "empty-head | head: [global-average-pool, {linear: {out-features: classes}}] | head: []",
        "no-classes | , {linear: {out-features: classes}}] | ]",
        "unknown-name | width: width, stride: 1 | width: widht, stride: 1",
        "variable-later | - let: {width: [6, 12]} | - relu",
        "divides-by-0 | half: 2 | half: 0",
        "no-expression | in == width and | in == width and and",
        "text-unquoted | in == width and | in == wide and",
        "unknown-node | from: [on, input] | from: [off, input]",
        "node-twice | name: on | name: normed",
        "node-of-two | {relu: {}, name: on} | {relu: {}, tanh: {}, name: on}",
        "rule-of-two | - more | - {more: {}, relu: {}}",
        "key-of-repeat | times: 0..2 | tmies: 0..2",
        "name-of-operation | blocks: | blocks:;  relu: [tanh]",
        "name-of-word | rules: | rules:;  repeat: relu",
        "name-of-value | half: 2 | in: 2",
        "separator | body: | separator: '(';body:",
        "unknown-key | constants: | constant:",
        "let-on-edge | - more | - {graph: {let: {depth: [1, 2]}}, nodes: 3}",
        "edges-unlike | - more | - more;  - {graph: {conv: {kernel: 3, width: [4, 8], stride: 1}}, nodes: 3}",
      })
  @Tag("slow")
  void space(String golden, String was, String becomes) {
    String before = was.replace(';', '\n');
    assertTrue(SPACE.contains(before), before);
    String after = becomes == null ? "" : becomes.replace(';', '\n');
    refused(golden, SPACE.replace(before, after));
  }

  @Test
  @Tag("slow")
  void whatTakesTwoChanges() {
    refused(
        "rule-without-end",
        SPACE
            .replace(
                "rules:",
                "rules:\n  loop: [relu, {optional: again}]\n  again: {choose: [tanh, loop]}")
            .replace("- more", "- loop\n  - more"));
    refused(
        "blocks-alike",
        SPACE
            .replace("blocks:", "blocks:\n  one: [relu]\n  two: [{relu: {}}]")
            .replace("- more", "- more\n  - choose: [one, two]"));
    refused(
        "separator-in-word",
        SPACE.replace("conv:", "a-conv:").replace("body:", "separator: '-'\nbody:"));
  }

  @Test
  @Tag("slow")
  void whatIsNoSpace() {
    refused("a-list", "[conv, relu]\n");
    refused("malformed", "body: {conv: \n");
    Path experiment =
        Nas.write(
            folder.resolve("none.yaml"),
            """
            name: own
            search-space: {grammar: spaces.yaml}
            evaluator: {training: {epochs: 1}}
            budget: {trained-models: 2}
            strategies: [random]
            """);
    Refusal.refused(folder, "grammar-no-file", "run", experiment, "--out", folder.resolve("run"));
  }
}
