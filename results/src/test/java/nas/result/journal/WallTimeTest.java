package nas.result.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class WallTimeTest {

  private static final DateTimeFormatter FORMATTER =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  @Test
  void writesAsTheFormatterDoesAndReadsItBack() {
    SplittableRandom random = new SplittableRandom(9);
    for (int i = 0; i < 20_000; i++) {
      Instant time =
          Instant.ofEpochSecond(
              random.nextLong(EARLIEST.getEpochSecond(), LATEST.getEpochSecond() + 1),
              random.nextInt(1_000_000_000));
      String text = WallTime.format(time);
      assertEquals(FORMATTER.format(time), text);
      assertEquals(time.truncatedTo(ChronoUnit.MILLIS), WallTime.parse(text));
    }
    assertEquals(FORMATTER.format(EARLIEST), WallTime.format(EARLIEST));
    assertEquals(FORMATTER.format(LATEST), WallTime.format(LATEST));
  }

  @Test
  void writesYearsOfMoreDigitsAsTheFormatterDoes() {
    for (Instant time : List.of(LATEST.plusSeconds(1), EARLIEST.minusSeconds(1))) {
      assertEquals(FORMATTER.format(time), WallTime.format(time));
    }
  }

  @Test
  void refusesAllElse() {
    for (String text :
        List.of(
            "2026-11-27T20:08:35Z",
            "2026-11-27T20:08:35.120z",
            "2026-11-27 20:08:35.120Z",
            "2026-13-27T20:08:35.120Z",
            "2026-02-30T20:08:35.120Z",
            "2026-11-27T24:00:00.000Z",
            "2026-11-27T20:08:60.000Z",
            "+026-11-27T20:08:35.120Z",
            "\u0662026-11-27T20:08:35.120Z",
            "")) {
      assertThrows(DateTimeException.class, () -> WallTime.parse(text), text);
    }
  }
}
