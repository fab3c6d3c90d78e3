package nas.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Runs JMH itself. */
@Command(
    name = "jmh",
    sortOptions = false,
    description = {
      "Run the benchmarks by JMH's own command line, such as 'jmh -f 3 -i 10 MatrixBenchmark'.",
      "",
      "'jmh -l' lists the benchmarks, 'jmh -lp' their parameters too; '-f 0' runs in this process,",
      "otherwise every benchmark has a process of its own. '-prof nas.benchmark.ProcessorTime'",
      "takes processor time as well."
    },
    optionListHeading = "%nOptions:%n")
final class JmhCommand implements Runnable {

  @Unmatched private List<String> arguments = new ArrayList<>();

  @Override
  public void run() {
    try {
      org.openjdk.jmh.Main.main(arguments.toArray(String[]::new));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
