package nas.proxy.probe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import nas.core.Seeds;
import nas.engine.MemoryFormat;
import nas.engine.TestOperations;
import nas.engine.WeightSource;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Operation;
import nas.network.ParameterSpec;
import nas.network.Task;
import nas.network.operation.BatchNorm;
import nas.network.operation.Convolution;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.Relu;
import nas.network.operation.Zero;
import nas.proxy.ImageBatch;
import nas.proxy.Measurements;
import nas.proxy.Metric;
import nas.proxy.Pass;
import nas.proxy.Probe;
import nas.proxy.Score;
import nas.proxy.metric.Metrics;
import nas.space.NetworkVariant;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkProbeTest {

  private static final Path STATUS = Path.of("/proc/self/status");

  static final List<Probe<?>> PROBES =
      List.of(
          new LossGradients(1),
          new LossGradients(2),
          new HessianGradient(),
          new ChannelProducts(),
          new InputJacobian(),
          new ReluKernels(),
          new LayerKernels(),
          new ActivationKernels(),
          new HiddenStates(),
          new SynflowGradients(false),
          new SynflowGradients(true),
          new SynflowTangent(),
          new TangentKernel(3),
          new GaussianPerturbation(4),
          new ActivationPatterns(2, 20),
          new ChannelCorrelations(),
          new ActivationWords(4, 2),
          new ActivationWords(4, 0),
          new OutputRanks(4, false),
          new OutputRanks(4, true),
          new GradientSigns(3),
          new WeightJacobian(2, 9),
          new ResponseCorrelations(4, false),
          new ResponseCorrelations(4, true),
          new BlockFeatures(Pass.Feed.gaussian(5)),
          new BlockGradients(Pass.Feed.gaussian(5)),
          new BlockGradients(Pass.Feed.roundedFirstImages(6)),
          new LayerWeights());

  private static final NetworkProbe DOUBLE = new NetworkProbe(Device.CPU, Precision.FLOAT64);

  private static NetworkProbe.Result measure(
      NetworkProbe probe, Network network, int images, Set<Probe<?>> probes) {
    return probe.measure(
        network,
        TestNetworks.weights(3),
        List.of(TestNetworks.images(network, images, 1), TestNetworks.images(network, images, 2)),
        ProbePlan.of(probes),
        1);
  }

  /** Every number of what was measured, bit by bit. */
  static List<Long> bits(Object measured) {
    List<Long> bits = new ArrayList<>();
    collect(measured, bits);
    return bits;
  }

  private static void collect(Object measured, List<Long> bits) {
    if (measured instanceof Number number) {
      bits.add(Double.doubleToRawLongBits(number.doubleValue()));
    } else if (measured instanceof Boolean truth) {
      bits.add(truth ? 1L : 0L);
    } else if (measured instanceof String name) {
      bits.add(Seeds.hash(name));
    } else if (measured instanceof double[] values) {
      for (double value : values) {
        bits.add(Double.doubleToRawLongBits(value));
      }
    } else if (measured instanceof int[] values) {
      for (int value : values) {
        bits.add((long) value);
      }
    } else if (measured instanceof double[][] rows) {
      for (double[] row : rows) {
        collect(row, bits);
      }
    } else if (measured instanceof List<?> list) {
      bits.add((long) list.size());
      for (Object element : list) {
        collect(element, bits);
      }
    } else if (measured instanceof Record) {
      for (RecordComponent component : measured.getClass().getRecordComponents()) {
        try {
          collect(component.getAccessor().invoke(measured), bits);
        } catch (ReflectiveOperationException e) {
          throw new LinkageError(String.valueOf(e.getMessage()), e);
        }
      }
    } else {
      throw new AssertionError("no bits of " + measured);
    }
  }

  private static Network nasBench201() {
    NasBench201Space space =
        new NasBench201Space(
            new NasBench201Settings(
                16, 1, NetworkVariant.ZERO_COST, NasBench201Settings.published().canonical()));
    return space.network(
        space.parse(
            "|nor_conv_3x3~0|+|nor_conv_3x3~0|none~1|+|nor_conv_1x1~0|avg_pool_3x3~1|none~2|"),
        new Task(new FeatureShape(3, 16, 16), TestNetworks.CLASSES));
  }

  @Tag("slow")
  @ParameterizedTest
  @CsvSource({
    "FLOAT32, CHANNELS_FIRST", "FLOAT32, CHANNELS_LAST",
    "FLOAT64, CHANNELS_FIRST", "FLOAT64, CHANNELS_LAST"
  })
  void whatIsMeasuredDoesNotDependOnWhatElseIs(Precision precision, MemoryFormat layout) {
    NetworkProbe probe = new NetworkProbe(Device.CPU, precision, layout);
    List<Network> networks =
        List.of(
            TestNetworks.everyLayer(1),
            TestNetworks.everyLayer(2),
            TestNetworks.everyLayer(3),
            nasBench201());
    for (Network network : networks) {
      Measurements together =
          measure(probe, network, 6, new LinkedHashSet<>(PROBES)).measurements();
      for (Probe<?> alone : PROBES) {
        assertEquals(
            bits(measure(probe, network, 6, Set.of(alone)).measurements().get(alone)),
            bits(together.get(alone)),
            network + ", " + alone);
      }
    }
  }

  /** Element by element, in the order that is promised. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  @Tag("slow")
  void layoutsMeasureTheSame(long seed) {
    Network network = seed == 4 ? nasBench201() : TestNetworks.everyLayer(seed);
    Set<Probe<?>> probes = new LinkedHashSet<>(PROBES);
    Measurements first = measure(DOUBLE, network, 6, probes).measurements();
    NetworkProbe channelsLast =
        new NetworkProbe(Device.CPU, Precision.FLOAT64, MemoryFormat.CHANNELS_LAST);
    Measurements last = measure(channelsLast, network, 6, probes).measurements();
    for (Probe<?> probe : PROBES) {
      List<Long> expected = bits(first.get(probe));
      List<Long> found = bits(last.get(probe));
      assertEquals(expected.size(), found.size(), "seed " + seed + ", " + probe);
      for (int i = 0; i < expected.size(); i++) {
        if (expected.get(i).equals(found.get(i))) {
          continue; // The bits of a name may be those of no number.
        }
        double wanted = Double.longBitsToDouble(expected.get(i));
        assertEquals(
            wanted,
            Double.longBitsToDouble(found.get(i)),
            1e-10 * Math.max(1, Math.abs(wanted)),
            "seed " + seed + ", " + probe + ", number " + i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(MemoryFormat.class)
  @Tag("slow")
  void threadsMeasureTheSame(MemoryFormat layout) throws ExecutionException, InterruptedException {
    int networks = 12;
    List<List<Long>> expected = new ArrayList<>();
    for (int seed = 0; seed < networks; seed++) {
      expected.add(everything(seed, layout));
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<Long>>> found = new ArrayList<>();
      for (int seed = 0; seed < networks; seed++) {
        int own = seed;
        found.add(threads.submit(() -> everything(own, layout)));
      }
      for (int seed = 0; seed < networks; seed++) {
        assertEquals(expected.get(seed), found.get(seed).get(), "seed " + seed);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<Long> everything(long seed, MemoryFormat layout) {
    NetworkProbe probe = new NetworkProbe(Device.CPU, Precision.FLOAT32, layout);
    Measurements measured =
        measure(probe, TestNetworks.everyLayer(seed), 4, new LinkedHashSet<>(PROBES))
            .measurements();
    List<Long> bits = new ArrayList<>();
    for (Probe<?> each : PROBES) {
      bits.addAll(bits(measured.get(each)));
    }
    return bits;
  }

  /** Garbage between and during passes must not reach into what the engine has saved. */
  @Tag("slow")
  @ParameterizedTest
  @EnumSource(MemoryFormat.class)
  void garbageCollectionChangesNothing(MemoryFormat layout) throws InterruptedException {
    List<Long> expected = everything(7, layout);
    boolean[] done = new boolean[1];
    Thread collector =
        new Thread(
            () -> {
              while (!isDone(done)) {
                ByteBuffer.allocateDirect(50_000).putDouble(0, Double.NaN);
                System.gc();
              }
            });
    collector.start();
    try {
      for (int round = 0; round < 5; round++) {
        assertEquals(expected, everything(7, layout), "round " + round);
      }
    } finally {
      synchronized (done) {
        done[0] = true;
      }
      collector.join();
    }
  }

  private static boolean isDone(boolean[] done) {
    synchronized (done) {
      return done[0];
    }
  }

  /** The number of networks is 750 unless {@code -Dnas.memory.networks} says otherwise. */
  @Test
  @Tag("slow")
  void nativeMemoryStaysFlat() throws IOException, InterruptedException {
    Assumptions.assumeTrue(Files.exists(STATUS), "skipped: this system has no " + STATUS);
    int networks = Integer.getInteger("nas.memory.networks", 750);
    // A machine of its own with a heap that is all there from the start: only native memory grows.
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms128m",
                "-Xmx128m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                NetworkProbeTest.class.getName(),
                String.valueOf(networks))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    System.out.print(output);
    long[] kibibytes =
        output
            .lines()
            // The engine may have written warnings of its own.
            .filter(line -> line.endsWith(" KiB"))
            .mapToLong(line -> Long.parseLong(line.replaceAll(".*: | KiB", "")))
            .toArray();
    assertEquals(2, kibibytes.length, output);
    // One leaked record of a pass with its activations holds over 60 KiB.
    assertTrue(kibibytes[1] - kibibytes[0] < 600 * 40, output);
  }

  /** Scores so many networks by all metrics, and prints the memory after a fifth and after all. */
  public static void main(String[] arguments) throws IOException {
    int networks = Integer.parseInt(arguments[0]);
    Set<Probe<?>> needs = new LinkedHashSet<>(PROBES);
    Metrics.all().forEach(metric -> needs.addAll(metric.needs()));
    MemoryFormat[] layouts = MemoryFormat.values();
    for (int index = 0; index < networks; index++) {
      MemoryFormat layout = layouts[index % layouts.length];
      Measurements measured =
          measure(
                  new NetworkProbe(Device.CPU, Precision.FLOAT32, layout),
                  TestNetworks.everyLayer(index),
                  4,
                  needs)
              .measurements();
      Metrics.all().forEach(metric -> metric.score(measured));
      if (index + 1 == networks / 5 || index + 1 == networks) {
        System.gc();
        System.out.println(
            "resident after " + (index + 1) + " networks: " + residentKibibytes(STATUS) + " KiB");
      }
    }
  }

  private static long residentKibibytes(Path status) throws IOException {
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }

  /** H g is the derivative of the gradient along the gradient of the weights. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void hessianProductsEqualDifferencesOfGradients(long seed) {
    Network network = TestNetworks.everyLayer(seed);
    Set<Probe<?>> probes = Set.of(new LossGradients(1), new HessianGradient());
    Measurements measured = measure(DOUBLE, network, 6, probes).measurements();
    LayerGradients gradients = measured.get(new LossGradients(1));
    double step = 1e-6;
    LayerGradients above = shifted(network, gradients, step);
    LayerGradients below = shifted(network, gradients, -step);
    HessianProducts products = measured.get(new HessianGradient());
    double largest = 0;
    for (int layer = 0; layer < products.layers().size(); layer++) {
      double[] found = products.layers().get(layer).products();
      double[] up = above.layers().get(layer).gradients().get(0);
      double[] down = below.layers().get(layer).gradients().get(0);
      for (int i = 0; i < found.length; i++) {
        assertEquals(
            (up[i] - down[i]) / (2 * step),
            found[i],
            1e-6,
            "seed " + seed + ", " + products.layers().get(layer).node() + " " + i);
        largest = Math.max(largest, Math.abs(found[i]));
      }
    }
    assertTrue(largest > 1e-3, "the network is not flat");
  }

  private static LayerGradients shifted(Network network, LayerGradients gradients, double step) {
    WeightSource source = TestNetworks.weights(3);
    WeightSource moved =
        parameter -> {
          for (LayerGradients.Layer layer : gradients.layers()) {
            if (layer.node().equals(parameter.node().name())
                && parameter.role() == ParameterSpec.Role.WEIGHT) {
              double[] direction = layer.gradients().get(0);
              return element ->
                  source.valuesOf(parameter).applyAsDouble(element) + step * direction[element];
            }
          }
          return source.valuesOf(parameter);
        };
    return DOUBLE
        .measure(
            network,
            moved,
            List.of(TestNetworks.images(network, 6, 1)),
            ProbePlan.of(Set.of(new LossGradients(1))),
            1)
        .measurements()
        .get(new LossGradients(1));
  }

  @Test
  void kernelsCountAgreeingUnits() {
    Network.Builder b = Network.builder("tiny", new FeatureShape(1, 1, 2));
    int conv = b.add("conv", Convolution.same(1, 1, 1, false), 0);
    int relu = b.add("relu", new Relu(), conv);
    int dead = b.add("dead", Convolution.same(2, 1, 1, false), relu);
    b.add("dead-relu", new Relu(), dead);
    int pool = b.add("pool", new GlobalAveragePool(), relu);
    b.add("classifier", new Linear(2, false), pool);
    Network network = b.build();
    ImageBatch images =
        new ImageBatch(network.input(), new double[] {1, 1, 1, -1, -1, -1}, new int[] {0, 1, 0});
    Measurements measured =
        DOUBLE
            .measure(
                network,
                parameter -> element -> 1,
                List.of(images),
                ProbePlan.of(Set.of(new ReluKernels(), new LayerKernels())),
                1)
            .measurements();
    Kernels relus = measured.get(new ReluKernels());
    assertEquals(List.of("relu", "dead-relu"), names(relus));
    double[][] once = {{2, 1, 0}, {1, 2, 1}, {0, 1, 2}};
    assertArrayEquals(once, relus.layers().get(0).matrix());
    assertArrayEquals(new double[][] {{6, 3, 0}, {3, 6, 3}, {0, 3, 6}}, relus.sum());
    Kernels layers = measured.get(new LayerKernels());
    assertEquals(List.of("conv", "dead", "classifier"), names(layers));
    assertArrayEquals(once, layers.layers().get(0).matrix());
    assertArrayEquals(
        new double[][] {{2, 2, 0}, {2, 2, 0}, {0, 0, 2}}, layers.layers().get(2).matrix());
  }

  private static List<String> names(Kernels kernels) {
    return kernels.layers().stream().map(Kernels.Layer::node).toList();
  }

  /** Without biases R is the product of the weights along the only path, and each layer adds R. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  @Tag("slow")
  void synflowNeverOverflows(Precision precision) {
    int depth = 3000;
    for (double weight : new double[] {-50, 1e-3}) {
      Network.Builder b = Network.builder("deep", new FeatureShape(1, 2, 2));
      int node = 0;
      for (int layer = 0; layer < depth; layer++) {
        node = b.add("conv" + layer, Convolution.same(1, 1, 1, false), node);
        node = b.add("relu" + layer, new Relu(), node);
      }
      node = b.add("pool", new GlobalAveragePool(), node);
      b.add("classifier", new Linear(1, false), node);
      double expected = (depth + 1) * Math.log(Math.abs(weight)) + Math.log(depth + 1);
      Measurements measured =
          new NetworkProbe(Device.CPU, precision)
              .measure(
                  b.build(),
                  parameter -> element -> weight,
                  List.of(),
                  ProbePlan.of(Set.of(new SynflowTangent(), new SynflowGradients(false))),
                  1)
              .measurements();
      double tolerance = precision == Precision.FLOAT64 ? 1e-8 : 1e-2;
      assertEquals(expected, measured.get(new SynflowTangent()), tolerance);
      Saliencies saliencies = measured.get(new SynflowGradients(false));
      double sum = 0;
      for (Saliencies.Layer layer : saliencies.layers()) {
        sum += layer.values()[0];
      }
      assertEquals(expected, Math.log(sum) + saliencies.logScale(), tolerance);
    }
  }

  /** Branches whose scales are far apart, biases, and pooling where many values are equal. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void bothWaysToSynflowAgree(long seed) {
    assertBothWaysAgree(TestNetworks.everyLayer(seed));
  }

  @ParameterizedTest
  @MethodSource("operations")
  @Tag("slow")
  void bothWaysToSynflowAgreeForAnOperation(Operation operation) {
    assertBothWaysAgree(TestOperations.network(operation));
  }

  static List<Operation> operations() {
    return TestOperations.all();
  }

  private static void assertBothWaysAgree(Network network) {
    Measurements measured =
        measure(DOUBLE, network, 2, Set.of(new SynflowTangent(), new SynflowGradients(false)))
            .measurements();
    Saliencies saliencies = measured.get(new SynflowGradients(false));
    double sum = 0;
    for (Saliencies.Layer layer : saliencies.layers()) {
      for (double value : layer.values()) {
        sum += value;
      }
    }
    assertEquals(
        Math.log(sum) + saliencies.logScale(),
        measured.get(new SynflowTangent()),
        1e-10,
        network.id());
  }

  @Test
  void saysWhyANetworkCannotBeMeasured() {
    Network.Builder cut = Network.builder("cut", new FeatureShape(1, 4, 4));
    int conv = cut.add("conv", Convolution.same(2, 3, 1, true), 0);
    int zero = cut.add("zero", new Zero(), conv);
    int pool = cut.add("pool", new GlobalAveragePool(), zero);
    cut.add("classifier", new Linear(TestNetworks.CLASSES, true), pool);
    NetworkProbe.Result result = measure(DOUBLE, cut.build(), 4, new LinkedHashSet<>(PROBES));
    assertEquals(PROBES.size() - 1, result.undefined().size());
    for (Score.Undefined undefined : result.undefined().values()) {
      assertEquals(Score.Reason.NO_PATH, undefined.reason());
    }
    assertEquals(
        List.of("conv", "classifier"),
        result.measurements().get(new LayerWeights()).layers().stream()
            .map(Weights.Layer::node)
            .toList());

    Network.Builder small = Network.builder("small", new FeatureShape(1, 4, 4));
    int pooled = small.add("pool", new GlobalAveragePool(), 0);
    int norm = small.add("norm", BatchNorm.standard(true), pooled);
    small.add("classifier", new Linear(TestNetworks.CLASSES, true), norm);
    Network network = small.build();
    result = measure(DOUBLE, network, 1, new LinkedHashSet<>(PROBES));
    Score.Undefined undefined = result.undefined().get(new InputJacobian());
    assertEquals(
        new Score.Undefined(
            Score.Reason.BATCH_TOO_SMALL,
            "batch normalisation norm needs more than 1 value per channel, but the batch has 1"
                + " image of 1 x 1 pixels there"),
        undefined);
    assertFalse(result.undefined().containsKey(new SynflowTangent()));
    Map<Probe<?>, Score.Undefined> ofTwo =
        measure(DOUBLE, network, 2, new LinkedHashSet<>(PROBES)).undefined();
    for (Probe<?> probe : PROBES) {
      Score.Undefined reason = ofTwo.get(probe);
      boolean alone = probe instanceof ChannelCorrelations || probe instanceof GradientSigns;
      Score.Reason expected =
          alone ? Score.Reason.BATCH_TOO_SMALL : ofBlocks(probe) ? Score.Reason.UNSUITABLE : null;
      assertEquals(expected, reason == null ? null : reason.reason(), probe.toString());
    }
    assertTrue(
        String.valueOf(ofTwo.get(new BlockFeatures(Pass.Feed.gaussian(5))))
            .contains("it is known of 0 block(s) that the network is made of"));
  }

  private static boolean ofBlocks(Probe<?> probe) {
    return probe instanceof BlockFeatures || probe instanceof BlockGradients;
  }

  @Test
  void measuresNetworksWithoutWeights() {
    Network.Builder b = Network.builder("pool", new FeatureShape(TestNetworks.CLASSES, 4, 4));
    b.add("pool", new GlobalAveragePool(), 0);
    Set<Probe<?>> probes = new LinkedHashSet<>(PROBES);
    probes.removeIf(NetworkProbeTest::ofBlocks);
    NetworkProbe.Result result = measure(DOUBLE, b.build(), 3, probes);
    assertEquals(Map.of(), result.undefined());
    Measurements measured = result.measurements();
    assertEquals(List.of(), measured.get(new LossGradients(2)).layers());
    assertEquals(List.of(), measured.get(new HessianGradient()).layers());
    assertEquals(List.of(), measured.get(new ChannelProducts()).layers());
    assertEquals(List.of(), measured.get(new SynflowGradients(false)).layers());
    assertEquals(List.of(), measured.get(new ReluKernels()).layers());
    assertEquals(1.0 / 16, measured.get(new InputJacobian()).rows()[0][0], 1e-12);
    assertEquals(Double.NEGATIVE_INFINITY, measured.get(new SynflowTangent()));
    assertEquals(List.of(), measured.get(new TangentKernel(3)).layers());
    assertEquals(1, measured.get(new ActivationPatterns(2, 20)));
    assertEquals(List.of(), measured.get(new ChannelCorrelations()).nodes());
    assertEquals(0, measured.get(new ActivationWords(4, 2)));
    assertEquals(0, measured.get(new ActivationWords(4, 0)));
    assertEquals(List.of(), measured.get(new OutputRanks(4, true)).layers());
    assertEquals(0, measured.get(new GradientSigns(3)));
    assertEquals(List.of(), measured.get(new ResponseCorrelations(4, true)).layers());
    assertEquals(0, measured.get(new WeightJacobian(2, 9)).images().get(0).derivatives()[0].length);
  }

  @Test
  void theSeedDecidesWhatProbesDrawThemselves() {
    Network network = TestNetworks.everyLayer(1);
    ProbePlan plan = ProbePlan.of(PROBES);
    List<ImageBatch> batches =
        List.of(TestNetworks.images(network, 4, 1), TestNetworks.images(network, 4, 2));
    Measurements one =
        DOUBLE.measure(network, TestNetworks.weights(3), batches, plan, 1).measurements();
    Measurements other =
        DOUBLE.measure(network, TestNetworks.weights(3), batches, plan, 2).measurements();
    for (Probe<?> probe : PROBES) {
      boolean draws =
          probe instanceof GaussianPerturbation
              || probe instanceof ActivationPatterns
              || probe instanceof OutputRanks
              || probe instanceof ActivationWords
              || ofBlocks(probe);
      if (!draws) {
        assertEquals(bits(one.get(probe)), bits(other.get(probe)), probe.toString());
      }
    }
    for (Probe<?> probe : PROBES) {
      if (ofBlocks(probe) || probe.equals(new OutputRanks(4, false))) {
        assertNotEquals(bits(one.get(probe)), bits(other.get(probe)), probe.toString());
      }
    }
    PerturbedFeatures first = one.get(new GaussianPerturbation(4));
    PerturbedFeatures second = other.get(new GaussianPerturbation(4));
    assertTrue(first.meanNorm() != second.meanNorm());
    assertTrue(
        first.normalisations().get(0).variance() != second.normalisations().get(0).variance());
  }

  /** Nothing to measure must cost nothing: no engine, no images. */
  @Test
  @Tag("slow")
  void anEmptyPlanNeedsNoEngine() throws IOException, InterruptedException {
    String withoutEngine =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("pytorch"))
            .collect(Collectors.joining(File.pathSeparator));
    assertTrue(withoutEngine.length() < System.getProperty("java.class.path").length());
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                withoutEngine,
                WithoutEngine.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    assertEquals(
        "[layers, macs, params, synflow-expected, synflow-expected-kaiming,"
            + " synflow-expected-nasbench101, vkdnw-arrays]",
        output.strip());
  }

  /** Prints the metrics that need no measurement, once they have scored a network. */
  static final class WithoutEngine {
    private WithoutEngine() {}

    public static void main(String[] arguments) {
      List<String> scored = new ArrayList<>();
      for (Metric metric : Metrics.all()) {
        if (metric.needs().isEmpty()) {
          NetworkProbe.Result result =
              DOUBLE.measure(
                  nasBench201(),
                  parameter -> {
                    throw new AssertionError("asked for weights");
                  },
                  List.of(),
                  ProbePlan.of(metric.needs()),
                  1);
          if (metric.score(result.measurements()) instanceof Score.Value) {
            scored.add(metric.name());
          }
        }
      }
      System.out.println(scored);
    }
  }

  @Test
  void refusesBatchesThatDoNotFit() {
    Network network = TestNetworks.everyLayer(1);
    ImageBatch good = TestNetworks.images(network, 2, 1);
    assertMessage(
        "the plan reads 2 batches of images, got 1",
        () -> measure(List.of(good), new LossGradients(2)));
    FeatureShape other = new FeatureShape(1, 2, 2);
    assertMessage(
        "images of 1x2x2 do not fit a network for " + network.input(),
        () ->
            measure(
                List.of(new ImageBatch(other, new double[4], new int[1])), new LossGradients(1)));
    assertMessage(
        "label (5) of image 1 must be below the number of classes (5)",
        () ->
            measure(
                List.of(new ImageBatch(network.input(), good.pixels(), new int[] {0, 5})),
                new LossGradients(1)));
    assertMessage(
        "label (-1) of image 0 must be at least 0",
        () -> new ImageBatch(other, new double[4], new int[] {-1}));
    assertMessage(
        "1 images of 1x2x2 must have 4 pixels, got 5",
        () -> new ImageBatch(other, new double[5], new int[1]));
    assertMessage(
        "image 1 has a pixel that is NaN (index 2 of channels, height, width)",
        () ->
            new ImageBatch(
                other, new double[] {0, 0, 0, 0, 0, 0, Double.NaN, 0}, new int[] {0, 1}));
    assertMessage(
        "a batch must have at least 1 image",
        () -> new ImageBatch(other, new double[0], new int[0]));
  }

  private static void measure(List<ImageBatch> batches, Probe<?> probe) {
    DOUBLE.measure(
        TestNetworks.everyLayer(1),
        TestNetworks.weights(1),
        batches,
        ProbePlan.of(Set.of(probe)),
        1);
  }

  private static void assertMessage(String message, Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }
}
