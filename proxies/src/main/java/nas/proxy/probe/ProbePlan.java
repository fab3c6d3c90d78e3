package nas.proxy.probe;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import nas.proxy.Metric;
import nas.proxy.Probe;

/**
 * The fewest passes that measure a set of probes, in the order in which they run.
 *
 * <p>Passes share their forward pass; what a pass computes does not depend on which other passes
 * there are.
 *
 * @param probes what is measured, in a fixed order
 * @param passes the passes
 */
public record ProbePlan(List<Probe<?>> probes, List<Pass> passes) {

  /** Copies the lists. */
  public ProbePlan {
    probes = List.copyOf(probes);
    passes = List.copyOf(passes);
  }

  /** What a pass does. */
  public enum Kind {
    /** Reads the initial weights; no pass through the network at all. */
    WEIGHTS("read the weights", 0, 0),
    /** Executes the network in evaluation mode, before training mode moves its statistics. */
    EVALUATION_FORWARD("forward in evaluation mode", 1, 0),
    /** Executes the network in training mode. */
    TRAINING_FORWARD("forward in training mode", 1, 0),
    /** Differentiates the sum of the logits by the images. */
    JACOBIAN_BACKWARD("backward from the logits to the images", 0, 1),
    /** Differentiates the loss by the weights, the gates, or both. */
    LOSS_BACKWARD("backward from the loss", 0, 1),
    /** Differentiates the gradient of the loss. */
    SECOND_BACKWARD("backward from the gradient", 0, 1),
    /** Carries value and tangent of SynFlow forward. */
    SYNFLOW_TANGENT("SynFlow forward with a tangent", 1, 0),
    /** Executes SynFlow's network and differentiates. */
    SYNFLOW_GRADIENTS("SynFlow forward and backward", 1, 1),
    /** Executes the network for some images and differentiates the logits of each. */
    TANGENT_KERNEL("forward, and backward from the logits of each image", 1, 0),
    /** Executes the network with Gaussian weights for two batches of Gaussian images. */
    GAUSSIAN_PERTURBATION("two forwards with Gaussian weights and images", 2, 0),
    /** Executes a thin version of the network for Gaussian images. */
    ACTIVATION_PATTERNS("forwards of a thin network with Gaussian images", 1, 0);

    private final String words;
    private final int forwards;
    private final int backwards;

    Kind(String words, int forwards, int backwards) {
      this.words = words;
      this.forwards = forwards;
      this.backwards = backwards;
    }
  }

  /**
   * One pass.
   *
   * @param kind what it does
   * @param batch index of the batch of images, from 0; 0 where it needs none
   * @param serves the probes that need it
   */
  public record Pass(Kind kind, int batch, List<Probe<?>> serves) {
    /** Copies the list. */
    public Pass {
      serves = List.copyOf(serves);
    }

    private int forwards() {
      return serves.stream()
          .mapToInt(probe -> probe instanceof ActivationPatterns p ? p.batches() : kind.forwards)
          .max()
          .orElse(0);
    }

    private int backwards() {
      return serves.stream()
          .mapToInt(probe -> probe instanceof TangentKernel k ? k.images() : kind.backwards)
          .max()
          .orElse(0);
    }

    private boolean readsImages() {
      return switch (kind) {
        case EVALUATION_FORWARD,
            TRAINING_FORWARD,
            JACOBIAN_BACKWARD,
            LOSS_BACKWARD,
            SECOND_BACKWARD,
            TANGENT_KERNEL ->
            true;
        case WEIGHTS,
            SYNFLOW_TANGENT,
            SYNFLOW_GRADIENTS,
            GAUSSIAN_PERTURBATION,
            ACTIVATION_PATTERNS ->
            false;
      };
    }

