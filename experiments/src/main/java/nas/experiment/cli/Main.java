package nas.experiment.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.core.UserError;
import nas.core.UserException;
import nas.core.text.ErrorText;
import nas.core.text.NativeText;
import nas.experiment.run.EvaluationException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The program.
 *
 * <p>Exit codes: 0 success, 1 a defect of the program or a plug-in (or numbers that {@code verify}
 * finds wrong), 2 something the user can mend, 130 interrupted, 141 nobody reads the output any
 * more.
 */
@Command(
    name = Main.PROGRAM,
    versionProvider = VersionLines.class,
    sortOptions = false,
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
    commandListHeading = "%nCommands:%n",
    optionListHeading = "Options:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:done",
      " 1:a defect of the program or of a plug-in; or 'verify' found a number that is wrong",
      " 2:something to mend: the message says what, where and how",
      "130:interrupted; 'run' on the same folder goes on",
      "141:what reads the output ended first, as 'head' does; the command did its work"
    })
@SuppressWarnings("UnusedVariable") // picocli reads the options that ask for help.
public final class Main implements Runnable {

  /** The commands in the order of the help. */
  private static final List<Class<?>> COMMANDS =
      List.of(
          RunCommand.class,
          StatusCommand.class,
          ViewCommand.class,
          BestCommand.class,
          ReportCommand.class,
          TrainCommand.class,
          ExportCommand.class,
          PredictCommand.class,
          EvaluateCommand.class,
          CompareCommand.class,
          ReproduceCommand.class,
          ExportEventsCommand.class,
          ScoreCommand.class,
          CorrelateCommand.class,
          ProxiesCommand.class,
          VerifyCommand.class,
          ImportCommand.class,
          BenchmarksCommand.class,
          ListCommand.Spaces.class,
          NetworksCommand.class,
          ListCommand.Strategies.class,
          ListCommand.Evaluators.class,
          ListCommand.Data.class,
          SchemaCommand.class,
          CompletionCommand.class,
          DoctorCommand.class,
          WorkerCommand.class);

  /** What people type to start the program. */
  static final String PROGRAM = "java -jar nas.jar";

  /** Exit code of a defect. */
  static final int DEFECT = 1;

  /** Exit code of numbers that are wrong. */
  static final int WRONG_NUMBERS = 1;

  /** Exit code of something that the user can mend. */
  static final int USER_ERROR = 2;

