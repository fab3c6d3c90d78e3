package nas.evaluator.tabular.importing;

import java.nio.file.Path;
import java.util.List;
import nas.evaluator.tabular.BenchmarkBuilder;
import nas.evaluator.tabular.ImportedFile;

/**
 * A benchmark that was read, ready to be written.
 *
 * @param builder its numbers
 * @param files what it was read from
 */
public record Imported(BenchmarkBuilder builder, List<ImportedFile> files) {

  /** Copies the list. */
  public Imported {
    files = List.copyOf(files);
  }

  /**
   * Returns a benchmark with the checksums of what it was read from.
   *
   * @throws nas.core.UserException if a file cannot be read
   */
  public static Imported of(BenchmarkBuilder builder, List<Path> files) {
    return new Imported(builder, files.stream().map(SourceFiles::checksum).toList());
  }

  /** Writes the benchmark file. */
  public void write(Path file) {
    builder.write(file, files);
  }
}
