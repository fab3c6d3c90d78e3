package nas.proxy.probe;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import nas.proxy.Metric;
import nas.proxy.Pass;
import nas.proxy.Probe;

/**
 * The fewest passes that measure a set of probes, in the order in which they run.
 *
 * <p>Equal shared passes of several probes are one; what a pass computes does not depend on which
 * other passes there are.
 *
 * @param probes what is measured, in a fixed order
 * @param passes the passes
 */
public record ProbePlan(List<Probe<?>> probes, List<Entry> passes) {

  private static final Comparator<Probe<?>> BY_TEXT =
      Comparator.<Probe<?>, String>comparing(Object::toString)
          .thenComparing(probe -> probe.getClass().getName());

  /** Copies the lists. */
  public ProbePlan {
    probes = List.copyOf(probes);
    passes = List.copyOf(passes);
  }

  /**
   * A pass of the plan.
   *
   * @param pass what it does
   * @param serves the probes that need it
   */
  public record Entry(Pass pass, List<Probe<?>> serves) {
    /** Copies the list. */
    public Entry {
      serves = List.copyOf(serves);
    }

    /** Returns what it does, in words. */
    public String description() {
      return pass.description();
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder(description()).append(": ");
      for (int index = 0; index < serves.size(); index++) {
        text.append(index == 0 ? "" : ", ").append(serves.get(index));
      }
      return text.toString();
    }
  }

  /**
   * Plans the passes that measure what metrics need.
   *
   * @throws IllegalArgumentException if a probe states no pass
   */
  public static ProbePlan forMetrics(Collection<Metric> metrics) {
    return of(metrics.stream().flatMap(metric -> metric.needs().stream()).toList());
  }

  /**
   * Plans the passes.
   *
   * @throws IllegalArgumentException if a probe states no pass, or the loss of drawn images
   */
  public static ProbePlan of(Collection<? extends Probe<?>> probes) {
    Set<Probe<?>> ordered = new TreeSet<>(BY_TEXT);
    ordered.addAll(probes);
    TreeMap<Pass, List<Probe<?>>> shared = new TreeMap<>();
    List<Entry> passes = new ArrayList<>();
    for (Probe<?> probe : ordered) {
      if (probe.passes().isEmpty()) {
        throw new IllegalArgumentException("nothing here measures " + probe);
      }
      for (Pass pass : steps(probe)) {
        if (pass instanceof Pass.Shared step && step.lacksLabels()) {
          throw new IllegalArgumentException(probe + " takes the loss of images without labels");
        }
        if (pass instanceof Pass.Shared) {
          shared.computeIfAbsent(pass, unused -> new ArrayList<>()).add(probe);
        } else {
          passes.add(new Entry(pass, List.of(probe)));
        }
      }
    }
    for (Map.Entry<Pass, List<Probe<?>>> entry : shared.entrySet()) {
      passes.add(new Entry(entry.getKey(), entry.getValue()));
    }
    // Stable: passes that compare as equal keep the order of their probes.
    passes.sort(Comparator.comparing(Entry::pass));
    return new ProbePlan(List.copyOf(ordered), passes);
  }

  /** Returns the passes of a probe with those that must run before them, each once. */
  private static Set<Pass> steps(Probe<?> probe) {
    Set<Pass> steps = new TreeSet<>();
    for (Pass stated : probe.passes()) {
      steps.add(stated);
      Optional<Pass.Shared> before =
          stated instanceof Pass.Shared shared ? shared.before() : Optional.empty();
      while (before.isPresent()) {
        steps.add(before.get());
        before = before.get().before();
      }
    }
    return steps;
  }

  /** Returns the number of batches of images that the passes read. */
  public int batches() {
    return passes.stream().mapToInt(entry -> entry.pass().batches()).max().orElse(0);
  }

  /** Returns how many times a network is executed. */
  public int forwardPasses() {
    return passes.stream().mapToInt(entry -> entry.pass().forwards()).sum();
  }

  /** Returns how many times something is differentiated. */
  public int backwardPasses() {
    return passes.stream().mapToInt(entry -> entry.pass().backwards()).sum();
  }

  /** Returns the probes that a pass serves; none where the plan does without it. */
  List<Probe<?>> served(Pass pass) {
    return passes.stream()
        .filter(entry -> entry.pass().equals(pass))
        .flatMap(entry -> entry.serves().stream())
        .toList();
  }

  /** Returns one numbered line per pass, each with what it serves. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int index = 0; index < passes.size(); index++) {
      text.append(index + 1).append(". ").append(passes.get(index)).append('\n');
    }
    return text.toString();
  }
}
