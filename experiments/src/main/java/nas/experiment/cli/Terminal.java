package nas.experiment.cli;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;

/** Whether somebody is looking. */
final class Terminal {

  private Terminal() {}

  /** Returns whether standard input and output are a terminal that can redraw a line. */
  @SuppressWarnings("SystemConsoleNull") // isTerminal is asked where it exists.
  static boolean isInteractive() {
    Console console = System.console();
    if (console == null || "dumb".equals(System.getenv("TERM")) || System.getenv("CI") != null) {
      return false;
    }
    try {
      // Since Java 22 there is a console object even where output is redirected.
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException e) {
      return false;
    }
  }
}
