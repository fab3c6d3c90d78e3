package nas.experiment.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Damages files as disks, editors and hostile people do. */
final class Mutation {

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_.+-]+");

  private static final List<String> EDGES =
      List.of(
          "0",
          "-1",
          "1e999",
          "-0.0",
          "NaN",
          "Infinity",
          "2147483648",
          "9223372036854775808",
          "99999999999999999999999",
          "",
          " ",
          "null",
          "~",
          "true",
          "[]",
          "{}",
          "\u0000",
          "\ufeff",
          "\"",
          "'",
          "=cmd|' /C calc'!A0",
          "../../etc/passwd",
          "\u00e9\u4e16\ud83d\ude00",
          "%n%s",
          "<script>",
          "\t",
          "\r",
          "a: &b [*b, *b]",
          "!!java.lang.Object {}",
          "1_000",
          "0x10",
          "1.5");

  private Mutation() {}

  /** Returns a damaged copy; it may happen to equal the original. */
  static byte[] of(byte[] original, boolean text, RandomGenerator random) {
    byte[] mutated = original;
    for (int changes = 1 + random.nextInt(random.nextInt(4) == 0 ? 8 : 1); changes > 0; changes--) {
      mutated = text && random.nextInt(4) > 0 ? ofText(mutated, random) : ofBytes(mutated, random);
    }
    return mutated;
  }

  private static byte[] ofBytes(byte[] bytes, RandomGenerator random) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    int at = random.nextInt(bytes.length);
    int length = Math.min(bytes.length - at, 1 << random.nextInt(7));
    byte[] changed = bytes.clone();
    switch (random.nextInt(8)) {
      case 0, 1 -> changed[at] ^= (byte) (1 << random.nextInt(8));
      case 2 -> changed[at] = (byte) random.nextInt();
      case 3 -> Arrays.fill(changed, at, at + length, random.nextBoolean() ? (byte) 0 : (byte) -1);
      case 4 -> changed = Arrays.copyOf(bytes, at);
      case 5 -> changed = joined(bytes, at, new byte[0], at + length);
      case 6 -> changed = joined(bytes, at, Arrays.copyOfRange(bytes, at, at + length), at);
      default -> {
        int from = random.nextInt(bytes.length);
        System.arraycopy(bytes, from, changed, at, Math.min(length, bytes.length - from));
      }
    }
    return changed;
  }

  /** Returns the bytes before one place, others, and the bytes from another place on. */
  private static byte[] joined(byte[] bytes, int until, byte[] middle, int from) {
    byte[] joined = Arrays.copyOf(bytes, until + middle.length + bytes.length - from);
    System.arraycopy(middle, 0, joined, until, middle.length);
    System.arraycopy(bytes, from, joined, until + middle.length, bytes.length - from);
    return joined;
  }

  private static byte[] ofText(byte[] bytes, RandomGenerator random) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    String changed = random.nextBoolean() ? token(text, random) : lines(text, random);
    return changed.getBytes(StandardCharsets.UTF_8);
  }

  /** Replaces a word or number by an odd one, or by another of the text. */
  private static String token(String text, RandomGenerator random) {
    List<int[]> tokens = new ArrayList<>();
    for (Matcher found = TOKEN.matcher(text); found.find(); ) {
      tokens.add(new int[] {found.start(), found.end()});
    }
    if (tokens.isEmpty()) {
      return text + EDGES.get(random.nextInt(EDGES.size()));
    }
    int[] place = tokens.get(random.nextInt(tokens.size()));
    int[] other = tokens.get(random.nextInt(tokens.size()));
    String replacement =
        random.nextBoolean()
            ? EDGES.get(random.nextInt(EDGES.size()))
            : text.substring(other[0], other[1]);
    return text.substring(0, place[0]) + replacement + text.substring(place[1]);
  }

  private static String lines(String text, RandomGenerator random) {
    List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
    int line = random.nextInt(lines.size());
    switch (random.nextInt(6)) {
      case 0 -> lines.remove(line);
      case 1 -> lines.add(line, lines.get(line));
      case 2 -> Collections.swap(lines, line, random.nextInt(lines.size()));
      case 3 -> lines.set(line, " " + lines.get(line));
      case 4 -> lines.set(line, lines.get(line) + EDGES.get(random.nextInt(EDGES.size())));
      default -> lines.replaceAll(each -> each + "\r");
    }
    return String.join("\n", lines);
  }
}
