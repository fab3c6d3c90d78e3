package nas.experiment.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import nas.evaluator.data.DataException;
import nas.experiment.config.ExperimentException;
import nas.experiment.plugin.PluginException;
import nas.experiment.run.ForeignJournalException;
import nas.result.ResultException;
import nas.space.InvalidArchitectureException;
import nas.space.plugin.InvalidSettingException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The program.
 *
 * <p>Exit codes: 0 success, 1 a defect of the program or a plug-in, 2 something the user can mend,
 * 130 interrupted.
 */
@Command(
    name = "nas",
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpWidth = 100,
    header = "Neural architecture search: finds small accurate networks for images.",
    description = {
      "",
      "An experiment file (YAML) names a search space, the images, a budget and the search",
      "strategies to compare. 'run' trains networks as the strategies propose them and leaves a",
      "folder with a journal, tables, plots and a report. Try:",
      "",
      "    java -jar nas.jar run experiments/quickstart.yaml",
      ""
    },
    commandListHeading = "Commands:%n",
    optionListHeading = "Options:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:done",
      " 1:a defect of the program or of a plug-in",
      " 2:something to mend: the message says what, where and how",
      "130:interrupted; 'run' on the same folder goes on"
    },
    subcommands = {
      RunCommand.class,
      StatusCommand.class,
      BestCommand.class,
      ReportCommand.class,
      ListCommand.Spaces.class,
      ListCommand.Strategies.class,
      ListCommand.Evaluators.class,
      ListCommand.Data.class,
      SchemaCommand.class,
      BenchCommand.class
    })
@SuppressWarnings("UnusedVariable") // picocli reads the options that ask for help.
public final class Main implements Runnable {

  /** Exit code of a defect. */
  static final int DEFECT = 1;

  /** Exit code of something that the user can mend. */
  static final int USER_ERROR = 2;

  /** Exit code after an interruption. */
  static final int INTERRUPTED = 130;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  private boolean helpRequested;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  private boolean versionRequested;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Runs the program and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** Returns the command line with its handlers of errors. */
  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(Main::explainUsage);
    line.setExecutionExceptionHandler(
        (exception, command, parsed) -> explain(exception, command.getErr()));
    return line;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int explainUsage(ParameterException e, String[] args) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println(e.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
      err.println(
          "Maybe see '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
    }
    err.flush();
    return USER_ERROR;
  }

  /** Says what went wrong; returns the exit code. */
  static int explain(Exception exception, PrintWriter err) {
    String message = String.valueOf(exception.getMessage());
    int code = USER_ERROR;
    if (exception instanceof ExperimentException || exception instanceof PluginException) {
      err.println(message);
    } else if (exception instanceof ResultException e) {
      err.println(advised(message, e.advice()));
    } else if (exception instanceof DataException e) {
      err.println(advised(message, e.advice()));
    } else if (exception instanceof InvalidSettingException e) {
      err.println(advised(message, e.advice()));
    } else if (exception instanceof InvalidArchitectureException) {
      err.println(advised(message, ""));
    } else if (exception instanceof ForeignJournalException) {
      err.println(
          advised(
              message,
              "it was written by another version of the program: use that one, or another folder"));
    } else {
      code = DEFECT;
      err.println("nas broke off: " + exception);
      err.println("This is a defect of the program or of a plug-in. " + details(exception));
    }
    err.flush();
    return code;
  }

  private static String advised(String message, String advice) {
    String sentence = message.endsWith(".") ? message : message + ".";
    return advice.isEmpty() ? sentence : sentence + " Maybe " + advice + ".";
  }

  /** Keeps the stack trace where it can be found but not in the user's face. */
  private static String details(Exception exception) {
    try {
      Path file = Files.createTempFile("nas-error-", ".txt");
      try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
        exception.printStackTrace(out);
      }
      return "Details are in " + file + ".";
    } catch (IOException e) {
      return "Details could not be written: " + e.getMessage() + ".";
    }
  }
}