  /** Exit code where the reader of the output ended first: what a shell says of SIGPIPE. */
  static final int READER_ENDED = 141;

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
    System.exit(execute(new Main(), args));
  }

  /**
   * Runs a program with the streams of the process.
   *
   * @param program a picocli command, which may be another than this one
   * @return the exit code
   */
  public static int execute(Object program, String[] args) {
    StandardStreams streams = StandardStreams.take();
    return streams.finish(execute(streams, program, args));
  }

  private static int execute(StandardStreams streams, Object program, String[] args) {
    try {
      NativeArguments.requireWhole(args);
    } catch (UserException unreadable) {
      return explain(unreadable, streams.err());
    }
    CommandLine line = commandLine(program, args);
    line.setOut(streams.out());
    line.setErr(streams.err());
    return line.execute(args);
  }

  /** Returns the command line with its handlers of errors. */
  static CommandLine commandLine() {
    return commandLine(new Main());
  }

  /**
   * Returns the command line of a program, with help pages and messages as those of this one.
   *
   * @param program a picocli command
   * @param args what it is for: of this program's commands only the one is made that they name, or
   *     what its help says of them, as to make all of them takes longer than many a command does;
   *     all of them for anything else
   */
  public static CommandLine commandLine(Object program, String... args) {
    CommandLine line = new CommandLine(program);
    if (program instanceof Main) {
      addCommands(line, args);
    }
    Conversions.register(line);
    line.setParameterExceptionHandler(Main::explainUsage);
    HelpPages.register(line);
    line.setExecutionExceptionHandler(
        (exception, command, parsed) -> explain(exception, command.getErr()));
    // Plug-ins made for another version fail with errors, not exceptions.
    line.setExecutionStrategy(
        parsed -> {
          try {
            return new CommandLine.RunLast().execute(parsed);
          } catch (Error error) {
            return explain(error, line.getErr());
          }
        });
    return line;
  }

  private static void addCommands(CommandLine line, String... args) {
    if (args.length == 1 && List.of("-h", "--help").contains(args[0])) {
      COMMANDS.forEach(command -> line.addSubcommand(heading(command)));
      return;
    }
    for (Class<?> command : COMMANDS) {
      if (args.length > 0 && command.getAnnotation(Command.class).name().equals(args[0])) {
        line.addSubcommand(command);
        return;
      }
    }
    COMMANDS.forEach(line::addSubcommand);
  }

  /** Returns what the list of commands says of one. */
  private static CommandSpec heading(Class<?> command) {
    Command said = command.getAnnotation(Command.class);
    CommandSpec heading = CommandSpec.create().name(said.name());
    heading.usageMessage().description(said.description()).hidden(said.hidden());
    return heading;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int explainUsage(ParameterException refused, String[] args) {
    CommandLine command = refused.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(
        advised(
            usageProblem(refused),
            usageAdvice(refused)
                .orElse("see '" + command.getCommandSpec().qualifiedName() + " --help'")));
    err.flush();
    return USER_ERROR;
  }

  private static String usageProblem(ParameterException refused) {
    if (refused instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().get(0);
      boolean commandExpected = !refused.getCommandLine().getSubcommands().isEmpty();
      String noun = unmatched.isUnknownOption() ? "option" : commandExpected ? "command" : "";
      return noun.isEmpty()
          ? "There is an argument too many: " + ErrorText.quote(first)
          : "There is no " + noun + " " + ErrorText.quote(first);
    }
    return String.valueOf(refused.getMessage()).replaceFirst("^Error: ", "");
  }

  private static Optional<String> usageAdvice(ParameterException refused) {
    if (!(refused instanceof UnmatchedArgumentException unmatched)) {
      return Optional.empty();
    }
    CommandSpec command = refused.getCommandLine().getCommandSpec();
    List<String> known = new ArrayList<>();
    if (unmatched.isUnknownOption()) {
      command.options().forEach(option -> known.addAll(List.of(option.names())));
    } else {
      known.addAll(command.subcommands().keySet());
    }
    String given = unmatched.getUnmatched().get(0).replaceFirst("=.*", "");
    return ErrorText.nearest(given, known).map(nearest -> "you mean " + nearest);
  }

  /** Says what went wrong; returns the exit code. */
  static int explain(Throwable thrown, PrintWriter err) {
    Optional<UserError> error = userError(thrown);
    if (error.isPresent()) {
      err.println(error.get().text());
    } else {
      err.println(
          "This is a defect of the program or of a plug-in. "
              + (thrown instanceof EvaluationException ? thrown.getMessage() : thrown));
      err.println(details(thrown));
    }
    err.flush();
    return error.isPresent() ? USER_ERROR : DEFECT;
  }

  /** Returns what the user can mend; empty for a defect. */
  private static Optional<UserError> userError(Throwable thrown) {
    if (thrown instanceof UserException told) {
      return Optional.of(told.error());
    } else if (thrown instanceof InvalidPathException refused) {
      return Optional.of(
          new UserError(
              ErrorText.quote(refused.getInput())
                  + " cannot be a path"
                  + NativeText.whyNoPath(refused),
              NativeText.pathAdvice(refused)));
    } else if (thrown instanceof OutOfMemoryError
        || thrown.getCause() instanceof OutOfMemoryError) {
      return Optional.of(
          new UserError(
              "Java ran out of memory",
              "allow it more, as in 'java -Xmx4g -jar nas.jar', or use fewer workers"));
    }
    return Optional.empty();
  }

  /** Returns a problem and its advice as people read them. */
  static String advised(String message, String advice) {
    return new UserError(message, advice).text();
  }

  /** Returns the line that people type to use a command on run folders or files. */
  static String command(String name, Path... paths) {
    StringBuilder line = new StringBuilder(PROGRAM + " " + name);
    for (Path path : paths) {
      line.append(' ').append(shellQuoted(path.toString()));
    }
    return line.toString();
  }

  /** Returns a word as people can paste it into a shell. */
  static String shellQuoted(String word) {
    return ErrorText.shellQuoted(word);
  }

  /** Keeps the stack trace where it can be found but not in the user's face. */
  private static String details(Throwable thrown) {
    try {
      Path file = Files.createTempFile("nas-error-", ".txt");
      try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
        thrown.printStackTrace(out);
      }
      return "Details are in " + file + ".";
    } catch (IOException e) {
      return "Details could not be written: " + e.getMessage() + ".";
    }
  }
}
