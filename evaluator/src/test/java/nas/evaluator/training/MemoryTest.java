package nas.evaluator.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import nas.core.trial.Result;
import nas.engine.tensor.Device;
import nas.evaluator.ProgressListener;
import nas.network.Network;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Memory stays flat over hundreds of trained networks; {@code -Dnas.memory.networks=500} trains
 * more.
 *
 * <p>Resident memory is what the native engine leaks into; the Java heap would not show it, and
 * would blur it. So the networks are trained in a process of its own, whose heap is small and
 * wholly touched from the start.
 */
class MemoryTest {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String MORE = "nas.memory.networks";

  /** Enough for the pools of engine and C library, which grow by megabytes before they settle. */
  private static final int NETWORKS = Integer.getInteger(MORE, 500);

  private static final int WARM = 100;

  @ParameterizedTest
  @Tag("slow")
  @ValueSource(strings = {"whole", "interrupted", "out-of-memory"})
  void staysFlatOverManyNetworks(String kind) throws Exception {
    Assumptions.assumeTrue(Files.exists(STATUS), "skipped: no /proc on this system");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms64m",
                "-Xmx64m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                // The optimising compiler takes and keeps megabytes whenever it sees fit.
                "-XX:TieredStopAtLevel=1",
                "-D" + MORE + "=" + NETWORKS,
                "-cp",
                System.getProperty("java.class.path"),
                MemoryTest.class.getName(),
                kind)
            .redirectErrorStream(true);
    // Freed memory goes back as it does by default: what the allocator keeps hides no leak then.
    builder.environment().put("MALLOC_PERTURB_", "0");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    System.out.print(output);
    List<Long> resident = new ArrayList<>();
    // The engine may warn of the processor it runs on.
    for (String line : output.lines().filter(line -> line.contains(" KiB resident ")).toList()) {
      resident.add(Long.parseLong(line.replaceAll(" KiB resident .*", "")));
    }
    assertEquals(NETWORKS / WARM, resident.size(), output);
    long grown = resident.get(resident.size() - 1) - resident.get(0);
    // One leaked runtime holds over 40 KiB, one leaked batch of activations over 1 MiB.
    assertTrue(grown < (NETWORKS - WARM) * 20L, grown + " KiB grown:\n" + output);
  }

  /** Trains networks to their ends, or until something goes wrong in their midst. */
  public static void main(String[] kind) throws IOException {
    Trainer trainer = new Trainer(TestData.settings(2, 0.1), TestData.split(), Device.CPU);
    ProgressListener listener =
        kind[0].equals("interrupted")
            ? epoch -> Thread.currentThread().interrupt()
            : ProgressListener.NONE;
    for (int trained = 1; trained <= NETWORKS; trained++) {
      Network network =
          kind[0].equals("out-of-memory") ? TestData.huge() : TestData.small("n" + trained);
      String end;
      try {
        Result outcome = trainer.train(network, trained, listener);
        end = outcome instanceof Result.Trained ? "whole" : "out-of-memory";
      } catch (InterruptedException e) {
        end = "interrupted";
      }
      if (!end.equals(kind[0])) {
        throw new IllegalStateException(network.id() + " ended " + end);
      }
      if (trained % WARM == 0) {
        System.gc();
        System.out.println(residentKibibytes() + " KiB resident after " + trained + ", " + end);
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
