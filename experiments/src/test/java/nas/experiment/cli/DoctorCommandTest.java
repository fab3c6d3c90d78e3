package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import nas.engine.tensor.PyTorch;
import nas.experiment.cli.Surroundings.Finding;
import nas.result.Provenance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a machine, sound or not. */
final class DoctorCommandTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private static List<Finding> findings(
      long heapBytes, String fileNames, Path libraries, Map<String, String> environment) {
    return new Surroundings(
            new Provenance.Machine("17.0.1", "Somebody", "Linux 6 amd64", 4, 8_000_000_000L),
            heapBytes,
            fileNames,
            libraries,
            environment)
        .findings();
  }

  private static Finding finding(List<Finding> findings, String what) {
    return findings.stream().filter(one -> one.what().equals(what)).findFirst().orElseThrow();
  }

  @Test
  void aSoundMachineNeedsNoAdvice() {
    List<Finding> findings = findings(2_000_000_000L, "UTF-8", folder, Map.of("HOME", "/root"));
    assertTrue(
        findings.stream().allMatch(one -> one.advice().isEmpty() && !one.fatal()),
        findings::toString);
    assertEquals(
        "8.0 GB, of which Java objects may take 2.0 GB; networks lie beside them",
        finding(findings, "Memory").found());
    assertEquals(
        folder + ", unpacked when first needed", finding(findings, "Native libraries").found());
  }

  @Test
  void whatIsMissingIsSaidWithWhatToDo() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    List<Finding> findings =
        findings(
            500_000_000L,
            "ANSI_X3.4-1968",
            file.resolve("below"),
            Map.of("DJL_CACHE_DIR", file + "/below", "OMP_NUM_THREADS", "8"));
    assertTrue(finding(findings, "Memory").advice().orElseThrow().contains("-Xmx2g"));
    assertTrue(finding(findings, "File names").advice().orElseThrow().contains("C.UTF-8"));
    Finding libraries = finding(findings, "Native libraries");
    assertTrue(libraries.fatal());
    assertEquals(file + "/below, where nothing can be written", libraries.found());
    assertEquals("8", finding(findings, "OMP_NUM_THREADS").found());
  }

  @Test
  void theEngineOfThisMachineIsNamed() {
    String said = Nas.say("doctor").done();
    String version = Objects.requireNonNull(PyTorch.versions().get("pytorch"));
    assertTrue(said.contains("PyTorch:          " + version + " by DJL "), said);
    assertTrue(said.contains("Convolutions:     right"), said);
    assertTrue(said.contains("GPUs:             " + (PyTorch.gpus() == 0 ? "none" : "")), said);
    assertFalse(said.contains("null"), said);
  }
}
