package nas.experiment.cli;

import java.nio.file.Path;
import java.util.List;

/**
 * A file that the program reads, and how to tell what it read.
 *
 * @param name of the kind of file
 * @param file that is damaged
 * @param original its bytes
 * @param text whether it is damaged as a text, too
 * @param reading reads the file with a command
 * @param oracle judges what was read of a damaged file that was not refused
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
record FuzzTarget(
    String name, Path file, byte[] original, boolean text, Reading reading, Oracle oracle) {

  /** Reads the file. */
  @FunctionalInterface
  interface Reading {
    Outcome read() throws Exception;
  }

  /**
   * What came of it.
   *
   * @param said what the command said
   * @param values all that was read, one line each; empty if the file was refused
   */
  record Outcome(Nas.Said said, List<String> values) {}

  /** Says whether values are right. */
  @FunctionalInterface
  interface Oracle {

    /**
     * Returns whether these are the values of the damaged file.
     *
     * @param original what is read of the undamaged file
     */
    boolean agrees(byte[] mutated, List<String> original, List<String> values);
  }
}
