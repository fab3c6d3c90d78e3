package nas.experiment.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.SplittableRandom;
import nas.experiment.config.yaml.Place;
import nas.experiment.config.yaml.YamlNode.Scalar;
import nas.experiment.config.yaml.YamlNode.ScalarType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NumbersTest {

  private static Scalar scalar(String text) {
    return new Scalar(Place.whole("test"), text, false);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "1, 1",
    "0.1, 0.1",
    "2.0E-3, 0.002",
    "1.0E23, 1e23",
    "9.5E-7, 9.5e-7",
    "4.9E-324, 5e-324",
    "1.7976931348623157E308, 1.7976931348623157e308",
    "-1234.5, -1234.5",
    "1.0E18, 1000000000000000000",
    "0.3333333333333333, 0.3333333333333333"
  })
  void doublesAreWrittenShort(double number, String text) {
    assertEquals(text, Numbers.format(number));
  }

  @Test
  @Tag("slow")
  void everyDoubleReadsBackAsItself() {
    long seed = 20240607;
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 20_000; round++) {
      double number = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(number)) {
        Scalar written = scalar(Numbers.format(number));
        assertEquals(
            number,
            Numbers.exact(written).map(BigDecimal::doubleValue).orElse(Double.NaN),
            () -> "seed " + seed + ": " + written);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "12, INTEGER",
    "-12, INTEGER",
    "+12, INTEGER",
    "0o17, INTEGER",
    "0x1f, INTEGER",
    "012, INTEGER",
    "1.5, REAL",
    ".5, REAL",
    "1., REAL",
    "1e3, REAL",
    "-1.5E-3, REAL",
    ".inf, REAL",
    "-.INF, REAL",
    ".NaN, REAL",
    "1_000, TEXT",
    "1:30, TEXT",
    "0b1, TEXT",
    "e3, TEXT",
    ".e3, TEXT",
    "-, TEXT",
    "yes, TEXT",
    "on, TEXT",
    "TRUE, BOOLEAN",
    "false, BOOLEAN",
    "tRUE, TEXT",
    "~, NULL",
    "Null, NULL",
    "'', NULL",
    "2024-01-01, TEXT",
    "nan, TEXT",
    "inf, TEXT",
    "0X1F, TEXT"
  })
  void scalarsHaveTheTypesOfTheCoreSchema(String text, ScalarType type) {
    assertEquals(type, scalar(text).type());
  }

  @Test
  void otherBasesAreRead() {
    assertEquals(Optional.of(new BigDecimal(31)), Numbers.exact(scalar("0x1f")));
    assertEquals(Optional.of(new BigDecimal(15)), Numbers.exact(scalar("0o17")));
    assertEquals(Optional.of(new BigDecimal(12)), Numbers.exact(scalar("012")));
  }
}
