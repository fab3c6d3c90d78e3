package nas.proxy.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.engine.Initialiser;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Padding;
import nas.network.Sides;
import nas.network.Task;
import nas.network.operation.BatchNorm;
import nas.network.operation.Convolution;
import nas.network.operation.Embedding;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.HardSigmoid;
import nas.network.operation.HardSwish;
import nas.network.operation.LayerNorm;
import nas.network.operation.Linear;
import nas.network.operation.Lstm;
import nas.network.operation.Multiply;
import nas.network.operation.Relu;
import nas.proxy.ImageBatch;
import nas.proxy.Metric;
import nas.proxy.Probe;
import nas.proxy.Score;
import nas.proxy.probe.NetworkProbe;
import nas.proxy.probe.ProbePlan;
import nas.space.NetworkVariant;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every metric of the registry keeps to on networks that are really measured. */
class MetricsOnNetworksTest {

  private static final long SEED = 11;
  private static final FeatureShape IMAGE = new FeatureShape(3, 8, 8);
  private static final int CLASSES = 4;
  private static final NetworkProbe DOUBLE = new NetworkProbe(Device.CPU, Precision.FLOAT64);
  private static final NetworkProbe SINGLE = new NetworkProbe(Device.CPU, Precision.FLOAT32);

  /** Metrics that read no images, so that their order cannot matter at all. */
  private static final Set<String> WITHOUT_IMAGES =
      Set.of(
          "params",
          "macs",
          "layers",
          "l2-norm",
          "linear-regions",
          "log-synflow",
          "az-expressivity",
          "az-progressivity",
          "az-trainability",
          "vkdnw-arrays",
          "ssnr-synflow",
          "ssnr-synflow-population",
          "synflow",
          "synflow-backprop",
          "synflow-backprop-reduction-bn",
          "synflow-expected",
          "synflow-expected-kaiming",
          "synflow-expected-nasbench101",
          "zen",
          "zen-code");

  /** Metrics that read the first images of a batch alone: their order matters beyond it. */
  private static final Set<String> FIRST_IMAGES =
      Set.of(
          "gradsign",
          "meco",
          "meco-modules",
          "near",
          "ntk-condition",
          "swap",
          "vkdnw",
          "vkdnw-entropy",
          "wrcor",
          "wrcor-code");

  /** Those of them that read one image, or rows of few. */
  private static final Set<String> OF_SINGLE_IMAGES = Set.of("meco", "meco-modules", "near");

  /** The metric that networks without recurrent layers have no score by. */
  private static final String OF_STATES = "hidden-covariance";

  /** A network and what it is measured on. */
  private record Case(Network network, List<ImageBatch> batches) {
    static Case of(Network network, int images, int... labels) {
      List<ImageBatch> batches = new ArrayList<>();
      for (long seed = 1; seed <= 2; seed++) {
        RandomGenerator random = Seeds.generator(seed);
        int[] all = new int[images];
        for (int image = 0; image < images; image++) {
          all[image] = labels[image % labels.length];
        }
        boolean tokens = network.input().kind() == FeatureShape.Kind.TOKENS;
        double[] pixels =
            random
                .doubles(images * network.input().elements(), -2, 2)
                .map(number -> tokens ? Math.floor(number + 2) : number)
                .toArray();
        batches.add(new ImageBatch(network.input(), pixels, all));
      }
      return new Case(network, batches);
    }

    /** Returns the same images with their labels in another order. */
    Case permuted(int[] order) {
      int pixels = (int) network.input().elements();
      List<ImageBatch> permuted = new ArrayList<>();
      for (ImageBatch batch : batches) {
        double[] moved = new double[batch.pixels().length];
        int[] labels = new int[order.length];
        for (int image = 0; image < order.length; image++) {
          System.arraycopy(batch.pixels(), order[image] * pixels, moved, image * pixels, pixels);
          labels[image] = batch.labels()[order[image]];
        }
        permuted.add(new ImageBatch(batch.shape(), moved, labels));
      }
      return new Case(network, permuted);
    }
  }

