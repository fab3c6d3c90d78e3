package nas.benchmark;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.core.Seeds;
import nas.core.UserException;
import nas.core.text.ErrorText;
import nas.engine.NetworkRuntime;
import nas.experiment.cli.Ranges;
import nas.network.Network;
import nas.proxy.Metric;
import nas.space.nasbench201.NasBench201Space;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how many workers, with how many threads each, score the most networks. */
@Command(
    name = "workers",
    sortOptions = false,
    description = {
      "Measure how many workers, with how many threads each, score the most networks.",
      "",
      "Each worker scores one network at a time by all metrics in one plan. The engine fixes the",
      "threads of an operation once for a process, so each setting runs in a process of its own,",
      "one after another, on the same random NAS-Bench-201 cells."
    },
    optionListHeading = "%nOptions:%n")
final class WorkersCommand implements Runnable {

  private static final Pattern SETTING = Pattern.compile("([0-9]{1,3})x([0-9]{1,3})");
  private static final int MOST_WORKERS = 256;
  private static final long SEED = 1;

  /** Mean number of running threads of other programs from which on wall times mislead. */
  private static final double BUSY = 0.5;

  @Option(
      names = "--settings",
      paramLabel = "WxT",
      split = ",",
      hideParamSyntax = true,
      description = {
        "Workers x threads of each, separated by commas, such as 1x1,2x1; by",
        "default 1x1 and those that use all cores."
      })
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--cells",
      paramLabel = "N",
      defaultValue = "16",
      description = "Networks to score; by default 16.")
  private int cells = 16;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "64",
      description = "Images in a batch; by default 64.")
  private int batchSize = 64;

  @Mixin private MetricOption metrics = new MetricOption();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "1",
      description = "Measured rounds, in each of which all settings take a turn; by default 1.")
  private int rounds = 1;

  @Option(names = "--in-this-process", hidden = true)
  private boolean inThisProcess;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** One setting. */
  private record Setting(int workers, int threads) {
    static Setting parse(String text) {
      Matcher matcher = SETTING.matcher(text);
      if (matcher.matches()) {
        Setting setting =
            new Setting(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        if (between(setting.workers) && between(setting.threads)) {
          return setting;
        }
      }
      throw new UserException(
          "--settings ("
              + ErrorText.quote(text)
              + ") must be workers x threads, each from 1 to "
              + MOST_WORKERS,
          "write 1x1,1x2,2x1");
    }

    private static boolean between(int value) {
      return value >= 1 && value <= MOST_WORKERS;
    }

    @Override
    public String toString() {
      return workers + "x" + threads;
    }
  }

  @Override
  public void run() {
    Ranges.requireBetween("--cells", cells, 1, 100_000);
    Ranges.requireBetween("--batch", batchSize, 2, 4096);
    Ranges.requireBetween("--rounds", rounds, 1, 10_000);
    List<Metric> chosen = metrics.metrics();
    List<Setting> wanted =
        settings.isEmpty() ? usual() : settings.stream().map(Setting::parse).toList();
    PrintWriter out = spec.commandLine().getOut();
    if (inThisProcess) {
      out.println(
          WorkersBenchmark.networksPerSecond(
              networks(), chosen, batchSize, wanted.get(0).workers()));
      return;
    }
    out.printf(
        Locale.ROOT,
        "Scoring %d random NAS-Bench-201 network%s by %d metric%s in one plan: batch %d%n",
        cells,
        cells == 1 ? "" : "s",
        chosen.size(),
        chosen.size() == 1 ? "" : "s",
        batchSize);
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    if (load > BUSY) {
      out.printf(
          Locale.ROOT,
          "The machine is busy with other work (load %.1f): repeat this when it is idle.%n",
          load);
    }
    out.println();
    out.println("  workers   threads each   networks/s");
    out.flush();
    double[][] rates = new double[wanted.size()][rounds];
    for (int round = 0; round < rounds; round++) {
      for (int turn = 0; turn < wanted.size(); turn++) {
        int index = round % 2 == 0 ? turn : wanted.size() - 1 - turn;
        rates[index][round] = inProcess(wanted.get(index));
      }
    }
    Setting best = wanted.get(0);
    double most = 0;
    for (int index = 0; index < wanted.size(); index++) {
      Setting setting = wanted.get(index);
      Estimate rate = Estimate.of(rates[index]);
      out.printf(
          Locale.ROOT,
          "  %7d   %12d   %10s%n",
          setting.workers(),
          setting.threads(),
          rate.text("%.3f"));
      if (rate.value() > most) {
        best = setting;
        most = rate.value();
      }
    }
    if (wanted.size() > 1) {
      out.printf(
          Locale.ROOT,
          "%nBest here: %d worker%s with %d thread%s each.%n",
          best.workers(),
          best.workers() == 1 ? "" : "s",
          best.threads(),
          best.threads() == 1 ? "" : "s");
    }
    out.flush();
  }

  /** Returns 1x1 and all ways to divide the cores evenly. */
  private static List<Setting> usual() {
    int cores = Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors());
    List<Setting> usual = new ArrayList<>(List.of(new Setting(1, 1)));
    for (int workers = 1; workers <= cores; workers++) {
      if (cores % workers == 0 && cores > 1) {
        usual.add(new Setting(workers, cores / workers));
      }
    }
    return usual;
  }

  private List<Network> networks() {
    NasBench201Space space = new NasBench201Space(Cells.ZERO_COST);
    RandomGenerator random = Seeds.generator(SEED);
    List<Network> networks = new ArrayList<>();
    while (networks.size() < cells) {
      Network network = space.network(space.sample(random), Cells.TASK);
      if (NetworkRuntime.readsInput(network)) {
        networks.add(network);
      }
    }
    return networks;
  }

  private double inProcess(Setting setting) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-X") || argument.startsWith("-D"))
        .forEach(words::add);
    words.add("-Dai.djl.pytorch.num_threads=" + setting.threads());
    words.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "workers",
            "--in-this-process",
            "--settings=" + setting,
            "--cells=" + cells,
            "--batch=" + batchSize,
            metrics.argument()));
    try {
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exitCode = process.waitFor();
      List<String> lines = said.lines().toList();
      if (exitCode != 0 || lines.isEmpty()) {
        throw new UserException(
            "The process of setting " + setting + " ended with code " + exitCode + ": " + said, "");
      }
      return Double.parseDouble(lines.get(lines.size() - 1));
    } catch (IOException e) {
      throw new UserException(
          "The process of setting " + setting + " does not start: " + e.getMessage(), "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("Interrupted in setting " + setting, "");
    }
  }
}
