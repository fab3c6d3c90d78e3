package nas.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.stream.Stream;
import nas.experiment.cli.Main;
import picocli.CommandLine;

/** What a command did. */
record Said(int exitCode, String out, String err) {

  /** Runs a command inside the test. */
  static Said by(Object... arguments) {
    return ofProgram(new nas.benchmark.Main(), arguments);
  }

  /** Runs a command of another program inside the test. */
  static Said ofProgram(Object program, Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine(program);
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    int exitCode = line.execute(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
    Said said = new Said(exitCode, out.toString(), err.toString());
    assertFalse(
        said.out().contains("\tat ") || said.err().contains("\tat "),
        () -> "a stack trace after " + Arrays.toString(arguments) + ":\n" + said);
    return said;
  }

  /** Returns what it printed, having checked that it succeeded. */
  String done() {
    assertEquals("", err);
    assertEquals(0, exitCode, out);
    return out;
  }
}
