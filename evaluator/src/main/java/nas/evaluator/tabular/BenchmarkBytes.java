package nas.evaluator.tabular;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** The bytes of a benchmark, on disk or embedded in the program. */
interface BenchmarkBytes extends AutoCloseable {

  /** Names of embedded benchmarks: words without a dot, so that no file is mistaken for one. */
  Pattern EMBEDDED = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

  /** Returns how many there are. */
  long size() throws IOException;

  /**
   * Fills an array with those from a place on.
   *
   * @throws EOFException if there are fewer
   */
  void read(long from, byte[] into) throws IOException;

  /** Returns all of them anew. */
  InputStream stream() throws IOException;

  @Override
  void close() throws IOException;

  /**
   * Returns the benchmark that is embedded under the last name of a path, if no file has the path
   * and there is one of that name.
   */
  static Optional<BenchmarkBytes> embedded(Path file) throws IOException {
    Path name = file.getFileName();
    if (name == null || !EMBEDDED.matcher(name.toString()).matches() || !Files.notExists(file)) {
      return Optional.empty();
    }
    try (InputStream resource =
        BenchmarkBytes.class.getResourceAsStream("embedded/" + name + ".bench")) {
      return resource == null
          ? Optional.empty()
          : Optional.of(new InMemory(resource.readAllBytes()));
    }
  }

  /** Opens a file, which stays open. */
  static BenchmarkBytes ofFile(Path file) throws IOException {
    return new OnDisk(file, new RandomAccessFile(file.toFile(), "r"));
  }

  /** An open file. */
  record OnDisk(Path file, RandomAccessFile open) implements BenchmarkBytes {

    @Override
    public long size() throws IOException {
      return open.length();
    }

    @Override
    public void read(long from, byte[] into) throws IOException {
      open.seek(from);
      open.readFully(into);
    }

    @Override
    public InputStream stream() throws IOException {
      return Files.newInputStream(file);
    }

    @Override
    public void close() throws IOException {
      open.close();
    }
  }

  /** Bytes that are at hand. */
  final class InMemory implements BenchmarkBytes {

    private final byte[] bytes;

    InMemory(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public void read(long from, byte[] into) throws IOException {
      if (from < 0 || from > bytes.length - into.length) {
        throw new EOFException();
      }
      System.arraycopy(bytes, (int) from, into, 0, into.length);
    }

    @Override
    public InputStream stream() {
      return new ByteArrayInputStream(bytes);
    }

    @Override
    public void close() {}
  }
}
