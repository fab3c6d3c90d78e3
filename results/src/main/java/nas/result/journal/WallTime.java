package nas.result.journal;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Times as journals write them: in UTC, to the millisecond, as in {@code 2026-11-27T20:08:35.120Z}.
 *
 * <p>Every trial has one, and formatters take as long for it as for all the rest of its line.
 */
final class WallTime {

  private static final DateTimeFormatter ANY_YEAR =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final String FORM = "0000-00-00T00:00:00.000Z";
  private static final int LAST_YEAR = 9999;

  private WallTime() {}

  /** Returns the text of a time, cut to the millisecond. */
  static String format(Instant time) {
    LocalDateTime utc =
        LocalDateTime.ofEpochSecond(time.getEpochSecond(), time.getNano(), ZoneOffset.UTC);
    if (utc.getYear() < 0 || utc.getYear() > LAST_YEAR) {
      return ANY_YEAR.format(time);
    }
    char[] text = FORM.toCharArray();
    write(utc.getYear(), text, 0, 4);
    write(utc.getMonthValue(), text, 5, 7);
    write(utc.getDayOfMonth(), text, 8, 10);
    write(utc.getHour(), text, 11, 13);
    write(utc.getMinute(), text, 14, 16);
    write(utc.getSecond(), text, 17, 19);
    write(utc.getNano() / 1_000_000, text, 20, 23);
    return new String(text);
  }

  private static void write(int number, char[] text, int from, int to) {
    int rest = number;
    for (int i = to - 1; i >= from; i--) {
      text[i] = (char) ('0' + rest % 10);
      rest /= 10;
    }
  }

  /**
   * Reads a text that {@link #format} writes for a year of four digits.
   *
   * @throws DateTimeException if it is none
   */
  static Instant parse(String text) {
    if (text.length() != FORM.length()) {
      throw new DateTimeException("not as journals write it: " + text);
    }
    for (int i = 0; i < FORM.length(); i++) {
      char c = text.charAt(i);
      if (FORM.charAt(i) == '0' ? c < '0' || c > '9' : c != FORM.charAt(i)) {
        throw new DateTimeException("not as journals write it: " + text);
      }
    }
    return LocalDateTime.of(
            number(text, 0, 4),
            number(text, 5, 7),
            number(text, 8, 10),
            number(text, 11, 13),
            number(text, 14, 16),
            number(text, 17, 19),
            number(text, 20, 23) * 1_000_000)
        .toInstant(ZoneOffset.UTC);
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }
}