    /** Returns what it does, in words. */
    public String description() {
      return readsImages() ? kind.words + ", batch " + (batch + 1) : kind.words;
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
   * @throws IllegalArgumentException if a metric needs a probe that is not one of this package
   */
  public static ProbePlan forMetrics(Collection<Metric> metrics) {
    return of(metrics.stream().flatMap(metric -> metric.needs().stream()).toList());
  }

  /**
   * Plans the passes.
   *
   * @throws IllegalArgumentException if a probe is not one of this package
   */
  public static ProbePlan of(Collection<? extends Probe<?>> probes) {
    Set<Probe<?>> ordered = new TreeSet<>(Comparator.comparing(Object::toString));
    ordered.addAll(probes);
    List<Pass> passes = new ArrayList<>();
    for (Kind kind : List.of(Kind.WEIGHTS, Kind.EVALUATION_FORWARD)) {
      add(passes, kind, 0, ordered);
    }
    int batches = 1;
    for (Probe<?> probe : ordered) {
      if (kinds(probe).isEmpty()) {
        throw new IllegalArgumentException("nothing here measures " + probe);
      }
      batches = Math.max(batches, batches(probe));
    }
    for (int batch = 0; batch < batches; batch++) {
      for (Kind kind :
          List.of(
              Kind.TRAINING_FORWARD,
              Kind.JACOBIAN_BACKWARD,
              Kind.LOSS_BACKWARD,
              Kind.SECOND_BACKWARD)) {
        add(passes, kind, batch, ordered);
      }
    }
    add(passes, Kind.SYNFLOW_TANGENT, 0, ordered);
    for (Kind kind :
        List.of(
            Kind.SYNFLOW_GRADIENTS,
            Kind.TANGENT_KERNEL,
            Kind.GAUSSIAN_PERTURBATION,
            Kind.ACTIVATION_PATTERNS)) {
      for (Probe<?> probe : ordered) {
        add(passes, kind, 0, List.of(probe));
      }
    }
    return new ProbePlan(List.copyOf(ordered), passes);
  }

  private static void add(
      List<Pass> passes, Kind kind, int batch, Collection<? extends Probe<?>> probes) {
    List<Probe<?>> served = new ArrayList<>();
    for (Probe<?> probe : probes) {
      if (kinds(probe).contains(kind) && batch < batches(probe)) {
        served.add(probe);
      }
    }
    if (!served.isEmpty()) {
      passes.add(new Pass(kind, batch, served));
    }
  }

  private static List<Kind> kinds(Probe<?> probe) {
    if (probe instanceof LayerWeights) {
      return List.of(Kind.WEIGHTS);
    } else if (probe instanceof LayerKernels) {
      return List.of(Kind.EVALUATION_FORWARD);
    } else if (probe instanceof ReluKernels) {
      return List.of(Kind.TRAINING_FORWARD);
    } else if (probe instanceof InputJacobian) {
      return List.of(Kind.TRAINING_FORWARD, Kind.JACOBIAN_BACKWARD);
    } else if (probe instanceof LossGradients || probe instanceof ChannelProducts) {
      return List.of(Kind.TRAINING_FORWARD, Kind.LOSS_BACKWARD);
    } else if (probe instanceof HessianGradient) {
      return List.of(Kind.TRAINING_FORWARD, Kind.LOSS_BACKWARD, Kind.SECOND_BACKWARD);
    } else if (probe instanceof SynflowTangent) {
      return List.of(Kind.SYNFLOW_TANGENT);
    } else if (probe instanceof SynflowGradients) {
      return List.of(Kind.SYNFLOW_GRADIENTS);
    } else if (probe instanceof TangentKernel) {
      return List.of(Kind.TANGENT_KERNEL);
    } else if (probe instanceof GaussianPerturbation) {
      return List.of(Kind.GAUSSIAN_PERTURBATION);
    } else if (probe instanceof ActivationPatterns) {
      return List.of(Kind.ACTIVATION_PATTERNS);
    }
    return List.of();
  }

  private static int batches(Probe<?> probe) {
    return probe instanceof LossGradients loss ? loss.batches() : 1;
  }

  /** Returns the number of batches of images that the passes read. */
  public int batches() {
    return passes.stream()
        .filter(Pass::readsImages)
        .mapToInt(pass -> pass.batch() + 1)
        .max()
        .orElse(0);
  }

  /** Returns how many times a network is executed. */
  public int forwardPasses() {
    return passes.stream().mapToInt(Pass::forwards).sum();
  }

  /** Returns how many times something is differentiated. */
  public int backwardPasses() {
    return passes.stream().mapToInt(Pass::backwards).sum();
  }

  /** Returns whether a pass is part of the plan. */
  boolean has(Kind kind, int batch) {
    return passes.stream().anyMatch(pass -> pass.kind() == kind && pass.batch() == batch);
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
