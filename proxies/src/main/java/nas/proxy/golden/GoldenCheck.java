package nas.proxy.golden;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import nas.core.UserException;
import nas.core.text.ErrorText;
import nas.engine.MemoryFormat;
import nas.engine.tensor.Device;
import nas.engine.tensor.OutOfDeviceMemoryException;
import nas.engine.tensor.Precision;
import nas.proxy.ImageBatch;
import nas.proxy.Probe;
import nas.proxy.Score;
import nas.proxy.golden.Finding.Verdict;
import nas.proxy.probe.NetworkProbe;
import nas.proxy.probe.ProbePlan;
import org.jspecify.annotations.Nullable;

/**
 * Measures golden cases again and compares.
 *
 * <p>In single precision a number that misses its tolerance is measured again in double precision.
 * If that agrees, it is looked whether rounding explains the difference: a sum of terms of both
 * signs may be off by {@value #ROUNDING} of the sum of their sizes, and where rounding switches
 * units any number may be off by {@value #SWITCHED} times its tolerance, or such a sum by as many
 * times its share.
 *
 * @param device where to measure
 * @param precision number format to measure in
 * @param memoryFormat order of the values of an image in memory
 * @param tolerance greatest relative error that passes
 * @param measures what to compare
 */
public record GoldenCheck(
    Device device,
    Precision precision,
    MemoryFormat memoryFormat,
    double tolerance,
    List<GoldenMeasure> measures) {

  /** Relative tolerance in double precision. */
  public static final double DOUBLE_TOLERANCE = 1e-6;

  /** Relative tolerance in single precision. */
  public static final double SINGLE_TOLERANCE = 2e-3;

  private static final double ROUNDING = 2e-5;
  private static final double SWITCHED = 10;

  /** Copies the list. */
  public GoldenCheck {
    measures = List.copyOf(measures);
  }

  /** Returns the tolerance that holds where none is given. */
  public static double defaultTolerance(Precision precision) {
    return precision == Precision.FLOAT64 ? DOUBLE_TOLERANCE : SINGLE_TOLERANCE;
  }

  /**
   * What was found in a case.
   *
   * @param findings one for each number compared
   * @param flips the units that single precision switches; null if nobody had to look
   */
  public record Result(List<Finding> findings, @Nullable Flips flips) {
    /** Copies the list. */
    public Result {
      findings = List.copyOf(findings);
    }
  }

  /**
   * Checks that a golden file holds only what can be compared.
   *
   * @throws UserException if it does not; names the case and the measure
   */
  public static void requireKnown(List<GoldenCase> cases) {
    List<String> known = GoldenMeasure.names();
    for (GoldenCase golden : cases) {
      golden
          .measures()
          .forEach(
              (name, value) -> {
                if (!known.contains(name)) {
                  throw new UserException(
                      golden.place() + ": there is no measure " + ErrorText.quote(name),
                      ErrorText.nearest(name, known)
                          .map(nearest -> "you mean " + nearest)
                          .orElse("use " + String.join(", ", known)));
                }
                if (name.startsWith("synflow") && value <= 0) {
                  throw new UserException(
                      golden.place() + ": " + name + " (" + value + ") must be greater than 0",
                      "the file holds its logarithm instead of the sum");
                }
              });
    }
  }

  /**
   * Compares a case.
   *
   * @throws UserException if memory does not suffice
   */
  public Result check(GoldenCase golden) {
    List<GoldenMeasure> compared =
        measures.stream().filter(measure -> expected(golden, measure).isPresent()).toList();
    Map<GoldenMeasure.Subject, NetworkProbe.Result> measured = measure(golden, precision, compared);
    List<Finding> findings = new ArrayList<>();
    List<GoldenMeasure> missed = new ArrayList<>();
    for (GoldenMeasure measure : compared) {
      Finding finding = compare(golden, measure, of(measure, measured), precision, tolerance);
      findings.add(finding);
      if (finding.verdict() == Verdict.FAILS && Double.isFinite(finding.error())) {
        missed.add(measure);
      }
    }
    if (precision == Precision.FLOAT64 || missed.isEmpty()) {
      return new Result(findings, null);
    }
    Map<GoldenMeasure.Subject, NetworkProbe.Result> exact =
        measure(golden, Precision.FLOAT64, missed);
    Flips flips = Flips.of(golden, device, memoryFormat);
    return new Result(
        findings.stream()
            .map(
                finding ->
                    missed.contains(finding.measure())
                        ? explained(golden, finding, of(finding.measure(), exact), flips)
                        : finding)
            .toList(),
        flips);
  }

  /** Returns the number in the file, if there is one. */
  public static OptionalDouble expected(GoldenCase golden, GoldenMeasure measure) {
    if (measure.equals(GoldenMeasure.LOSS)) {
      return OptionalDouble.of(golden.loss());
    }
    return golden.measures().containsKey(measure.published())
        ? OptionalDouble.of(golden.measure(measure.published()))
        : OptionalDouble.empty();
  }

  private static Finding compare(
      GoldenCase golden,
      GoldenMeasure measure,
      NetworkProbe.Result measured,
      Precision precision,
      double tolerance) {
    double expected = expected(golden, measure).orElseThrow();
    double most = measure.tolerance(tolerance, precision);
    for (Probe<?> probe : measure.needs()) {
      Score.Undefined undefined = measured.undefined().get(probe);
      if (undefined != null) {
        return undefined(measure, expected, most, undefined);
      }
    }
    Score score = measure.score().apply(measured.measurements());
    if (score instanceof Score.Undefined undefined) {
      return undefined(measure, expected, most, undefined);
    }
    double value = ((Score.Value) score).value();
    double error = measure.error(expected, value);
    return new Finding(
        measure,
        expected,
        measure.comparable(value),
        error,
        most,
        error <= most ? Verdict.AGREES : Verdict.FAILS,
        "");
  }

  private static Finding undefined(
      GoldenMeasure measure, double expected, double tolerance, Score.Undefined undefined) {
    return new Finding(
        measure,
        expected,
        Double.NaN,
        Double.NaN,
        tolerance,
        Verdict.FAILS,
        "there is no score: " + undefined.message());
  }

  private static Finding explained(
      GoldenCase golden, Finding finding, NetworkProbe.Result exact, Flips flips) {
    GoldenMeasure measure = finding.measure();
    Finding twice = compare(golden, measure, exact, Precision.FLOAT64, DOUBLE_TOLERANCE);
    if (twice.verdict() != Verdict.AGREES) {
      return with(finding, Verdict.FAILS, "in float64 it does not agree either");
    }
    String agrees = String.format(Locale.ROOT, "in float64 the error is %.1e", twice.error());
    OptionalDouble terms = measure.sizeOfTerms(exact.measurements());
    double share =
        terms.isPresent()
            ? Math.abs(finding.actual() - finding.expected()) / terms.getAsDouble()
            : Double.POSITIVE_INFINITY;
    if (share <= ROUNDING) {
      return with(
          finding,
          Verdict.CANCELS,
          String.format(
              Locale.ROOT,
              "its terms of both signs add up to %.3g in size, of which it is off by %.1e; %s",
              terms.orElseThrow(),
              share,
              agrees));
    }
    boolean switched =
        !flips.switched().isEmpty()
            && (finding.error() <= SWITCHED * finding.tolerance() || share <= SWITCHED * ROUNDING);
    return with(
        finding,
        switched ? Verdict.FLIPS : Verdict.FAILS,
        switched ? "rounding flips units, see below; " + agrees : "though " + agrees);
  }

  private static Finding with(Finding finding, Verdict verdict, String note) {
    return new Finding(
        finding.measure(),
        finding.expected(),
        finding.actual(),
        finding.error(),
        finding.tolerance(),
        verdict,
        note);
  }

  private static NetworkProbe.Result of(
      GoldenMeasure measure, Map<GoldenMeasure.Subject, NetworkProbe.Result> measured) {
    return Objects.requireNonNull(measured.get(measure.subject()));
  }

  private Map<GoldenMeasure.Subject, NetworkProbe.Result> measure(
      GoldenCase golden, Precision precision, List<GoldenMeasure> measures) {
    Map<GoldenMeasure.Subject, Set<Probe<?>>> probes = new LinkedHashMap<>();
    measures.forEach(
        measure ->
            probes
                .computeIfAbsent(measure.subject(), subject -> new LinkedHashSet<>())
                .addAll(measure.needs()));
    Map<GoldenMeasure.Subject, NetworkProbe.Result> measured = new LinkedHashMap<>();
    probes.forEach(
        (subject, needed) -> measured.put(subject, measure(subject.of(golden), precision, needed)));
    return measured;
  }

  /** The only place that measures. */
  private NetworkProbe.Result measure(
      GoldenCase golden, Precision precision, Set<Probe<?>> probes) {
    try {
      return new NetworkProbe(device, precision, memoryFormat)
          .measure(
              golden.network(),
              golden.weights(),
              List.of(new ImageBatch(GoldenCase.SHAPE, golden.pixels(), golden.labels())),
              ProbePlan.of(probes),
              golden.streams());
    } catch (OutOfDeviceMemoryException e) {
      throw new UserException(
          golden.place() + ": memory does not suffice: " + e.getMessage(), "lower batch");
    }
  }
}
