package nas.proxy.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import nas.engine.Initialiser;
import nas.engine.Mode;
import nas.engine.NetworkRuntime;
import nas.engine.Tap;
import nas.engine.WeightSource;
import nas.engine.ctc.CtcLoss;
import nas.engine.ctc.CtcLoss.LossAndGradient;
import nas.engine.ctc.CtcLoss.Utterance;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.engine.tensor.Tensor;
import nas.network.ClassPerStep;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.proxy.Score;
import nas.proxy.probe.NetworkProbe;
import nas.proxy.probe.ProbePlan;
import nas.proxy.probe.Saliencies;
import nas.proxy.probe.SynflowGradients;
import nas.proxy.synflow.ExpectedSynflow;
import nas.proxy.synflow.ExpectedWeights;
import nas.space.nasbenchasr.NasBenchAsrSettings;
import nas.space.nasbenchasr.NasBenchAsrSpace;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Networks of NAS-Bench-ASR yield the logits and losses of the published code. */
final class NasBenchAsrTest {

  private static final int STEPS = 40;
  private static final int OUTPUTS = 49;
  private static final List<List<Integer>> TEXTS = List.of(List.of(1, 5, 9), List.of(2, 2, 7));

  /** As the golden values were made: two biases, nothing dropped. */
  private final NasBenchAsrSpace space =
      new NasBenchAsrSpace(new NasBenchAsrSettings(100, 3, 500, 2, 0));

  /** All matrices of the LSTM are within 1 / sqrt(hidden). */
  private static WeightSource weights() {
    WeightSource formula = FormulaWeights.weights();
    return parameter ->
        parameter.spec().name().startsWith("weight_")
            ? index -> FormulaWeights.u(index, 0) / Math.sqrt(parameter.fanIn())
            : formula.valuesOf(parameter);
  }

  private static double[] logits(Network network) {
    try (NetworkRuntime runtime =
            NetworkRuntime.create(network, weights(), Device.CPU, Precision.FLOAT64);
        Tensor batch =
            runtime.array(
                FormulaWeights.images(2 * network.input().elements()),
                2,
                network.input().channels(),
                network.input().width());
        Tensor logits = runtime.forward(batch, Mode.EVALUATION, Tap.NONE)) {
      return logits.toDoubles();
    }
  }

  private static void check(JsonNode golden, Network network) {
    assertEquals(golden.get("params_torch").asLong(), network.parameters());
    assertEquals(FeatureShape.sequence(OUTPUTS, STEPS / 4), network.outputNode().output());
    int steps = STEPS / 4;
    double[] logits = logits(network);
    for (int index = 0; index < 5; index++) {
      assertEquals(golden.get("logits_0_0").get(index).asDouble(), logits[index * steps], 1e-9);
      assertEquals(
          golden.get("logits_1_9").get(index).asDouble(),
          logits[OUTPUTS * steps + index * steps + 9],
          1e-9);
    }
    List<Utterance> batch = TEXTS.stream().map(text -> new Utterance(text, steps)).toList();
    int size = OUTPUTS * steps;
    for (int index = 0; index < 2; index++) {
      LossAndGradient one =
          CtcLoss.of(
              Arrays.copyOfRange(logits, index * size, (index + 1) * size),
              OUTPUTS,
              steps,
              batch.get(index));
      assertEquals(golden.get("ctc_per_utterance").get(index).asDouble(), one.loss(), 1e-8);
    }
    assertEquals(
        golden.get("loss").asDouble(),
        CtcLoss.meanPerStep(logits, OUTPUTS, steps, batch).loss(),
        1e-9);
  }

  @TestFactory
  @Tag("slow")
  List<DynamicTest> logitsAndLossesAreThoseOfThePublishedCode() throws IOException {
    return Golden.cases("nasbench-asr-forward.json").stream()
        .filter(JsonNode::isArray)
        .flatMap(cases -> StreamSupport.stream(cases.spliterator(), false))
        .map(
            golden ->
                DynamicTest.dynamicTest(
                    golden.get("arch").toString(),
                    () ->
                        check(
                            golden,
                            space.network(
                                space.parse(golden.get("arch").toString()),
                                new Task(
                                    FeatureShape.sequence(80, STEPS),
                                    new ClassPerStep(OUTPUTS, STEPS / 4))))))
        .toList();
  }

  /**
   * Where all weights are positive, all values are clamped at 20 behind the blocks and the gates of
   * the LSTM are open, so that no derivative comes further back than to the classifier.
   */
  @Test
  @Tag("slow")
  void synflowOfTheWholeNetworkIsThatOfItsClassifier() {
    NasBenchAsrSpace narrow = new NasBenchAsrSpace(new NasBenchAsrSettings(10, 3, 50, 1, 0));
    for (String cell : List.of("[[1,0],[4,1,0],[1,0,0,1]]", "[[0,1],[3,0,0],[2,1,1,1]]")) {
      Network network =
          narrow.network(
              narrow.parse(cell),
              new Task(FeatureShape.sequence(80, STEPS), new ClassPerStep(OUTPUTS, STEPS / 4)));
      SynflowGradients probe = new SynflowGradients(false);
      List<Saliencies.Layer> layers =
          new NetworkProbe(Device.CPU, Precision.FLOAT64)
              .measure(
                  network,
                  Initialiser.PYTORCH_DEFAULT.weights(1, network.id()),
                  List.of(),
                  ProbePlan.of(List.of(probe)),
                  1)
              .measurements()
              .get(probe)
              .layers();
      assertEquals(61, layers.size());
      for (Saliencies.Layer layer : layers) {
        double sum = Arrays.stream(layer.values()).sum();
        assertEquals(layer.node().equals("classifier"), sum > 1e-6, layer.node() + " " + sum);
      }
    }
  }

  /** Neither what a clamp does to great sums nor gates have an expectation in closed form. */
  @Test
  @Tag("slow")
  void synflowInClosedFormSaysWhyItHasNoScore() {
    Network network =
        space.network(
            space.parse("[[1,0],[1,0,0],[1,0,0,0]]"),
            new Task(FeatureShape.sequence(80, STEPS), new ClassPerStep(OUTPUTS, STEPS / 4)));
    Score.Undefined undefined =
        assertInstanceOf(
            Score.Undefined.class,
            new ExpectedSynflow(ExpectedWeights.PYTORCH_DEFAULT).logScore(network));
    assertEquals(Score.Reason.UNSUITABLE, undefined.reason());
    assertEquals(
        "node block0.conv.relu: no expectation is known of what clamp yields", undefined.message());
  }
}
