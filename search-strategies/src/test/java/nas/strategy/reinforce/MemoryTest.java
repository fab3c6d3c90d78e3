package nas.strategy.reinforce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import nas.core.Seeds;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Native memory stays flat, and gradients right, over 2,000 updates of the recurrent policy, in a
 * process of its own whose small heap is wholly touched from the start and often collected.
 */
class MemoryTest {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int UPDATES = 2_000;
  private static final int WARM = 500;

  @Test
  @Tag("slow")
  void staysFlatOver2000Updates() throws Exception {
    Assumptions.assumeTrue(Files.exists(STATUS), "skipped: no /proc on this system");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms64m",
                "-Xmx64m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                MemoryTest.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    List<Long> resident = new ArrayList<>();
    // The engine may warn of the processor it runs on.
    for (String line : output.lines().filter(line -> line.contains(" KiB resident ")).toList()) {
      resident.add(Long.parseLong(line.replaceAll(" KiB resident .*", "")));
    }
    assertEquals(UPDATES / WARM, resident.size(), output);
    long grown = resident.get(resident.size() - 1) - resident.get(0);
    // One leaked copy of the parameters an update would be 12 KiB.
    assertTrue(grown < (UPDATES - WARM) * 6, grown + " KiB grown:\n" + output);
  }

  /** Updates one policy, and now and then compares a gradient with an earlier one. */
  public static void main(String[] arguments) throws IOException {
    LstmPolicy policy = new LstmPolicy(Collections.nCopies(4, 5), 20, 20, 1);
    List<List<Integer>> fixed = List.of(List.of(0, 1, 2, 3));
    for (int update = 1; update <= UPDATES; update++) {
      List<List<Integer>> sequences = policy.sample(List.of(Seeds.generator(update)));
      if (update % 50 == 0) {
        float[] before = policy.gradient(fixed, new double[] {1}, 0.1);
        System.gc();
        if (!Arrays.equals(before, policy.gradient(fixed, new double[] {1}, 0.1))) {
          throw new IllegalStateException("gradients differ at update " + update);
        }
      }
      float[] gradient = policy.gradient(sequences, new double[] {0.5}, 0.1);
      policy.change(
          parameters -> {
            for (int index = 0; index < gradient.length; index++) {
              parameters[index] += 1e-3f * gradient[index];
            }
          });
      if (update % WARM == 0) {
        System.out.println(residentKibibytes() + " KiB resident after " + update);
      }
    }
  }

  private static long residentKibibytes() throws IOException {
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }
}
