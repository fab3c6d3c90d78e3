package nas.experiment.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nas.core.plugin.Flat;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.KeyOrder;
import nas.core.plugin.Setting;
import nas.experiment.config.yaml.YamlNode;
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

  record Speed(
      @Setting(value = "Rate", byDefault = "0.5") double rate,
      @Setting("Limit") Optional<Integer> limit) {
    Speed {
      if (rate == 0) {
        throw new InvalidSettingException("rate", "rate must not be 0", "");
      }
    }
  }

  record Size(@Setting(value = "Width", byDefault = "1") int width, @Flat Speed speed) {}

  @KeyOrder({"name", "limit", "width", "rate"})
  record Grouped(@Flat Size size, @Setting(value = "Name", byDefault = "a") String name) {}

  record FlatNumber(@Flat int size) {}

  record FlatTwice(@Flat Speed speed, @Setting("Rate") double rate) {}

  @KeyOrder({"rate"})
  record OrderOfOther(@Flat Speed speed) {}

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

  @Test
  void keysOfFlatComponentsStandBesideTheOthersInTheOrderThatIsSaid() throws Exception {
    SettingsType type = SettingsType.of(Grouped.class);
    assertEquals(
        List.of("name", "limit", "width", "rate"),
        type.keys().stream().map(SettingKey::name).toList());
    Grouped settings = new Grouped(new Size(7, new Speed(0.25, Optional.of(3))), "b");
    List<Object> values = List.of("b", Optional.of(3), 7, 0.25);
    assertEquals(values, type.values(settings));
    assertEquals(settings, type.create(values));
    assertEquals(
        List.of("name", "limit", "width", "rate"),
        Encoder.encode(settings).entries().stream().map(YamlNode.Entry::key).toList());
    var refused =
        assertThrows(
            InvocationTargetException.class,
            () -> type.create(List.of("b", Optional.empty(), 7, 0.0)));
    assertEquals(
        "rate must not be 0",
        assertInstanceOf(InvalidSettingException.class, refused.getCause()).getMessage());
  }

  @Test
  void flatComponentsThatAreNoneAreRefused() {
    assertEquals("FlatNumber.size is flat and not a record", refusal(FlatNumber.class));
    assertEquals("FlatTwice.rate has the same key as another: rate", refusal(FlatTwice.class));
    assertEquals(
        "OrderOfOther has an order of other keys than its own: rate, limit",
        refusal(OrderOfOther.class));
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
