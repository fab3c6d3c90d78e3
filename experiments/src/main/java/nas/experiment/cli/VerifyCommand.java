package nas.experiment.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import nas.core.UserException;
import nas.core.text.ErrorText;
import nas.engine.MemoryFormat;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.engine.tensor.PyTorch;
import nas.proxy.golden.Finding;
import nas.proxy.golden.Finding.Verdict;
import nas.proxy.golden.Flips;
import nas.proxy.golden.GoldenCase;
import nas.proxy.golden.GoldenCheck;
import nas.proxy.golden.GoldenFile;
import nas.proxy.golden.GoldenMeasure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares the zero-cost metrics with golden values. */
@Command(
    name = "verify",
    sortOptions = false,
    description = {
      "Compare the zero-cost metrics with golden values.",
      "",
      "A golden file holds what the published code measured on networks whose weights and images",
      "closed forms give. They are built and measured again here; exits with 1 if a number is wrong.",
      "In float32 a number may differ because rounding flips units or a sum cancels: such ones",
      "are measured again in float64, shown and counted apart."
    })
final class VerifyCommand implements Callable<Integer> {

  private static final int MOST_FLIPS_SHOWN = 4;

  @Parameters(paramLabel = "FILE", description = "Golden file (JSON).")
  private Path file = Path.of("");

  @Option(
      names = "--precision",
      paramLabel = "FORMAT",
      defaultValue = "float64",
      description = "float64 or float32; by default float64.")
  private String precision = "float64";

  @Option(
      names = "--memory-format",
      paramLabel = "ORDER",
      defaultValue = "channels-first",
      description = "channels-first or channels-last; by default channels-first.")
  private String memoryFormat = "channels-first";

  @Mixin private DeviceOption device = new DeviceOption();

  @Option(
      names = "--tolerance",
      paramLabel = "X",
      description = {
        "Greatest relative error that passes; by default 1e-6 in float64, 2e-3 in float32.",
        "jacob-cov and nwot have fixed limits of their differences; in float32 that of swap is 5 times",
        "as large, those of near and gradsign half as large."
      })
  private Optional<Double> tolerance = Optional.empty();

  @Option(
      names = "--case",
      paramLabel = "NAME",
      description = "Only this case: its number, its name or a part of it.")
  private Optional<String> only = Optional.empty();

