package nas.evaluator.tabular.importing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import nas.core.UserException;
import nas.core.file.Download;
import nas.core.file.FileDigest;
import nas.core.file.FileProblem;

/** Fetches the files of benchmarks into folders, where they stay, so that none is fetched twice. */
public final class FetchedFiles {

  private FetchedFiles() {}

  /**
   * Fetches what is not in the folder yet.
   *
   * @param confirmed the checksum that the user trusts, of a file of which none is published
   * @param progress is told of each file
   * @return the files by the names of their parts
   * @throws UserException if a file cannot be had, is not the published one, or nobody has said
   *     that it is
   */
  public static Map<String, Path> fetch(
      PublishedBenchmark benchmark,
      Path folder,
      Optional<FileDigest> confirmed,
      Consumer<String> progress) {
    Map<String, Path> files = new LinkedHashMap<>();
    for (PublishedBenchmark.Part part : benchmark.parts()) {
      Path file = folder.resolve(part.name());
      if (part.isPublished(file, confirmed)) {
        progress.accept(part.name() + " is there already");
      } else if (part.file().digest().isPresent() || !Files.isRegularFile(file)) {
        progress.accept(part.name() + " from " + part.file().address());
        Download.fetch(part.file(), file, elsewhere(benchmark, folder));
      }
      part.requireTold(file, confirmed);
      files.put(part.name(), file);
    }
    return files;
  }

  private static String elsewhere(PublishedBenchmark benchmark, Path folder) {
    return "fetch it on a machine that can, put it into %s and run this again; '--dry-run' lists all that %s takes"
        .formatted(folder, benchmark.label());
  }

  /** Returns the bytes of files, for showing how far reading them is. */
  public static long bytes(Map<String, Path> files) {
    long sum = 0;
    for (Path file : files.values()) {
      try {
        sum += Files.size(file);
      } catch (IOException e) {
        throw FileProblem.explain("read", file, e);
      }
    }
    return sum;
  }
}
