package nas.benchmark;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import nas.core.UserException;
import nas.core.text.ErrorText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures whole commands, of one version of the program or of several. */
@Command(
    name = "command",
    sortOptions = false,
    description = {
      "Measure a whole command of nas.jar, from the start of Java to its end.",
      "",
      "With several jars, such as those of two versions, they take turns, and each is compared"
          + " with",
      "the first. In the command {out} stands for a folder that is new each time:",
      "",
      "    java -jar nas-benchmarks.jar command --jar old.jar --jar nas.jar -- \\",
      "        run experiments/quickstart.yaml --out {out}",
      ""
    },
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n")
final class CommandCommand implements Runnable {

  @Option(
      names = "--jar",
      paramLabel = "FILE",
      description = "A nas.jar; may be given several times. By default the one in this folder.")
  private List<Path> jars = new ArrayList<>();

  @Option(
      names = "--java",
      paramLabel = "OPTION",
      description = "An option of Java, such as -Xmx1g; may be given several times.")
  private List<String> javaOptions = new ArrayList<>();

  @Mixin private RoundsOption rounds = new RoundsOption();

  @Parameters(paramLabel = "WORD", arity = "1..*", description = "The command, after --.")
  private List<String> command = new ArrayList<>();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    int count = rounds.rounds();
    List<Path> compared = jars.isEmpty() ? List.of(Path.of("nas.jar")) : jars;
    for (Path jar : compared) {
      if (!Files.isRegularFile(jar)) {
        throw new UserException(
            "There is no file " + ErrorText.quote(jar.toString()),
            "build it with 'mvn -q -DskipTests package', or name another with --jar");
      }
    }
    WholeCommand.Cost[][] costs = measure(compared, count);
    PrintWriter out = spec.commandLine().getOut();
    out.println("java -jar NAS " + String.join(" ", command));
    rounds.explain(out);
    for (int index = 0; index < compared.size(); index++) {
      out.println(compared.get(index));
      print(out, costs[index], costs[0], index > 0);
    }
    out.flush();
  }

  private WholeCommand.Cost[][] measure(List<Path> compared, int count) {
    WholeCommand.Cost[][] costs = new WholeCommand.Cost[compared.size()][count];
    try {
      for (int round = 0; round < count; round++) {
        for (int turn = 0; turn < compared.size(); turn++) {
          int index = round % 2 == 0 ? turn : compared.size() - 1 - turn;
          costs[index][round] = new WholeCommand(words(compared.get(index))).run();
        }
      }
    } catch (IOException e) {
      throw new UserException(String.valueOf(e.getMessage()), "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("Interrupted", "");
    }
    return costs;
  }

  private List<String> words(Path jar) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return Stream.of(
            Stream.of(java),
            javaOptions.stream(),
            Stream.of("-jar", jar.toString()),
            command.stream())
        .flatMap(part -> part)
        .toList();
  }

  private static void print(
      PrintWriter out, WholeCommand.Cost[] costs, WholeCommand.Cost[] first, boolean compare) {
    line(out, "wall", "s", costs, first, compare, WholeCommand.Cost::wallSeconds);
    line(out, "processor", "s", costs, first, compare, WholeCommand.Cost::processorSeconds);
    line(out, "peak memory", "MB", costs, first, compare, WholeCommand.Cost::peakMegabytes);
  }

  private static void line(
      PrintWriter out,
      String name,
      String unit,
      WholeCommand.Cost[] costs,
      WholeCommand.Cost[] first,
      boolean compare,
      ToDoubleFunction<WholeCommand.Cost> value) {
    double[] values = Arrays.stream(costs).mapToDouble(value).toArray();
    double[] others = Arrays.stream(first).mapToDouble(value).toArray();
    if (Arrays.stream(values).anyMatch(number -> !(number > 0))) {
      return;
    }
    String text = Estimate.of(values).text(unit.equals("s") ? "%.2f" : "%.0f") + " " + unit;
    String ratio =
        compare && Arrays.stream(others).allMatch(number -> number > 0)
            ? ", " + Estimate.ratio(values, others).text("%.3f") + " of the first"
            : "";
    out.printf(Locale.ROOT, "  %-12s %s%s%n", name, text, ratio);
  }
}