  @Option(
      names = "--metrics",
      split = ",",
      paramLabel = "NAME",
      description = "Only these metrics, joined by commas.")
  private List<String> metrics = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Precision format = oneOf("--precision", precision, Precision.FLOAT64, Precision.FLOAT32);
    double most = tolerance.orElse(GoldenCheck.defaultTolerance(format));
    if (!(most > 0 && most <= 1)) {
      throw new UserException(
          "--tolerance (" + most + ") must be greater than 0 and at most 1", "");
    }
    List<GoldenCase> all = GoldenFile.read(file);
    GoldenCheck.requireKnown(all);
    List<Integer> chosen = chosen(all);
    GoldenCheck check =
        new GoldenCheck(
            device.one(),
            format,
            oneOf("--memory-format", memoryFormat, MemoryFormat.values()),
            most,
            measures(chosen.stream().map(all::get).toList()));
    PyTorch.prepare();
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        file
            + " in "
            + precision.toLowerCase(Locale.ROOT)
            + (check.device().equals(Device.CPU) ? "" : " on " + check.device()));
    Tally tally = new Tally();
    for (int index : chosen) {
      GoldenCheck.Result result = check.check(all.get(index));
      if (result.findings().isEmpty()) {
        continue;
      }
      out.println();
      ListCommand.wrap(index + 1 + ". ", all.get(index).name(), out);
      print(result, out);
      out.flush();
      tally.add(result);
    }
    out.println();
    tally.print(out);
    out.flush();
    return tally.failed == 0 ? 0 : Main.WRONG_NUMBERS;
  }

  /** Returns the one of some constants that an option names, as {@code channels-first} does. */
  @SafeVarargs
  private static <E extends Enum<E>> E oneOf(String option, String given, E... constants) {
    Map<String, E> byName = new LinkedHashMap<>();
    for (E constant : constants) {
      byName.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
    }
    E found = byName.get(given.toLowerCase(Locale.ROOT));
    if (found == null) {
      throw new UserException(
          option
              + " ("
              + ErrorText.quote(given)
              + ") must be "
              + String.join(" or ", byName.keySet()),
          "");
    }
    return found;
  }

  private List<Integer> chosen(List<GoldenCase> all) {
    List<Integer> chosen = new ArrayList<>();
    String wanted = only.orElse("");
    for (int index = 0; index < all.size(); index++) {
      if (wanted.matches("[1-9][0-9]{0,3}")
          ? wanted.equals(Integer.toString(index + 1))
          : all.get(index).name().contains(wanted)) {
        chosen.add(index);
      }
    }
    if (chosen.isEmpty()) {
      throw new UserException(
          file + " has no case " + ErrorText.quote(wanted),
          all.size() == 1 ? "leave --case out" : "use a number from 1 to " + all.size());
    }
    return chosen;
  }

  private List<GoldenMeasure> measures(List<GoldenCase> cases) {
    List<GoldenMeasure> present =
        GoldenMeasure.all().stream()
            .filter(
                measure ->
                    cases.stream()
                        .anyMatch(golden -> GoldenCheck.expected(golden, measure).isPresent()))
            .toList();
    if (metrics.isEmpty()) {
      return present;
    }
    Set<String> known = new LinkedHashSet<>();
    present.forEach(measure -> known.add(measure.metric()));
    for (String name : metrics) {
      if (!known.contains(name)) {
        throw new UserException(
            (only.isPresent() ? "That case of " + file : file)
                + " has no value of a metric "
                + ErrorText.quote(name),
            ErrorText.nearest(name, known)
                .map(nearest -> "you mean " + nearest)
                .orElse("use one of " + String.join(", ", known)));
      }
    }
    return present.stream().filter(measure -> metrics.contains(measure.metric())).toList();
  }

  private static void print(GoldenCheck.Result result, PrintWriter out) {
    out.printf("   %-30s %17s %17s %10s %9s%n", "", "expected", "measured", "error", "at most");
    boolean flips = false;
    for (Finding finding : result.findings()) {
      out.printf(
          Locale.ROOT,
          "   %-30s %17s %17s %10s %9s  %s%n",
          finding.measure().metric(),
          number(finding.expected()),
          number(finding.actual()),
          error(finding, finding.error()),
          error(finding, finding.tolerance()),
          finding.verdict());
      if (!finding.note().isEmpty()) {
        ListCommand.wrap("       ", finding.note(), out);
      }
      flips |= finding.verdict() == Verdict.FLIPS;
    }
    Flips found = result.flips();
    if (flips && found != null) {
      int shown = Math.min(found.switched().size(), MOST_FLIPS_SHOWN);
      out.println("   Rounding to float32 flips");
      found
          .switched()
          .subList(0, shown)
          .forEach(unit -> ListCommand.wrap("     - ", unit.toString(), out));
      if (shown < found.switched().size()) {
        out.println("     - and " + (found.switched().size() - shown) + " more");
      }
    }
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "undefined" : String.format(Locale.ROOT, "%.10g", value);
  }

  private static String error(Finding finding, double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    String text = value == 0 ? "0" : String.format(Locale.ROOT, "%.1e", value);
    return finding.measure().absolute() ? "+-" + text : text;
  }

  /** Counts what was found. */
  private static final class Tally {
    private int cases;
    private int values;
    private int cancelled;
    private int flipped;
    private long switchedUnits;
    private long units;
    private int failed;

    void add(GoldenCheck.Result result) {
      cases++;
      values += result.findings().size();
      cancelled += count(result, Verdict.CANCELS);
      failed += count(result, Verdict.FAILS);
      int byFlips = count(result, Verdict.FLIPS);
      flipped += byFlips;
      if (byFlips > 0 && result.flips() != null) {
        switchedUnits += result.flips().switched().size();
        units += result.flips().units();
      }
    }

    private static int count(GoldenCheck.Result result, Verdict verdict) {
      return (int)
          result.findings().stream().filter(finding -> finding.verdict() == verdict).count();
    }

    void print(PrintWriter out) {
      int agree = values - cancelled - flipped - failed;
      out.printf(
          Locale.ROOT,
          "%s, %s: %s.%n",
          counted(cases, "case"),
          counted(values, "value"),
          agree == values ? "all agree" : agree + " agree");
      if (cancelled > 0) {
        out.printf(
            Locale.ROOT,
            "%s of terms of both signs lost digits to rounding; in float64 %s.%n",
            counted(cancelled, "sum"),
            cancelled == 1 ? "it agrees" : "they agree");
      }
      if (flipped > 0) {
        out.printf(
            Locale.ROOT,
            "%s because rounding flips %,d of %,d rectifiers and pooling windows;%nin float64 %s.%n",
            flipped == 1 ? "1 value differs" : flipped + " values differ",
            switchedUnits,
            units,
            flipped == 1 ? "it agrees" : "they agree");
      }
      if (failed > 0) {
        out.printf(Locale.ROOT, "%s WRONG.%n", counted(failed, "value"));
      }
    }

    private static String counted(int number, String noun) {
      return number + " " + noun + (number == 1 ? "" : "s");
    }
  }
}
