package nas.experiment.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records that cannot hold settings must be refused before a user meets them. */
final class SettingsTypeTest {

  record Unannotated(int size) {}

  record Unsupported(@Setting("Sizes") Map<String, Integer> sizes) {}

  record Floats(@Setting("Size") float size) {}

  record OptionalLists(@Setting("Sizes") List<Optional<Integer>> sizes) {}

  record DefaultOfWrongType(@Setting(value = "Size", byDefault = "large") int size) {}

  record DefaultOutOfRange(@Setting(value = "Size", byDefault = "3", min = 4) int size) {}

  record MalformedDefault(@Setting(value = "Sizes", byDefault = "[1") List<Integer> sizes) {}

  record EmptyRange(@Setting(value = "Size", min = 4, max = 3) int size) {}

  record Recursive(@Setting("Inner") Optional<Recursive> inner) {}

  record SameKey(@Setting("One") int batchSize, @Setting("Other") int batch_size) {}

  record Inner(@Setting(value = "Size", byDefault = "x") int size) {}

  record Outer(@Setting("Inner") Inner inner) {}

  record Contradicting(
      @Setting(value = "Low", byDefault = "3") int low,
      @Setting(value = "High", byDefault = "2") int high) {
    Contradicting {
      if (low > high) {
        throw new InvalidSettingException("low", "low must not exceed high", "");
      }
    }
  }

  private static String refusal(Class<? extends Record> record) {
    return String.valueOf(
        assertThrows(UnsupportedSettingsException.class, () -> SettingsType.of(record))
            .getMessage());
  }

  @Test
  void recordsThatCannotHoldSettingsAreRefused() {
    assertEquals("Unannotated.size lacks the annotation @Setting", refusal(Unannotated.class));
    assertEquals(
        "Unsupported.sizes has an unsupported type: java.util.Map<java.lang.String,"
            + " java.lang.Integer>",
        refusal(Unsupported.class));
    assertEquals("Floats.size has an unsupported type: float", refusal(Floats.class));
    assertEquals(
        "OptionalLists.sizes has an unsupported type:"
            + " java.util.List<java.util.Optional<java.lang.Integer>>",
        refusal(OptionalLists.class));
    assertEquals("EmptyRange.size has a minimum above its maximum", refusal(EmptyRange.class));
    assertEquals("Recursive holds itself", refusal(Recursive.class));
  }

  @Test
  void defaultsThatCannotBeReadAreRefused() {
    assertEquals(
        "size (large) must be a whole number in the defaults of DefaultOfWrongType",
        refusal(DefaultOfWrongType.class));
    assertEquals(
        "size (3) must be at least 4 in the defaults of DefaultOutOfRange",
        refusal(DefaultOutOfRange.class));
    assertEquals(
        "Malformed YAML (while parsing a flow sequence, expected ',' or ']', but got <stream end>)"
            + " in the default of MalformedDefault.sizes",
        refusal(MalformedDefault.class));
    assertEquals("size (x) must be a whole number in the defaults of Inner", refusal(Outer.class));
    assertEquals(
        "low must not exceed high in the defaults of Contradicting", refusal(Contradicting.class));
  }

  @Test
  void twoComponentsWithOneKeyAreRefused() {
    assertEquals(
        "batch-size", SettingsType.kebab("batch_size"), "underscores join words as hyphens do");
    assertEquals(
        "SameKey.batch_size has the same key as another: batch-size", refusal(SameKey.class));
  }

  @ParameterizedTest
  @CsvSource({
    "seed, seed",
    "batchSize, batch-size",
    "useL2Norm, use-l2-norm",
    "searchURL, search-url",
    "URLOfData, url-of-data",
    "maxConsecutiveDuplicates, max-consecutive-duplicates",
    "k3, k3"
  })
  void keysAreComponentNamesInKebabCase(String component, String key) {
    assertEquals(key, SettingsType.kebab(component));
  }
}
