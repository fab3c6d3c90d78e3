package nas.benchmark;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import nas.core.UserException;
import nas.core.text.ErrorText;
import nas.experiment.cli.Ranges;
import nas.proxy.synflow.ExpectedSynflow;
import nas.proxy.synflow.ExpectedWeights;
import nas.space.nasbench101.NasBench101Settings;
import nas.space.nasbench101.NasBench101Space;
import nas.space.nasbench201.NasBench201Space;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how fast all cells of a search space are scored by expected SynFlow. */
@Command(
    name = "synflow",
    sortOptions = false,
    description = {
      "Score all cells of a search space by expected SynFlow.",
      "",
      "The score is SynFlow's in expectation over the initial weights, in closed form: it needs no",
      "image and no tensor. The time includes the enumeration of the cells and the building of",
      "their networks."
    },
    optionListHeading = "%nOptions:%n")
final class SynflowCommand implements Runnable {

  private static final double MEGABYTE = 1e6;

  private static final List<String> SPACES = List.of("nasbench201", "nasbench101");

  @Option(
      names = "--space",
      paramLabel = "NAME",
      description = "nasbench201 or nasbench101; by default nasbench201.")
  private String space = SPACES.get(0);

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Number of threads; by default as many as the machine has cores.")
  private int threads = Math.min(256, Runtime.getRuntime().availableProcessors());

  @Option(
      names = "--cells",
      paramLabel = "N",
      description = "Stop after so many cells; by default score all.")
  private int mostCells = Integer.MAX_VALUE;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "1",
      description = "Measured rounds, each of all cells; by default 1.")
  private int rounds = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    if (!SPACES.contains(space)) {
      throw new UserException(
          "--space (" + ErrorText.quote(space) + ") must be " + String.join(" or ", SPACES), "");
    }
    Ranges.requireBetween("--threads", threads, 1, 256);
    Ranges.requireBetween("--cells", mostCells, 1, Integer.MAX_VALUE);
    Ranges.requireBetween("--rounds", rounds, 1, 10_000);
    List<MemoryPoolMXBean> heap =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();
    heap.forEach(MemoryPoolMXBean::resetPeakUsage);
    List<SynflowBenchmark.Result> results = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      results.add(measure());
    }
    long peakBytes = heap.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    print(spec.commandLine().getOut(), results, peakBytes);
  }

  private void print(PrintWriter out, List<SynflowBenchmark.Result> results, long peakBytes) {
    SynflowBenchmark.Result one = results.get(0);
    Estimate seconds = mean(results, SynflowBenchmark.Result::seconds);
    Estimate cpuSeconds = mean(results, SynflowBenchmark.Result::cpuSeconds);
    Estimate network =
        mean(results, r -> r.networkSeconds() / (r.networkSeconds() + r.scoreSeconds()));
    out.println("Expected SynFlow of cells of " + space);
    out.printf(
        Locale.ROOT,
        "  %,d cells in %s s on %d thread%s: %s cells/s%n",
        one.cells(),
        seconds.text("%.1f"),
        threads,
        threads == 1 ? "" : "s",
        seconds.under((double) one.cells()).text("%,.0f"));
    out.printf(
        Locale.ROOT,
        "  %s s of processor time, %s %% of it to build networks: %s cells/s a core%n",
        cpuSeconds.text("%.1f"),
        network.times(100).text("%.0f"),
        cpuSeconds.under((double) one.cells()).text("%,.0f"));
    out.printf(
        Locale.ROOT, "  %,d cells have no score: no path leads through them%n", one.undefined());
    out.printf(
        Locale.ROOT,
        "  heap: at most %.0f MB used, garbage included, of %.0f MB allowed%n",
        peakBytes / MEGABYTE,
        Runtime.getRuntime().maxMemory() / MEGABYTE);
    out.flush();
  }

  private static Estimate mean(
      List<SynflowBenchmark.Result> results, ToDoubleFunction<SynflowBenchmark.Result> value) {
    return Estimate.of(results.stream().mapToDouble(value).toArray());
  }

  private SynflowBenchmark.Result measure() {
    if (space.equals("nasbench101")) {
      return SynflowBenchmark.run(
          new NasBench101Space(NasBench101Settings.published()),
          Cells.TASK,
          new ExpectedSynflow(ExpectedWeights.NASBENCH101),
          threads,
          mostCells);
    }
    return SynflowBenchmark.run(
        new NasBench201Space(Cells.ZERO_COST),
        Cells.TASK,
        new ExpectedSynflow(ExpectedWeights.PYTORCH_DEFAULT),
        threads,
        mostCells);
  }
}
