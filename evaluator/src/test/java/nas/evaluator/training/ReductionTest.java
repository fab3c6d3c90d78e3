package nas.evaluator.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import nas.core.plugin.Amount;
import nas.core.plugin.InvalidSettingException;
import nas.core.trial.Fidelity;
import nas.core.trial.Result;
import nas.engine.data.DataSplit;
import nas.engine.data.ImageData;
import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.evaluator.ProgressListener;
import nas.evaluator.Slice;
import nas.evaluator.SliceResult;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.space.Blueprint;
import nas.space.Capability;
import nas.space.NetworkSize;
import nas.space.NetworkVariant;
import nas.space.ResizableBlueprint;
import nas.space.Space;
import nas.space.listed.ListedSpace;
import nas.space.nasbench101.NasBench101Settings;
import nas.space.nasbench101.NasBench101Space;
import nas.space.nasbench201.CanonicalDefinition;
import nas.space.nasbench201.NasBench201Architecture;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReductionTest {

  private static final NasBench201Architecture CELL = NasBench201Space.fromIndex(12_345);

  private static NasBench201Space space() {
    return new NasBench201Space(
        new NasBench201Settings(8, 2, NetworkVariant.TRAINED, CanonicalDefinition.LIVE));
  }

  private static Optional<Amount> amount(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(new Amount(text));
  }

  private static ReducedTrainingSettings settings(
      ReductionPreset preset,
      String epochs,
      Optional<Integer> stopAfter,
      String samples,
      String resolution,
      String channels,
      String cells,
      List<Reduction> fidelities) {
    return new ReducedTrainingSettings(
        preset,
        amount(epochs),
        stopAfter,
        amount(samples),
        amount(resolution),
        amount(channels),
        amount(cells),
        Optional.of(64),
        Optional.empty(),
        Optional.empty(),
        1,
        fidelities,
        Optional.empty(),
        TestData.settings(8, 0.1));
  }

  private static Reduction lower(String epochs, String resolution, Optional<Integer> stopAfter) {
    return new Reduction(
        ReductionPreset.NONE,
        amount(epochs),
        stopAfter,
        Optional.empty(),
        amount(resolution),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static EvaluatorContext digits() {
    return new EvaluatorContext(Optional.of(TestData.digits()), 1);
  }

  /** What the publication says, read from the repository of the zero-cost proxies. */
  @Test
  void presetsAreThePublishedOnes() {
    TrainingSettings full = TrainingSettings.standard(200);
    Reduction econas = ReductionPreset.ECONAS.reduction().orElseThrow();
    assertEquals("epochs-20-of-40,resolution-8,channels-4", econas.name(full));
    Reduction plus = ReductionPreset.ECONAS_PLUS.reduction().orElseThrow();
    assertEquals("epochs-15-of-40,resolution-16,channels-8", plus.name(full));
    assertEquals(Optional.of(2048), plus.batchSize());
    ReducedTrainingSettings settings =
        settings(ReductionPreset.ECONAS, "", Optional.empty(), "", "", "", "", List.of());
    assertEquals(
        Optional.of(64), settings.reduction().batchSize(), "what is given overrides the preset");
    ReducedTrainingSettings twelve =
        settings(ReductionPreset.ECONAS, "4", Optional.empty(), "", "", "", "", List.of());
    assertEquals(
        "epochs-4,resolution-8,channels-4",
        twelve.reduction().name(twelve.training()),
        "where to stop belongs to the schedule of the preset");
  }

  @Test
  @Tag("slow")
  void everyFactorIsReduced() throws InterruptedException {
    ReducedTrainingSettings settings =
        settings(ReductionPreset.NONE, "1/2", Optional.of(3), "0.5", "1/2", "1/4", "1", List.of());
    assertEquals(
        List.of(new Fidelity("epochs-3-of-4,samples-0.5,resolution-1/2,channels-1/4,cells-1", 1)),
        new ReducedTrainingPlugin().fidelities(settings));
    try (Evaluator<NasBench201Architecture> evaluator =
        new ReducedTrainingPlugin().create(settings, space(), digits())) {
      Result.Trained trained =
          assertInstanceOf(
              Result.Trained.class, evaluator.evaluate(CELL, 7, ProgressListener.NONE));
      Network whole = space().network(CELL, TestData.digits().task());
      Network thin = resized(space()).network(CELL, new Task(new FeatureShape(1, 4, 4), 10));
      assertEquals((double) whole.parameters(), trained.measurements().get("parameters"));
      assertEquals((double) whole.macs(), trained.measurements().get("macs"));
      assertEquals((double) thin.parameters(), trained.measurements().get("trained-parameters"));
      assertEquals((double) thin.macs(), trained.measurements().get("trained-macs"));
      assertEquals(3, trained.measurements().get("epochs"));
      assertEquals(4, trained.measurements().get("schedule-epochs"));
      assertEquals(4, trained.measurements().get("resolution"));
      assertEquals(540, trained.measurements().get("samples"));
      assertEquals(trained.validation(), trained.validationCurve().byEpoch().get(3));
      assertTrue(trained.validationCurve().byEpoch().containsKey(1));
      assertEquals("540", evaluator.provenance().get("training-images"));
      assertEquals(
          "epochs-3-of-4,samples-0.5,resolution-1/2,channels-1/4,cells-1",
          evaluator.provenance().get("reduction"));
    }
  }

  /** Training that nothing reduces is the training of the other evaluator, to the last bit. */
  @Tag("slow")
  @Test
  void withoutAReductionItIsTheFullTraining() throws InterruptedException {
    ReducedTrainingSettings settings =
        settings(ReductionPreset.NONE, "", Optional.empty(), "", "", "", "", List.of());
    try (Evaluator<NasBench201Architecture> reduced =
            new ReducedTrainingPlugin().create(settings, space(), digits());
        Evaluator<NasBench201Architecture> full =
            new TrainingPlugin().create(settings.training(), space(), digits())) {
      Result.Trained one =
          assertInstanceOf(Result.Trained.class, reduced.evaluate(CELL, 7, ProgressListener.NONE));
      Result.Trained other =
          assertInstanceOf(Result.Trained.class, full.evaluate(CELL, 7, ProgressListener.NONE));
      assertEquals(other.validation(), one.validation());
      assertEquals(other.reported(), one.reported());
      assertEquals(other.measurements().get("train-loss"), one.measurements().get("train-loss"));
    }
  }

  /** Stopping early is not a shorter schedule: the learning rate stays higher. */
  @Test
  @Tag("slow")
  void stoppingLeavesTheScheduleAsItIs() throws InterruptedException {
    ReducedTrainingSettings whole =
        settings(ReductionPreset.NONE, "4", Optional.empty(), "", "", "", "", List.of());
    ReducedTrainingSettings stopped =
        settings(ReductionPreset.NONE, "4", Optional.of(2), "", "", "", "", List.of());
    Result.Trained first;
    Result.Trained second;
    try (Evaluator<NasBench201Architecture> a =
            new ReducedTrainingPlugin().create(whole, space(), digits());
        Evaluator<NasBench201Architecture> b =
            new ReducedTrainingPlugin().create(stopped, space(), digits())) {
      first = assertInstanceOf(Result.Trained.class, a.evaluate(CELL, 7, ProgressListener.NONE));
      second = assertInstanceOf(Result.Trained.class, b.evaluate(CELL, 7, ProgressListener.NONE));
    }
    assertEquals(first.validationCurve().byEpoch().get(2), second.validation());
  }

  /** What a listener ends has the accuracies that the whole training had then. */
  @Tag("slow")
  @Test
  void aTrainingEndsBetweenSlicesWithTheNumbersOfTheWhole() throws InterruptedException {
    ReducedTrainingSettings settings =
        settings(ReductionPreset.NONE, "4", Optional.empty(), "", "", "", "", List.of());
    try (Evaluator<NasBench201Architecture> evaluator =
        new ReducedTrainingPlugin().create(settings, space(), digits())) {
      Result.Trained whole =
          assertInstanceOf(
              Result.Trained.class, evaluator.evaluate(CELL, 7, ProgressListener.NONE));
      List<ProgressListener.Epoch> told = new ArrayList<>();
      SliceResult.Paused first = paused(evaluator.evaluate(CELL, 0, 7, Slice.until(1), told::add));
      assertEquals(1, first.epoch());
      SliceResult.Paused second = paused(evaluator.evaluate(CELL, 0, 7, first.goOn(2), told::add));
      SliceResult gone = evaluator.evaluate(CELL, 0, 7, second.goOn(Slice.END), told::add);
      assertEquals(new SliceResult.Ended(whole), gone, "three slices are the whole");
      assertEquals(
          List.of(1, 2, 3, 4),
          told.stream().map(ProgressListener.Epoch::number).toList(),
          "each epoch is told once");
      Result.Trained ended =
          assertInstanceOf(
              Result.Trained.class,
              assertInstanceOf(
                      SliceResult.Ended.class,
                      evaluator.evaluate(CELL, 0, 7, second.end(), ProgressListener.NONE))
                  .result());
      assertEquals(whole.validationCurve().byEpoch().headMap(3), second.validation().byEpoch());
      assertEquals(2, ended.measurements().get("epochs"));
      assertEquals(4, ended.measurements().get("schedule-epochs"));
      assertEquals(whole.validationCurve().byEpoch().get(2), ended.validation());
    }
  }

  private static SliceResult.Paused paused(SliceResult result) {
    return assertInstanceOf(SliceResult.Paused.class, result);
  }

  @Test
  @Tag("slow")
  void aStateOfAnotherTrainingIsRefused() throws InterruptedException {
    ReducedTrainingSettings settings =
        settings(ReductionPreset.NONE, "4", Optional.empty(), "", "", "", "", List.of());
    try (Evaluator<NasBench201Architecture> evaluator =
        new ReducedTrainingPlugin().create(settings, space(), digits())) {
      Slice goesOn =
          paused(evaluator.evaluate(CELL, 0, 7, Slice.until(1), ProgressListener.NONE)).goOn(2);
      assertThrows(
          IllegalArgumentException.class,
          () -> evaluator.evaluate(CELL, 0, 8, goesOn, ProgressListener.NONE));
    }
  }

  @Test
  void fidelitiesCostWhatTheirFactorsSay() {
    ReducedTrainingSettings settings =
        settings(
            ReductionPreset.NONE,
            "8",
            Optional.empty(),
            "",
            "16",
            "",
            "",
            List.of(
                lower("2", "8", Optional.empty()),
                lower("", "8", Optional.of(3)),
                lower("4", "", Optional.empty())));
    assertEquals(
        List.of(
            new Fidelity("epochs-2,resolution-8", 2.0 / 8 / 4),
            new Fidelity("epochs-3-of-8,resolution-8", 3.0 / 8 / 4),
            new Fidelity("epochs-4,resolution-16", 0.5),
            new Fidelity("resolution-16", 1)),
        settings.levels());
  }

  @Test
  void refusesFidelitiesThatDoNotIncrease() {
    assertEquals(
        "fidelities: epochs-2 costs 0.25 of the full fidelity, which must be above 0.5 and below 1",
        refusal(
            settings(
                ReductionPreset.NONE,
                "",
                Optional.empty(),
                "",
                "",
                "",
                "",
                List.of(lower("4", "", Optional.empty()), lower("2", "", Optional.empty())))));
    assertEquals(
        "fidelities: the cost of resolution 4 does not follow from the full fidelity's (left out)",
        refusal(
            settings(
                ReductionPreset.NONE,
                "",
                Optional.empty(),
                "",
                "",
                "",
                "",
                List.of(lower("", "4", Optional.empty())))));
  }

  private static String refusal(ReducedTrainingSettings settings) {
    return String.valueOf(
        assertThrows(
                InvalidSettingException.class,
                () -> new ReducedTrainingPlugin().create(settings, space(), digits()))
            .getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "'' | 0.0001 | '' | '' | '' | samples (0.0001) of 1079 training images leaves none",
        "'' | 1 | '' | '' | '' | samples leaves 1 of 1079 training images, and batch normalisation"
            + " needs two",
        "'' | 2000 | '' | '' | '' | samples (2000) is more than the full task's 1079 training"
            + " images",
        "'' | '' | 1/4 | '' | '' | resolution (1/4) does not fit: images of 2 x 2 pixels cannot be"
            + " halved twice, as the reductions of NAS-Bench-201 do",
        "'' | '' | 1/3 | '' | '' | resolution (1/3) of 8 pixels is no whole number",
        "'' | '' | 16 | '' | '' | resolution (16) is more than the full task's 8 pixels",
        "'' | '' | '' | 1/3 | '' | channels (1/3) of 8 channels is no whole number",
        "'' | '' | '' | 16 | '' | channels (16) is more than the full task's 8 channels",
        "'' | '' | '' | '' | 0.1 | cells (0.1) of 2 cells is no whole number",
        "0.01 | '' | '' | '' | '' | epochs (0.01) of 8 epochs leaves none"
      })
  @Tag("slow")
  void refusesWhatLeavesNothing(
      String epochs,
      String samples,
      String resolution,
      String channels,
      String cells,
      String expected) {
    ReducedTrainingSettings settings =
        settings(
            ReductionPreset.NONE,
            epochs,
            Optional.empty(),
            samples,
            resolution,
            channels,
            cells,
            List.of());
    assertEquals(expected, refusal(settings));
  }

  @Test
  void refusesSpacesWhoseNetworksHaveOneSize() {
    Space<NasBench101Settings> none = new OneSize();
    ReducedTrainingSettings settings =
        settings(ReductionPreset.NONE, "", Optional.empty(), "", "", "1/2", "", List.of());
    assertEquals(
        "channels cannot be reduced: networks of search space one-size have one size",
        assertThrows(
                InvalidSettingException.class,
                () -> new ReducedTrainingPlugin().create(settings, none, digits()))
            .getMessage());
  }

  /** A space of no use. */
  private static final class OneSize implements Space<NasBench101Settings> {
    @Override
    public String name() {
      return "one-size";
    }

    @Override
    public BigInteger size() {
      return BigInteger.ZERO;
    }

    @Override
    public NasBench101Settings sample(java.util.random.RandomGenerator random) {
      return NasBench101Settings.published();
    }

    @Override
    public List<NasBench101Settings> neighbours(NasBench101Settings architecture) {
      return List.of();
    }

    @Override
    public String canonicalId(NasBench101Settings architecture) {
      return "";
    }

    @Override
    public NasBench101Settings parse(String text) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String format(NasBench101Settings architecture) {
      return "";
    }

    @Override
    public Optional<String> whyInvalid(NasBench101Settings architecture) {
      return Optional.empty();
    }

    @Override
    public List<Capability<NasBench101Settings>> capabilities() {
      Blueprint<NasBench101Settings> none =
          (architecture, task) -> {
            throw new UnsupportedOperationException();
          };
      return List.of(none);
    }
  }

  @Test
  void fewerChannelsThanVerticesAreRefused() {
    ReducedTrainingSettings settings =
        settings(ReductionPreset.NONE, "", Optional.empty(), "", "", "4", "", List.of());
    InvalidSettingException refused =
        assertThrows(
            InvalidSettingException.class,
            () ->
                new ReducedTrainingPlugin()
                    .create(
                        settings, new NasBench101Space(NasBench101Settings.published()), digits()));
    assertEquals("channels", refused.key());
    assertTrue(
        String.valueOf(refused.getMessage())
            .startsWith("channels (4) does not fit: stem-channels (4) must be at least"),
        refused.getMessage());
  }

  @Test
  void aListOfArchitecturesIsResizedAsItsSpace() {
    ListedSpace<NasBench201Architecture> listed = new ListedSpace<>(space(), List.of(CELL));
    ResizableBlueprint<NasBench201Architecture> whole = ResizableBlueprint.of(listed).orElseThrow();
    Task task = new Task(new FeatureShape(3, 8, 8), 10);
    assertEquals(
        resized(space()).network(CELL, task).parameters(),
        resized(listed).network(CELL, task).parameters());
    assertEquals(new NetworkSize(8, 2), whole.size());
  }

  private static Blueprint<NasBench201Architecture> resized(Space<NasBench201Architecture> space) {
    return ResizableBlueprint.of(space).orElseThrow().resized(new NetworkSize(2, 1));
  }

  @Test
  void fewerSamplesKeepTheProportionsOfTheClasses() {
    DataSplit split = TestData.split();
    DataSplit fewer = split.withTrainingImages(216, 3);
    assertEquals(216, fewer.training().count());
    assertEquals(split.validation(), fewer.validation());
    for (int label = 0; label < 10; label++) {
      assertEquals(
          count(split.training(), label) * 216.0 / split.training().count(),
          count(fewer.training(), label),
          1);
    }
    List<Integer> whole = IntStream.of(split.training().indices()).boxed().toList();
    for (int index : fewer.training().indices()) {
      assertTrue(whole.contains(index));
    }
    assertEquals(
        split.training().count(),
        split.withTrainingImages(split.training().count(), 3).training().count());
  }

  private static int count(DataSplit.Part part, int label) {
    return (int) IntStream.range(0, part.count()).filter(at -> part.label(at) == label).count();
  }

  @Test
  void smallerImagesKeepTheirLabelsAndTheirChecksum() {
    ImageData data = TestData.digits();
    ImageData small = data.withHeight(4);
    assertEquals(new FeatureShape(1, 4, 4), small.task().input());
    assertEquals(data.sha256(), small.sha256());
    assertEquals(data.training().labels(), small.training().labels());
  }
}
