package nas.benchmark;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program that measures how fast everything runs; it is no part of {@code nas.jar}. */
@Command(
    name = Main.PROGRAM,
    sortOptions = false,
    header = "Measures how fast this machine executes, trains, scores and looks up networks.",
    description = {
      "",
      "What is compared takes turns, so that other work on the machine disturbs all alike: quote",
      "the ratios, with their intervals, rather than the absolute numbers.",
      ""
    },
    commandListHeading = "Commands:%n",
    optionListHeading = "%nOptions:%n",
    subcommands = {
      RuntimeCommand.class,
      TrainingCommand.class,
      LanguageCommand.class,
      AgreementCommand.class,
      PlanCommand.class,
      WorkersCommand.class,
      SlotsCommand.class,
      SynflowCommand.class,
      TableCommand.class,
      ReinforceCommand.class,
      CommandCommand.class,
      JmhCommand.class
    })
@SuppressWarnings("UnusedVariable") // picocli reads the option that asks for help.
public final class Main implements Runnable {

  /** What people type to start the program. */
  static final String PROGRAM = "java -jar nas-benchmarks.jar";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  private boolean helpRequested;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Runs the program and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(nas.experiment.cli.Main.execute(new Main(), args));
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