  private static Network cell(String text) {
    NasBench201Space space =
        new NasBench201Space(
            new NasBench201Settings(
                4, 1, NetworkVariant.TRAINED, NasBench201Settings.published().canonical()));
    return space.network(space.parse(text), new Task(IMAGE, CLASSES));
  }

  private static Network withoutRelus() {
    Network.Builder b = Network.builder("no-relu", IMAGE);
    int conv = b.add("conv", Convolution.same(6, 3, 1, false), 0);
    int norm = b.add("norm", BatchNorm.standard(true), conv);
    int pool = b.add("pool", new GlobalAveragePool(), norm);
    b.add("classifier", new Linear(CLASSES, true), pool);
    return b.build();
  }

  /** Squeeze and excitation between smooth activations. */
  private static Network gates() {
    Network.Builder b = Network.builder("gates", IMAGE);
    int conv = b.add("conv", Convolution.same(6, 3, 1, false), 0);
    int norm = b.add("norm", new LayerNorm(true, 1e-3), conv);
    int swish = b.add("swish", new HardSwish(), norm);
    int squeezed = b.add("squeezed", new GlobalAveragePool(), swish);
    int expanded = b.add("expanded", new Linear(6, true), squeezed);
    int gate = b.add("gate", new HardSigmoid(), expanded);
    int gated = b.add("gated", new Multiply(), swish, gate);
    int pool = b.add("pool", new GlobalAveragePool(), gated);
    b.add("classifier", new Linear(CLASSES, true), pool);
    return b.build();
  }

  private static Network sequences() {
    Network.Builder b = Network.builder("sequences", FeatureShape.sequence(3, 6));
    int conv =
        b.add(
            "conv",
            new Convolution(
                4, new Sides(1, 3), Sides.of(1), new Padding(0, 2, 0, 0), Sides.of(1), 1, true),
            0);
    int relu = b.add("relu", new Relu(), conv);
    int lstm = b.add("lstm", new Lstm(5, 2), relu);
    int pool = b.add("pool", new GlobalAveragePool(), lstm);
    b.add("classifier", new Linear(CLASSES, true), pool);
    return b.build();
  }

  private static Network tokens() {
    Network.Builder b = Network.builder("tokens", FeatureShape.tokens(6));
    int embedding = b.add("embedding", new Embedding(4, 5), 0);
    int lstm = b.add("lstm", new Lstm(5, 1), embedding);
    int decoder = b.addSharing(embedding, "decoder", new Linear(4, true), List.of(lstm));
    int relu = b.add("relu", new Relu(), decoder);
    int pool = b.add("pool", new GlobalAveragePool(), relu);
    b.add("classifier", new Linear(CLASSES, true), pool);
    return b.build();
  }

  private static final Network CONVOLUTIONS =
      cell(
          "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|");
  private static final Case ORDINARY = Case.of(CONVOLUTIONS, 8, 0, 1, 2, 3);
  private static final Case RECURRENT = Case.of(tokens(), 8, 0, 1, 2, 3);

  private static Map<String, Case> cases() {
    Map<String, Case> cases = new LinkedHashMap<>();
    cases.put("all 3x3", ORDINARY);
    cases.put(
        "all none",
        Case.of(cell("|none~0|+|none~0|none~1|+|none~0|none~1|none~2|"), 8, 0, 1, 2, 3));
    cases.put(
        "skip only",
        Case.of(
            cell(
                "|skip_connect~0|+|skip_connect~0|skip_connect~1|+|skip_connect~0|skip_connect~1|skip_connect~2|"),
            8,
            0,
            1,
            2,
            3));
    cases.put("edges that reach nothing", Case.of(halfDead(), 8, 0, 1, 2, 3));
    cases.put("no rectifier", Case.of(withoutRelus(), 8, 0, 1, 2, 3));
    cases.put("gates", Case.of(gates(), 8, 0, 1, 2, 3));
    cases.put("sequences", Case.of(sequences(), 8, 0, 1, 2, 3));
    cases.put("tokens", Case.of(tokens(), 8, 0, 1, 2, 3));
    cases.put("a class missing", Case.of(CONVOLUTIONS, 8, 0, 2, 3));
    cases.put("all of different classes", Case.of(CONVOLUTIONS, 4, 0, 1, 2, 3));
    cases.put("one image", Case.of(CONVOLUTIONS, 1, 2));
    return cases;
  }

