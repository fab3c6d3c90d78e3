package nas.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is wrong must end with exit code 2 and exactly the message in {@code refusals/NAME.txt}, in
 * which FOLDER stands for the folder of the test.
 *
 * <p>{@code -Dnas.golden.write=true} writes the files, to be read before they are committed.
 */
final class RefusalTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private void refused(String golden, Object... arguments) throws IOException {
    Said said = Said.by(arguments);
    String message = said.err().replace(folder.toString(), "FOLDER");
    String file = "/nas/benchmark/refusals/" + golden + ".txt";
    if (Boolean.getBoolean("nas.golden.write")) {
      Files.writeString(Path.of("src/test/resources" + file), message);
      return;
    }
    try (InputStream in = RefusalTest.class.getResourceAsStream(file)) {
      assertEquals(
          in == null ? "(no golden file)" : new String(in.readAllBytes(), StandardCharsets.UTF_8),
          message);
    }
    assertEquals(2, said.exitCode(), Arrays.toString(arguments));
  }

  @Test
  @Tag("slow")
  void runtime() throws IOException {
    refused("runtime-batch", "runtime", "--batch", "1");
    refused("runtime-rounds", "runtime", "--rounds", "0");
    refused("runtime-architecture", "runtime", "--arch", "|conv~0|");
    refused("runtime-device", "runtime", "--device", "gpu");
    refused("unknown-command", "plna");
  }

  @Test
  @Tag("slow")
  void language() throws IOException {
    refused("language-batch", "language", "--batch", "1");
    refused("language-tokens", "language", "--tokens", "201");
    refused("language-features", "language", "--features", "0");
  }

  @Test
  @Tag("slow")
  void agreement() throws IOException {
    refused("agreement-batch", "agreement", "--batch", "1");
    refused("agreement-memory-format", "agreement", "--memory-format", "last", "--device", "cpu");
    refused("agreement-network", "agreement", "--networks", "resnet19_cifar10", "--device", "cpu");
  }

  @Test
  @Tag("slow")
  void deviceThatIsNotThere() throws IOException {
    assumeTrue(!Files.exists(Path.of("/dev/nvidia0")), "this machine has a GPU");
    refused("runtime-no-gpu", "runtime", "--device", "gpu:7");
  }

  @Test
  @Tag("slow")
  void plan() throws IOException {
    refused("plan-batch", "plan", "--batch", "1");
    refused("plan-rounds", "plan", "--rounds", "0");
    refused("plan-metric", "plan", "--metrics", "snip,grad-nrom");
    refused("plan-no-pass", "plan", "--metrics", "params,macs");
    refused(
        "plan-no-path",
        "plan",
        "--arch",
        "|none~0|+|none~0|skip_connect~1|+|none~0|none~1|skip_connect~2|");
    refused("plan-architecture", "plan", "--arch", "|conv~0|");
  }

  @Test
  @Tag("slow")
  void others() throws IOException {
    refused("synflow-space", "synflow", "--space", "nasbench301");
    refused("synflow-threads", "synflow", "--threads", "0");
    refused("workers-settings", "workers", "--settings", "1x1,2");
    refused("workers-zero", "workers", "--settings", "0x1");
    refused("workers-cells", "workers", "--cells", "0");
    refused("slots-none", "slots", "--slots", "0");
    refused("slots-seconds", "slots", "--seconds", "60,0");
    refused("slots-networks", "slots", "--networks", "5");
  }

  @Test
  void tables() throws IOException {
    Path tiny = Files.writeString(folder.resolve("tiny.yaml"), "name: tiny\n");
    refused("tabular-rows", "tabular", "--rows", "1");
    refused("tabular-missing", "tabular", "--table", folder.resolve("no.bench"));
    refused("tabular-other-file", "tabular", "--table", tiny);
    refused("tabular-both", "tabular", "--table", "a.bench", "--rows", "9");
  }
}
