package nas.experiment.cli;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import nas.result.Provenance;

/**
 * What a run finds around it, as far as that can be seen without loading the engine.
 *
 * @param machine the machine and its Java
 * @param heapBytes memory that Java objects may take
 * @param fileNames in which encoding Java hands file names to the system
 * @param libraries the folder that native libraries are unpacked into
 * @param environment the environment variables
 */
record Surroundings(
    Provenance.Machine machine,
    long heapBytes,
    String fileNames,
    Path libraries,
    Map<String, String> environment) {

  /** What the native library takes when it is unpacked, and some room. */
  private static final long LIBRARY_BYTES = 600L << 20;

  private static final long LITTLE_HEAP = 1L << 30;

  /** Variables that decide which library is loaded, where it lies, and how it computes. */
  private static final List<String> TELLING =
      List.of(
          "DJL_CACHE_DIR",
          "ENGINE_CACHE_DIR",
          "PYTORCH_LIBRARY_PATH",
          "PYTORCH_VERSION",
          "PYTORCH_FLAVOR",
          "OMP_NUM_THREADS",
          "MKL_NUM_THREADS",
          "ONEDNN_MAX_CPU_ISA",
          "CUDA_VISIBLE_DEVICES",
          "JAVA_TOOL_OPTIONS");

  /** Copies the map. */
  Surroundings {
    environment = new TreeMap<>(environment);
  }

  /**
   * Something that was found.
   *
   * @param what what was looked at
   * @param found what was there
   * @param advice what to do about it, without a full stop, if anything
   * @param fatal whether networks cannot be computed like this
   */
  record Finding(String what, String found, Optional<String> advice, boolean fatal) {

    static Finding of(String what, String found) {
      return new Finding(what, found, Optional.empty(), false);
    }

    Finding advising(String advice) {
      return new Finding(what, found, Optional.of(advice), fatal);
    }
  }

  /** Says what was found. */
  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.of("Java", machine.javaVersion() + " of " + machine.javaVendor()));
    findings.add(Finding.of("System", machine.operatingSystem()));
    findings.add(
        Finding.of(
            "Processors", "%d, as many workers as make sense".formatted(machine.processors())));
    findings.add(memory());
    findings.add(names());
    findings.add(folder());
    for (String name : TELLING) {
      String value = environment.get(name);
      if (value != null) {
        findings.add(Finding.of(name, value));
      }
    }
    return findings;
  }

  private Finding memory() {
    Finding found =
        Finding.of(
            "Memory",
            "%s, of which Java objects may take %s; networks lie beside them"
                .formatted(gigabytes(machine.memoryBytes()), gigabytes(heapBytes)));
    return heapBytes < LITTLE_HEAP
        ? found.advising("start with java -Xmx2g -jar nas.jar, as images are Java objects")
        : found;
  }

  private Finding names() {
    Finding found = Finding.of("File names", fileNames);
    return fileNames.toUpperCase(Locale.ROOT).startsWith("UTF-8")
        ? found
        : found.advising(
            "set LC_ALL=C.UTF-8 where paths that you type have letters beyond those of ASCII");
  }

  private Finding folder() {
    String what = "Native libraries";
    Path there = libraries;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    boolean unpacked = Files.isDirectory(libraries.resolve("pytorch"));
    String state = libraries + (unpacked ? ", unpacked" : ", unpacked when first needed");
    if (!Files.isDirectory(there) || !Files.isWritable(there)) {
      return unpacked
          ? Finding.of(what, state + ", read only")
          : new Finding(
              what,
              libraries + ", where nothing can be written",
              Optional.of("set DJL_CACHE_DIR to a folder that can be written"),
              true);
    }
    try {
      FileStore disk = Files.getFileStore(there);
      if (!unpacked && disk.getUsableSpace() < LIBRARY_BYTES) {
        return new Finding(
            what,
            "%s, on a disk with %s left".formatted(libraries, gigabytes(disk.getUsableSpace())),
            Optional.of("set DJL_CACHE_DIR to a folder on a disk with 0.6 GB left"),
            true);
      }
    } catch (IOException unknown) {
      return Finding.of(what, state + ", on a disk of unknown size");
    }
    return Finding.of(what, state);
  }

  private static String gigabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
