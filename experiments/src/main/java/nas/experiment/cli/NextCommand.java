package nas.experiment.cli;

import java.io.PrintWriter;
import java.nio.file.Path;

/** The last line of what a command says: the command that people are likely to want next. */
final class NextCommand {

  private NextCommand() {}

  /**
   * Says it.
   *
   * @param column where the command begins, as what stands after other labels does
   * @param command as {@link Main#command} writes it
   */
  static void say(PrintWriter console, int column, String command) {
    console.println("Next:" + " ".repeat(Math.max(1, column - "Next:".length())) + command);
  }

  /** Returns what tries a network on an image. */
  static String predict(Path model) {
    return Main.command("predict", model) + " photo.jpg";
  }

  /** Returns what makes an ONNX file of a network, in a folder. */
  static String export(Path model, Path folder) {
    return Main.command("export", model)
        + " --to onnx --out "
        + Main.shellQuoted(folder.resolve("model.onnx").toString());
  }
}
