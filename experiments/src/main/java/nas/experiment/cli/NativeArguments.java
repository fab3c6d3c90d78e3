package nas.experiment.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import nas.core.UserException;
import nas.core.text.ErrorText;
import nas.core.text.NativeText;

/** What the system hands to the program when it starts. */
final class NativeArguments {

  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private NativeArguments() {}

  /**
   * Refuses arguments and a working directory that did not reach the program as they are.
   *
   * @throws UserException for the first of them
   */
  static void requireWhole(String[] arguments) {
    boolean moreThanAscii = commandLineHoldsMoreThanAscii();
    for (String argument : arguments) {
      // Some versions of Java put question marks, which a user may have typed as well.
      boolean doubtful = argument.indexOf('?') >= 0 && moreThanAscii;
      if (argument.indexOf(NativeText.LOST) >= 0 || (doubtful && !NativeText.holdsAllLetters())) {
        throw lost("The argument " + ErrorText.quote(argument) + " holds");
      }
    }
    String folder = System.getProperty("user.dir", "");
    if (folder.indexOf(NativeText.LOST) >= 0) {
      throw lost("The path of the working directory, " + ErrorText.quote(folder) + ", holds");
    }
  }

  private static UserException lost(String where) {
    return new UserException(
        where + " letters that Java cannot read " + NativeText.locale(), NativeText.ADVICE);
  }

  private static boolean commandLineHoldsMoreThanAscii() {
    try {
      for (byte unit : Files.readAllBytes(COMMAND_LINE)) {
        if (unit < 0) {
          return true;
        }
      }
      return false;
    } catch (IOException elsewhere) {
      return false;
    }
  }
}
