package nas.experiment.config.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SpellingTest {

  @ParameterizedTest
  @CsvSource({
    "'', '', 0",
    "abc, '', 3",
    "kitten, sitting, 3",
    "ca, ac, 1",
    "ca, abc, 3",
    "abcd, acbd, 1",
    "population, popluation, 1",
    "saturday, sunday, 3"
  })
  void distanceCountsEdits(String from, String to, int edits) {
    assertEquals(edits, Spelling.distance(from, to));
    assertEquals(edits, Spelling.distance(to, from));
  }

  @Test
  void nearestWordIsOneThatIsNear() {
    List<String> known = List.of("population", "tournament", "seed", "batch-size", "k");
    assertEquals(Optional.of("population"), Spelling.nearest("popluation", known));
    assertEquals(Optional.of("batch-size"), Spelling.nearest("batchSize", known));
    assertEquals(Optional.of("batch-size"), Spelling.nearest("Batch_Size", known));
    assertEquals(Optional.of("seed"), Spelling.nearest("sede", known));
    assertEquals(Optional.empty(), Spelling.nearest("zebra", known));
    assertEquals(Optional.empty(), Spelling.nearest("x", known), "one letter resembles nothing");
    assertEquals(Optional.empty(), Spelling.nearest("", known));
    assertEquals(Optional.empty(), Spelling.nearest("z".repeat(100_000), known));
  }
}
