package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is damaged in a file that a user hands in: it is refused by a message that names the
 * file, or read with the values that stand there.
 *
 * <p>{@code -Dnas.fuzz.cases=20000} tries more, {@code -Dnas.fuzz.seed=N} the same ones again,
 * {@code -Dnas.fuzz.only=N} one of them, {@code -Dnas.fuzz.target=TEXT} those of one kind of file.
 */
@Tag("slow")
final class FuzzTest {

  private static final int CASES = Integer.getInteger("nas.fuzz.cases", 1000);
  private static final long SEED = Long.getLong("nas.fuzz.seed", System.nanoTime());
  private static final int ONLY = Integer.getInteger("nas.fuzz.only", -1);

  /** Class names, and words of people who look into the program. */
  private static final Pattern INTERNAL =
      Pattern.compile(
          "\\b(java|javax|nas|ai|com|org)(\\.[a-z0-9]+)+\\.[A-Z]\\w+|\\w+Exception|\\w+Error\\b|\\bdefect\\b");

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private final Map<FuzzTarget, List<String>> undamaged = new HashMap<>();

  @Test
  void damagedFilesAreRefusedOrReadAsTheyStand() throws Exception {
    String kind = System.getProperty("nas.fuzz.target", "");
    List<FuzzTarget> targets =
        FuzzTargets.below(folder).stream().filter(target -> target.name().contains(kind)).toList();
    for (FuzzTarget target : targets) {
      FuzzTarget.Outcome sound = target.reading().read();
      assertEquals(0, sound.said().exitCode(), target.name() + sound.said());
      undamaged.put(target, sound.values());
    }
    List<String> faults = new ArrayList<>();
    Map<String, int[]> counts = new TreeMap<>();
    for (int number = 0; number < CASES; number++) {
      if (ONLY < 0 || ONLY == number) {
        SplittableRandom random = new SplittableRandom(SEED + number * 0x9E3779B97F4A7C15L);
        FuzzTarget target = targets.get(random.nextInt(targets.size()));
        String fault = attempt(target, random, counts);
        if (!fault.isEmpty()) {
          faults.add("case " + number + ", " + target.name() + ": " + fault);
        }
      }
    }
    counts.forEach(
        (name, count) -> System.out.printf("%s: %d read, %d refused%n", name, count[0], count[1]));
    System.out.println("seed " + SEED + ", " + CASES + " cases, " + faults.size() + " faults");
    if (!faults.isEmpty()) {
      fail(
          faults.size()
              + " faults; one again by -Dtest=FuzzTest -Dnas.fuzz.cases="
              + CASES
              + " -Dnas.fuzz.seed="
              + SEED
              + " -Dnas.fuzz.only=CASE\n"
              + String.join("\n", faults));
    }
  }

  /** Returns what is wrong; nothing if all is well. */
  private String attempt(FuzzTarget target, SplittableRandom random, Map<String, int[]> counts)
      throws IOException {
    byte[] mutated = Mutation.of(target.original(), target.text(), random);
    Files.write(target.file(), mutated);
    if (ONLY >= 0) {
      Files.write(Path.of("target/fuzzed"), mutated);
    }
    try {
      FuzzTarget.Outcome outcome = target.reading().read();
      boolean read = outcome.said().exitCode() == 0;
      counts.computeIfAbsent(target.name(), name -> new int[2])[read ? 0 : 1]++;
      if (!read) {
        return refusal(target, outcome.said(), mutated);
      }
      List<String> original = Objects.requireNonNull(undamaged.get(target));
      return target.oracle().agrees(mutated, original, outcome.values())
          ? ""
          : "read as " + outcome.values() + " instead of " + original;
    } catch (Exception | Error thrown) {
      return "thrown: " + thrown;
    } finally {
      Files.write(target.file(), target.original());
    }
  }

  private static String refusal(FuzzTarget target, Nas.Said said, byte[] mutated) {
    String message = said.err();
    String damaged = new String(mutated, StandardCharsets.ISO_8859_1);
    Path parent = Objects.requireNonNull(target.file().getParent());
    if (said.exitCode() != Main.USER_ERROR) {
      return "exit code " + said.exitCode() + ": " + message;
    }
    String plain = message.replaceAll("\"[^\"]*\"|'[^']*'", "");
    if (INTERNAL.matcher(plain).results().anyMatch(word -> !damaged.contains(word.group()))) {
      return "not for users: " + message;
    }
    if (plain.matches("(?s).*\\bnull\\b.*") && !damaged.contains("null")) {
      return "says null: " + message;
    }
    boolean named =
        message.contains(target.file().getFileName().toString())
            || message.contains(parent.getFileName().toString());
    return named ? "" : "names no file: " + message;
  }
}
