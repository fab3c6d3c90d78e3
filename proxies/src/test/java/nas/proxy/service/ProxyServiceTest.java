package nas.proxy.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import nas.core.Seeds;
import nas.core.UserException;
import nas.engine.Initialiser;
import nas.engine.MemoryFormat;
import nas.engine.data.DigitsPlugin;
import nas.engine.data.ImageData;
import nas.engine.data.NoisePlugin;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.network.Network;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.metric.Metrics;
import nas.proxy.probe.NetworkProbe;
import nas.proxy.probe.ProbePlan;
import nas.space.InvalidArchitectureException;
import nas.space.NetworkVariant;
import nas.space.joint.Hyperparameter;
import nas.space.joint.Joint;
import nas.space.joint.JointSpace;
import nas.space.nasbench201.CanonicalDefinition;
import nas.space.nasbench201.NasBench201Architecture;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProxyServiceTest {

  private static final long SEED = 20_261_123;

  private static final ImageData IMAGES = new DigitsPlugin().read(new DigitsPlugin.Settings(8));

  private static final NasBench201Space SPACE =
      new NasBench201Space(
          new NasBench201Settings(2, 1, NetworkVariant.TRAINED, CanonicalDefinition.NETWORK));

  private static final ScoringSettings SETTINGS =
      new ScoringSettings(
          8,
          false,
          Initialiser.PYTORCH_DEFAULT,
          Precision.FLOAT32,
          MemoryFormat.CHANNELS_LAST,
          "cpu",
          Optional.empty());

  private static final List<Metric> METRICS =
      Metrics.all().stream().filter(metric -> !metric.name().equals("zico")).toList();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  /** What the service said about its progress. */
  private static final class Log implements ScoringListener {
    int scored;
    int kept;
    int total;
    int calls;

    @Override
    public void onProgress(int scored, int kept, int total) {
      calls++;
      assertTrue(scored >= this.scored, "never back");
      this.scored = scored;
      this.kept = kept;
      this.total = total;
    }
  }

  private static ProxyService<NasBench201Architecture> service(Optional<Path> store, int workers) {
    return service(SETTINGS, SEED, store, workers);
  }

  private static ProxyService<NasBench201Architecture> service(
      ScoringSettings settings, long seed, Optional<Path> store, int workers) {
    return new ProxyService<>(
        SPACE, new TreeMap<>(Map.of("channels", "2")), IMAGES, settings, seed, store, workers);
  }

  private static List<NasBench201Architecture> sample(int count) {
    RandomGenerator random = Seeds.generator(SEED);
    List<NasBench201Architecture> sample = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sample.add(SPACE.sample(random));
    }
    return sample;
  }

  private static List<SortedMap<String, Score>> scores(
      ProxyService<NasBench201Architecture> service,
      List<NasBench201Architecture> architectures,
      List<Metric> metrics,
      ScoringListener listener)
      throws InterruptedException {
    return service.scores(architectures, metrics, listener).stream()
        .<SortedMap<String, Score>>map(ArchitectureScores::scores)
        .toList();
  }

  @Tag("slow")
  @Test
  void scoresDoNotDependOnWorkersOrderCompanyOrStore() throws InterruptedException {
    List<NasBench201Architecture> architectures = sample(24);
    List<SortedMap<String, Score>> expected =
        scores(service(Optional.empty(), 1), architectures, METRICS, ScoringListener.NONE);
    assertEquals(
        expected,
        scores(service(Optional.of(folder), 3), architectures, METRICS, ScoringListener.NONE));
    Random random = new Random(SEED);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < architectures.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, random);
    for (Metric metric : List.of(Metrics.named("grasp"), Metrics.named("fisher"))) {
      List<SortedMap<String, Score>> alone =
          scores(
              service(Optional.empty(), 2),
              order.stream().map(architectures::get).toList(),
              List.of(metric),
              ScoringListener.NONE);
      for (int i = 0; i < order.size(); i++) {
        assertEquals(
            expected.get(order.get(i)).get(metric.name()),
            alone.get(i).get(metric.name()),
            metric.name() + " of " + architectures.get(order.get(i)));
      }
    }
  }

  @Test
  void aScoreIsThatOfTheMetricOnTheRepresentative() throws InterruptedException {
    NasBench201Architecture architecture =
        SPACE.parse(
            "|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|nor_conv_1x1~1|nor_conv_3x3~2|");
    NasBench201Architecture representative = SPACE.representative(architecture);
    assertNotEquals(architecture, representative);
    Metric metric = Metrics.named("snip");
    Network network = SPACE.network(representative, IMAGES.task());
    long purpose = Seeds.derive(SEED, 0, -1, Seeds.Purpose.PROXY);
    var measured =
        new NetworkProbe(Device.parse("cpu"), Precision.FLOAT32, MemoryFormat.CHANNELS_LAST)
            .measure(
                network,
                Initialiser.PYTORCH_DEFAULT.weights(
                    Seeds.mix(purpose ^ Seeds.hash("weights")), network.id()),
                Minibatches.of(IMAGES, SETTINGS, Seeds.mix(purpose ^ Seeds.hash("minibatch")))
                    .first(1),
                ProbePlan.of(metric.needs()),
                0);
    ArchitectureScores<NasBench201Architecture> scores =
        service(Optional.empty(), 1)
            .scores(List.of(architecture), List.of(metric), ScoringListener.NONE)
            .get(0);
    assertEquals(metric.score(measured.measurements()), scores.scores().get("snip"));
    assertTrue(scores.seconds() > 0);
  }

  /** What the space alone has kept is found, too: settings of trainings change no network. */
  @Test
  void aNetworkIsMeasuredOnceWhateverIsChosenWithIt() throws InterruptedException {
    NasBench201Architecture cell = sample(1).get(0);
    List<Metric> metrics = List.of(Metrics.named("snip"), Metrics.named("synflow"));
    SortedMap<String, Score> alone =
        scores(service(Optional.of(folder), 1), List.of(cell), metrics, ScoringListener.NONE)
            .get(0);
    JointSpace<NasBench201Architecture> joint =
        JointSpace.of("joint", SPACE, List.of(new Hyperparameter("rate", List.of("1", "2"))));
    Log log = new Log();
    List<ArchitectureScores<Joint<NasBench201Architecture>>> scores =
        new ProxyService<>(
                joint,
                new TreeMap<>(Map.of("channels", "2")),
                IMAGES,
                SETTINGS,
                SEED,
                Optional.of(folder),
                1)
            .scores(
                List.of(
                    new Joint<>(cell, List.of(1)),
                    new Joint<>(cell, List.of(0)),
                    joint.neighbours(new Joint<>(cell, List.of(1))).get(0)),
                metrics,
                log);
    assertEquals(alone, scores.get(0).scores());
    assertEquals(alone, scores.get(1).scores());
    assertEquals(1, log.kept);
    assertEquals(1, log.scored);
  }

  @Test
  void equalArchitecturesAreMeasuredOnce() throws InterruptedException {
    NasBench201Architecture one =
        SPACE.parse("|nor_conv_3x3~0|+|none~0|none~1|+|none~0|skip_connect~1|none~2|");
    NasBench201Architecture other =
        SPACE.parse("|none~0|+|nor_conv_3x3~0|none~1|+|none~0|none~1|skip_connect~2|");
    NasBench201Architecture dead =
        SPACE.parse("|nor_conv_3x3~0|+|nor_conv_1x1~0|none~1|+|none~0|skip_connect~1|none~2|");
    assertEquals(SPACE.canonicalId(one), SPACE.canonicalId(other));
    assertEquals(SPACE.canonicalId(one), SPACE.canonicalId(dead));
    Log log = new Log();
    List<SortedMap<String, Score>> scores =
        scores(
            service(Optional.empty(), 2),
            List.of(one, other, one, dead),
            List.of(Metrics.named("grad-norm"), Metrics.named("params")),
            log);
    assertEquals(1, log.total);
    assertEquals(1, log.scored);
    assertEquals(scores.get(0), scores.get(1));
    assertEquals(scores.get(0), scores.get(2));
    assertEquals(scores.get(0).get("grad-norm"), scores.get(3).get("grad-norm"));
    assertNotEquals(
        scores.get(0).get("params"),
        scores.get(3).get("params"),
        "what needs no measurement is computed for each point as it is");
  }

  @Test
  @Tag("slow")
  void whatWasScoredIsNotMeasuredAgain() throws InterruptedException {
    List<NasBench201Architecture> architectures = sample(10);
    List<Metric> two = List.of(Metrics.named("snip"), Metrics.named("nwot"));
    List<SortedMap<String, Score>> first =
        scores(service(Optional.of(folder), 2), architectures, two, ScoringListener.NONE);
    Log again = new Log();
    assertEquals(first, scores(service(Optional.of(folder), 2), architectures, two, again));
    assertEquals(again.total, again.kept);
    assertEquals(0, again.scored);
    Log closed = new Log();
    scores(
        service(Optional.of(folder), 2),
        architectures,
        List.of(Metrics.named("snip"), Metrics.named("macs")),
        closed);
    assertEquals(1, closed.calls, "what needs no measurement is no progress");
    Log more = new Log();
    List<NasBench201Architecture> longer = sample(14);
    assertEquals(first, scores(service(Optional.of(folder), 2), longer, two, more).subList(0, 10));
    assertEquals(again.total, more.kept);
    assertTrue(more.scored > 0 && more.scored <= 4, "scored " + more.scored);
    Log third = new Log();
    List<SortedMap<String, Score>> wider =
        scores(
            service(Optional.of(folder), 2),
            architectures,
            List.of(Metrics.named("snip"), Metrics.named("plain")),
            third);
    assertEquals(0, third.kept, "plain is new for all");
    for (int i = 0; i < wider.size(); i++) {
      assertEquals(first.get(i).get("snip"), wider.get(i).get("snip"));
    }
  }

  @Test
  void everythingThatChangesAScoreIsAnotherCircumstance() {
    List<SortedMap<String, String>> all = new ArrayList<>();
    all.add(service(Optional.empty(), 1).circumstances());
    assertEquals(all.get(0), service(Optional.empty(), 4).circumstances(), "workers change none");
    all.add(service(SETTINGS, SEED + 1, Optional.empty(), 1).circumstances());
    for (ScoringSettings changed :
        List.of(
            new ScoringSettings(
                9,
                false,
                SETTINGS.initialiser(),
                SETTINGS.precision(),
                SETTINGS.memoryFormat(),
                "cpu",
                Optional.empty()),
            new ScoringSettings(
                10,
                true,
                SETTINGS.initialiser(),
                SETTINGS.precision(),
                SETTINGS.memoryFormat(),
                "cpu",
                Optional.empty()),
            new ScoringSettings(
                8,
                false,
                Initialiser.KAIMING_NORMAL,
                SETTINGS.precision(),
                SETTINGS.memoryFormat(),
                "cpu",
                Optional.empty()),
            new ScoringSettings(
                8,
                false,
                SETTINGS.initialiser(),
                Precision.FLOAT64,
                SETTINGS.memoryFormat(),
                "cpu",
                Optional.empty()),
            new ScoringSettings(
                8,
                false,
                SETTINGS.initialiser(),
                SETTINGS.precision(),
                MemoryFormat.CHANNELS_FIRST,
                "cpu",
                Optional.empty()),
            new ScoringSettings(
                8,
                false,
                SETTINGS.initialiser(),
                SETTINGS.precision(),
                SETTINGS.memoryFormat(),
                "gpu:0",
                Optional.empty()),
            new ScoringSettings(
                8,
                false,
                SETTINGS.initialiser(),
                SETTINGS.precision(),
                SETTINGS.memoryFormat(),
                "cpu",
                Optional.of(5L)))) {
      all.add(service(changed, SEED, Optional.empty(), 1).circumstances());
    }
    all.add(
        new ProxyService<>(SPACE, new TreeMap<>(), IMAGES, SETTINGS, SEED, Optional.empty(), 1)
            .circumstances());
    all.add(
        new ProxyService<>(
                SPACE,
                new TreeMap<>(Map.of("channels", "2")),
                new NoisePlugin().read(new NoisePlugin.Settings(8, 1, 10, 100, 0)),
                SETTINGS,
                SEED,
                Optional.empty(),
                1)
            .circumstances());
    assertEquals(all.size(), all.stream().distinct().count(), all::toString);
  }

  @Test
  void closedFormsNeedNoImagesAndAreStoredForAllSeeds() throws InterruptedException {
    Log log = new Log();
    ScoringSettings greedy =
        new ScoringSettings(
            4096,
            false,
            SETTINGS.initialiser(),
            SETTINGS.precision(),
            SETTINGS.memoryFormat(),
            "cpu",
            Optional.empty());
    List<NasBench201Architecture> architectures = sample(30);
    List<SortedMap<String, Score>> scores =
        scores(
            service(greedy, SEED, Optional.of(folder.resolve("store")), 2),
            architectures,
            List.of(Metrics.named("macs")),
            log);
    for (int i = 0; i < scores.size(); i++) {
      Network network = SPACE.network(architectures.get(i), IMAGES.task());
      assertEquals(new Score.Value(network.macs()), scores.get(i).get("macs"));
    }
    assertEquals(log.total, log.scored);
    Log again = new Log();
    assertEquals(
        scores,
        scores(
            service(SETTINGS, SEED + 1, Optional.of(folder.resolve("store")), 2),
            architectures,
            List.of(Metrics.named("macs")),
            again));
    assertEquals(log.total, again.kept);
    assertEquals(0, again.scored);
  }

  @Test
  void whatHasNoScoreIsKeptWithItsReason() throws InterruptedException {
    NasBench201Architecture none = SPACE.parse("|none~0|+|none~0|none~1|+|none~0|none~1|none~2|");
    for (int run = 0; run < 2; run++) {
      Log log = new Log();
      Score score =
          scores(
                  service(Optional.of(folder), 1),
                  List.of(none),
                  List.of(Metrics.named("jacob-cov")),
                  log)
              .get(0)
              .get("jacob-cov");
      assertEquals(Score.Reason.NO_PATH, assertInstanceOf(Score.Undefined.class, score).reason());
      assertEquals(run, log.kept);
    }
  }

  @Test
  void networksWithoutASpaceHaveTheScoresOfEqualOnes() throws InterruptedException {
    NasBench201Architecture architecture =
        SPACE.representative(
            SPACE.parse("|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|none~1|avg_pool_3x3~2|"));
    Network network = SPACE.network(architecture, IMAGES.task());
    Network equal = SPACE.network(architecture, IMAGES.task());
    Network other = network.named("another id");
    List<Metric> metrics = List.of(Metrics.named("snip"), Metrics.named("params"));
    Optional<Path> store = Optional.of(folder.resolve("networks"));
    Log log = new Log();
    List<ArchitectureScores<Network>> scores =
        new ProxyService<>(Subjects.networks(), IMAGES, SETTINGS, SEED, store, 2)
            .scores(List.of(network, equal, other), metrics, log);
    // Weights are drawn by id and names, so another id is another network.
    assertEquals(2, log.scored);
    assertEquals(scores.get(0).scores(), scores.get(1).scores());
    assertNotEquals(scores.get(0).scores(), scores.get(2).scores());
    assertEquals(
        scores(service(Optional.empty(), 1), List.of(architecture), metrics, new Log()).get(0),
        scores.get(0).scores());
    Log again = new Log();
    new ProxyService<>(Subjects.networks(), IMAGES, SETTINGS, SEED, store, 1)
        .scores(List.of(equal), metrics, again);
    assertEquals(0, again.scored);
    assertEquals(1, again.kept);
    SortedMap<String, String> circumstances =
        new ProxyService<>(Subjects.networks(), IMAGES, SETTINGS, SEED, store, 1).circumstances();
    assertEquals("by digest", circumstances.get("networks"));
    assertFalse(circumstances.containsKey("space"));
  }

  @Test
  void imagesTooSmallAreRefusedByName() {
    ProxyService<NasBench201Architecture> service =
        new ProxyService<>(
            SPACE,
            new TreeMap<>(),
            new NoisePlugin().read(new NoisePlugin.Settings(1, 1, 10, 100, 0)),
            SETTINGS,
            SEED,
            Optional.empty(),
            2);
    assertThrows(
        InvalidArchitectureException.class,
        () -> service.scores(sample(3), METRICS, ScoringListener.NONE));
  }

  /** A place with three slots that wants chunks of seven, and takes longer for some. */
  private static final class Chunks implements ScoringPlace<NasBench201Architecture> {
    final SubjectScorer<NasBench201Architecture> scorer =
        new SubjectScorer<>(
            Subjects.of(SPACE, new TreeMap<>(Map.of("channels", "2"))), IMAGES, SETTINGS, SEED);
    final List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());

    @Override
    public int slots() {
      return 3;
    }

    @Override
    public int chunk() {
      return 7;
    }

    @Override
    public List<MeasuredScores> score(List<NasBench201Architecture> subjects, List<Metric> metrics)
        throws InterruptedException {
      sizes.add(subjects.size());
      Thread.sleep(20L * (sizes.size() % 3));
      List<MeasuredScores> scores = new ArrayList<>();
      subjects.forEach(subject -> scores.add(scorer.score(subject, metrics)));
      return scores;
    }

    ProxyService<NasBench201Architecture> service(Path store) {
      return new ProxyService<>(scorer, Optional.of(store), 1).measuredAt(this);
    }
  }

  /** Returns the lines of all stores of a folder, but for what it took to measure. */
  private static SortedMap<String, List<String>> lines(Path store) throws IOException {
    SortedMap<String, List<String>> lines = new TreeMap<>();
    try (Stream<Path> files = Files.list(store)) {
      for (Path file : files.toList()) {
        lines.put(
            String.valueOf(file.getFileName()),
            Files.readAllLines(file).stream()
                .map(line -> line.replaceFirst("\tseconds=.*", ""))
                .toList());
      }
    }
    return lines;
  }

  @Test
  @Tag("slow")
  void chunksElsewhereLeaveTheSameScoresInTheSameOrder() throws Exception {
    List<NasBench201Architecture> architectures = sample(60);
    List<Metric> one = List.of(Metrics.named("plain"));
    List<Metric> more =
        List.of(Metrics.named("plain"), Metrics.named("jacob-cov"), Metrics.named("params"));
    Path here = folder.resolve("here");
    Path there = folder.resolve("there");
    Chunks chunks = new Chunks();
    for (ProxyService<NasBench201Architecture> service :
        List.of(service(Optional.of(here), 1), chunks.service(there))) {
      Log log = new Log();
      scores(service, architectures.subList(10, 20), one, ScoringListener.NONE);
      // Some know a metric already, so that neighbours miss different ones.
      scores(service, architectures, more, log);
      assertEquals(log.total, log.scored + log.kept);
    }
    assertEquals(lines(here), lines(there));
    assertEquals(7, Collections.max(chunks.sizes), "chunks are as large as wanted");
    assertEquals(1, Collections.min(chunks.sizes), "and small in the end, so that all slots end");
  }

  @Test
  @Tag("slow")
  void whatOthersScoredIsKeptWhenAChunkFails() throws Exception {
    Chunks sound = new Chunks();
    AtomicInteger asked = new AtomicInteger();
    ScoringPlace<NasBench201Architecture> broken =
        new ScoringPlace<>() {
          @Override
          public int slots() {
            return 2;
          }

          @Override
          public int chunk() {
            return 2;
          }

          @Override
          public List<MeasuredScores> score(
              List<NasBench201Architecture> subjects, List<Metric> metrics)
              throws InterruptedException {
            if (asked.getAndIncrement() == 4) {
              throw new UserException("the place burns", "call somebody");
            }
            return sound.score(subjects, metrics);
          }
        };
    List<NasBench201Architecture> architectures = sample(40);
    List<Metric> metrics = List.of(Metrics.named("plain"));
    Log log = new Log();
    UserException thrown =
        assertThrows(
            UserException.class,
            () ->
                new ProxyService<>(sound.scorer, Optional.of(folder), 1)
                    .measuredAt(broken)
                    .scores(architectures, metrics, log));
    assertEquals("call somebody", thrown.advice());
    Log again = new Log();
    scores(service(Optional.of(folder), 1), architectures, metrics, again);
    assertTrue(again.kept >= log.scored && again.kept >= 6, "kept " + again.kept);
  }

  @Test
  @Tag("slow")
  void interruptedItKeepsWhatIsDone() throws InterruptedException {
    List<NasBench201Architecture> architectures = sample(200);
    ProxyService<NasBench201Architecture> service = service(Optional.of(folder), 2);
    assertThrows(
        InterruptedException.class,
        () ->
            service.scores(
                architectures,
                List.of(Metrics.named("snip")),
                (scored, kept, total) -> {
                  if (scored >= 5) {
                    Thread.currentThread().interrupt();
                  }
                }));
    Log log = new Log();
    scores(service(Optional.of(folder), 2), architectures, List.of(Metrics.named("snip")), log);
    assertTrue(log.kept >= 5 && log.scored > 0, "kept " + log.kept);
  }
}