  private static Network halfDead() {
    return cell("|none~0|+|nor_conv_3x3~0|nor_conv_1x1~1|+|avg_pool_3x3~0|nor_conv_3x3~1|none~2|");
  }

  private static NetworkProbe.Result measure(
      NetworkProbe probe, Case on, Iterable<? extends Metric> metrics) {
    Set<Probe<?>> probes = new LinkedHashSet<>();
    metrics.forEach(metric -> probes.addAll(metric.needs()));
    return probe.measure(
        on.network(),
        Initialiser.PYTORCH_DEFAULT.weights(SEED, on.network().id()),
        on.batches(),
        ProbePlan.of(probes),
        SEED);
  }

  private static Score score(Metric metric, NetworkProbe.Result result) {
    for (Probe<?> need : metric.needs()) {
      Score.Undefined undefined = result.undefined().get(need);
      if (undefined != null) {
        return undefined;
      }
    }
    return metric.score(result.measurements());
  }

  private static Score alone(NetworkProbe probe, Metric metric, Case on) {
    return score(metric, measure(probe, on, List.of(metric)));
  }

  static List<Metric> metrics() {
    return Metrics.all();
  }

  private static Case ordinary(Metric metric) {
    return metric.name().equals(OF_STATES) ? RECURRENT : ORDINARY;
  }

  /** Which scores each case leaves undefined, and why; all others are numbers. */
  @Test
  @Tag("slow")
  void givesANumberOrAReason() {
    StringBuilder found = new StringBuilder();
    cases()
        .forEach(
            (name, on) -> {
              NetworkProbe.Result result = measure(DOUBLE, on, Metrics.all());
              Map<Score.Reason, List<String>> undefined = new EnumMap<>(Score.Reason.class);
              for (Metric metric : Metrics.all()) {
                if (score(metric, result) instanceof Score.Undefined reason) {
                  assertFalse(reason.message().isBlank());
                  undefined
                      .computeIfAbsent(reason.reason(), each -> new ArrayList<>())
                      .add(metric.name());
                }
              }
              found.append(name).append(": ").append(undefined).append('\n');
            });
    List<String> reading =
        Metrics.names().stream()
            .filter(
                name ->
                    !Set.of("params", "macs", "layers", "l2-norm", "vkdnw-arrays").contains(name))
            .toList();
    assertEquals(
        """
        all 3x3: {UNSUITABLE=[hidden-covariance]}
        all none: {NO_PATH=%1$s}
        skip only: {UNSUITABLE=[hidden-covariance]}
        edges that reach nothing: {UNSUITABLE=[hidden-covariance]}
        no rectifier: {NO_RELUS=[nwot, swap, wrcor, wrcor-code], SINGULAR=[ntk-condition], UNSUITABLE=[activation-distance, %3$s, hidden-covariance, meco-modules]}
        gates: {NO_RELUS=[nwot, swap, wrcor, wrcor-code], UNSUITABLE=[%3$s, hidden-covariance, meco-modules, %2$s]}
        sequences: {UNSUITABLE=[%3$s, meco-modules, %2$s]}
        tokens: {SINGULAR=[activation-distance, nwot], UNSUITABLE=[%3$s, linear-regions, meco-modules, %2$s, zen, zen-code]}
        a class missing: {UNSUITABLE=[hidden-covariance]}
        all of different classes: {BATCH_TOO_SMALL=[epe-nas], UNSUITABLE=[hidden-covariance]}
        one image: {BATCH_TOO_SMALL=[activation-distance, epe-nas, jacob-cov, jacobian-cosine, lnwot, ntk-condition, nwot, t-cet, t-cet-snip, wrcor, wrcor-code], UNSUITABLE=[hidden-covariance]}
        """
            .formatted(
                reading,
                "synflow-expected, synflow-expected-kaiming, synflow-expected-nasbench101",
                "az-expressivity, az-progressivity, az-trainability"),
        found.toString());
  }

