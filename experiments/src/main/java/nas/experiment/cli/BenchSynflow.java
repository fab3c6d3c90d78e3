package nas.experiment.cli;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.Locale;
import nas.core.UserException;
import nas.core.text.ErrorText;
import nas.proxy.synflow.ExpectedSynflow;
import nas.proxy.synflow.ExpectedSynflowBenchmark;
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
final class BenchSynflow implements Runnable {

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

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    BenchCommand.refuseOptionsOfParent(spec);
    if (!SPACES.contains(space)) {
      throw new UserException(
          "--space (" + ErrorText.quote(space) + ") must be " + String.join(" or ", SPACES), "");
    }
    BenchCommand.requireBetween("--threads", threads, 1, 256);
    BenchCommand.requireBetween("--cells", mostCells, 1, Integer.MAX_VALUE);
    List<MemoryPoolMXBean> heap =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();
    heap.forEach(MemoryPoolMXBean::resetPeakUsage);
    ExpectedSynflowBenchmark.Result result = measure();
    long peakBytes = heap.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    PrintWriter out = spec.commandLine().getOut();
    out.println("Expected SynFlow of cells of " + space);
    out.printf(
        Locale.ROOT,
        "  %,d cells in %.1f s on %d thread%s: %,.0f cells/s%n",
        result.cells(),
        result.seconds(),
        threads,
        threads == 1 ? "" : "s",
        result.cellsPerSecond());
    out.printf(
        Locale.ROOT,
        "  %.1f s of processor time, %.0f %% of it to build networks: %,.0f cells/s a core%n",
        result.cpuSeconds(),
        100 * result.networkSeconds() / (result.networkSeconds() + result.scoreSeconds()),
        result.cells() / result.cpuSeconds());
    out.printf(
        Locale.ROOT, "  %,d cells have no score: no path leads through them%n", result.undefined());
    out.printf(
        Locale.ROOT,
        "  heap: at most %.0f MB used, garbage included, of %.0f MB allowed%n",
        peakBytes / MEGABYTE,
        Runtime.getRuntime().maxMemory() / MEGABYTE);
    out.flush();
  }

  private ExpectedSynflowBenchmark.Result measure() {
    if (space.equals("nasbench101")) {
      return ExpectedSynflowBenchmark.run(
          new NasBench101Space(NasBench101Settings.published()),
          BenchCommand.TASK,
          new ExpectedSynflow(ExpectedWeights.NASBENCH101),
          threads,
          mostCells);
    }
    return ExpectedSynflowBenchmark.run(
        new NasBench201Space(BenchPlan.SETTINGS),
        BenchCommand.TASK,
        new ExpectedSynflow(ExpectedWeights.PYTORCH_DEFAULT),
        threads,
        mostCells);
  }
}
