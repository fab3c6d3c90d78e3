package nas.experiment.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Standard output and error: UTF-8 whatever the platform's character set is, and what could not be
 * written is known when the command has ended.
 */
final class StandardStreams {

  /** What the kernel calls the other end of a pipe or socket. */
  private static final Path OUTPUT_LINK = Path.of("/proc/self/fd/1");

  private final Watched output;
  private final PrintWriter out;
  private final PrintWriter err;

  private StandardStreams(Watched output, OutputStream error) {
    this.output = output;
    out = writer(output);
    err = writer(error);
  }

  /** Takes the streams of the process; what is written to {@link System#out} goes there too. */
  static StandardStreams take() {
    Watched output = new Watched(new FileOutputStream(FileDescriptor.out));
    OutputStream error = new FileOutputStream(FileDescriptor.err);
    System.setOut(stream(output));
    System.setErr(stream(error));
    return new StandardStreams(output, error);
  }

  private static PrintWriter writer(OutputStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  private static PrintStream stream(OutputStream stream) {
    return new PrintStream(new BufferedOutputStream(stream), true, StandardCharsets.UTF_8);
  }

  /** Returns standard output. */
  PrintWriter out() {
    return out;
  }

  /** Returns standard error. */
  PrintWriter err() {
    return err;
  }

  /**
   * Writes what waits to be written, and says so if any of the output was lost. A reader that ended
   * first, as in {@code | head}, wanted no more and is told nothing.
   *
   * @param exitCode of the command
   * @return the exit code of the process: that of the command, unless it succeeded and its output
   *     did not arrive
   */
  int finish(int exitCode) {
    out.flush();
    System.out.flush();
    IOException failure = output.failure;
    if (failure == null) {
      return exitCode;
    }
    boolean readerEnded = readerEnded(failure);
    if (!readerEnded) {
      err.println(
          Main.advised(
              "Standard output cannot be written: " + failure.getMessage(),
              "free space where it goes, or send it elsewhere, and give the command again"));
      err.flush();
    }
    return exitCode != 0 ? exitCode : readerEnded ? Main.READER_ENDED : Main.USER_ERROR;
  }

  /** A pipe or socket fails for no other reason; where there is no link to ask, the words tell. */
  private static boolean readerEnded(IOException failure) {
    try {
      return Files.readSymbolicLink(OUTPUT_LINK).toString().matches("(pipe|socket):.*");
    } catch (IOException | UnsupportedOperationException unknown) {
      return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
    }
  }

  /** Keeps the first failure to write; after it everything is dropped. */
  private static final class Watched extends FilterOutputStream {

    private volatile @Nullable IOException failure;

    Watched(OutputStream stream) {
      super(stream);
    }

    @Override
    public void write(int value) {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      if (failure == null) {
        try {
          out.write(bytes, offset, length);
        } catch (IOException lost) {
          failure = lost;
        }
      }
    }

    @Override
    public void flush() {
      // Nothing waits here: the stream below has no buffer.
    }
  }
}