  /** Forward and by back-propagation: rules of kernels against the derivatives of the engine. */
  @Test
  void synflowIsTheSameBothWays() {
    for (Network network : List.of(gates(), sequences(), tokens())) {
      Case on = Case.of(network, 8, 0, 1, 2, 3);
      double forward = ((Score.Value) alone(DOUBLE, Metrics.named("synflow"), on)).value();
      double backward =
          ((Score.Value) alone(DOUBLE, Metrics.named("synflow-backprop"), on)).value();
      assertEquals(backward, forward, 1e-9 * Math.abs(backward), network.id());
    }
  }

  @ParameterizedTest
  @MethodSource("metrics")
  @Tag("slow")
  void isTheSameInAnyCompanyAndOnAnyThread(Metric metric)
      throws ExecutionException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<Score>> elsewhere = new ArrayList<>();
      for (int thread = 0; thread < 3; thread++) {
        elsewhere.add(threads.submit(() -> alone(SINGLE, metric, ordinary(metric))));
      }
      Score together = score(metric, Together.on(metric));
      assertInstanceOf(Score.Value.class, together);
      for (Future<Score> each : elsewhere) {
        assertEquals(together, each.get(), metric.name());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static final class Together {
    private static final NetworkProbe.Result RESULT = measure(SINGLE, ORDINARY, Metrics.all());
    private static final NetworkProbe.Result STATES = measure(SINGLE, RECURRENT, Metrics.all());

    static NetworkProbe.Result on(Metric metric) {
      return metric.name().equals(OF_STATES) ? STATES : RESULT;
    }
  }

  @ParameterizedTest
  @MethodSource("metrics")
  @Tag("slow")
  void doesNotDependOnTheOrderOfTheImages(Metric metric) {
    if (OF_SINGLE_IMAGES.contains(metric.name())) {
      return;
    }
    int[] order = {5, 2, 7, 0, 3, 6, 1, 4};
    Score.Value first = (Score.Value) alone(DOUBLE, metric, ordinary(metric));
    Score.Value second = (Score.Value) alone(DOUBLE, metric, ordinary(metric).permuted(order));
    double tolerance =
        WITHOUT_IMAGES.contains(metric.name()) ? 0 : 1e-8 * Math.max(1, Math.abs(first.value()));
    assertEquals(first.value(), second.value(), tolerance, metric.name());
  }

  @Test
  @Tag("slow")
  void onlySomeReadTheFirstImagesAlone() {
    Case many = Case.of(halfDead(), 24, 0, 1, 2, 3);
    int[] order = new int[24];
    for (int image = 0; image < 24; image++) {
      order[image] = 23 - image;
    }
    NetworkProbe.Result first = measure(DOUBLE, many, Metrics.all());
    NetworkProbe.Result second = measure(DOUBLE, many.permuted(order), Metrics.all());
    List<Metric> scoring =
        metrics().stream().filter(metric -> !metric.name().equals(OF_STATES)).toList();
    for (Metric metric : scoring) {
      double one = ((Score.Value) score(metric, first)).value();
      double other = ((Score.Value) score(metric, second)).value();
      boolean equal = Math.abs(one - other) <= 1e-6 * Math.max(1, Math.abs(one));
      assertEquals(!FIRST_IMAGES.contains(metric.name()), equal, metric.name());
    }
  }
}
