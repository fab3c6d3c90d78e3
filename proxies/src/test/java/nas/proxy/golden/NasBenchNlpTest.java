package nas.proxy.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import nas.engine.Mode;
import nas.engine.NetworkRuntime;
import nas.engine.Tap;
import nas.engine.WeightSource;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.engine.tensor.Tensor;
import nas.network.ClassPerStep;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.space.nasbenchnlp.NasBenchNlpSettings;
import nas.space.nasbenchnlp.NasBenchNlpSpace;
import nas.space.nasbenchnlp.Recipe;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Language models of recipes yield the logits and the loss of another program. */
final class NasBenchNlpTest {

  private static final int VOCABULARY = 20;
  private static final int EMBEDDING = 8;
  private static final int HIDDEN = 12;
  private static final int STEPS = 5;
  private static final int BATCH = 2;

  private final NasBenchNlpSpace space =
      new NasBenchNlpSpace(new NasBenchNlpSettings(3, 13, EMBEDDING, HIDDEN, 3));

  private static Task task(int vocabulary, int steps) {
    return new Task(FeatureShape.tokens(steps), new ClassPerStep(vocabulary, steps));
  }

  private static int token(int step, int example) {
    return (7 * step + 3 * example + step * step) % VOCABULARY;
  }

  /** The k-th input of a linear node, as the recipe is written, has numbers from 1000 k on. */
  private static WeightSource weights(Recipe recipe) {
    Map<String, List<String>> inputs =
        recipe.nodes().stream().collect(Collectors.toMap(Recipe.Node::name, Recipe.Node::inputs));
    return parameter -> {
      String node = parameter.node().name();
      if (node.equals("embedding")) {
        return index -> 0.1 * FormulaWeights.u(index, 0);
      }
      if (node.equals("decoder")) {
        return index -> 0.01 * FormulaWeights.u(index, 0);
      }
      String[] words = node.split("\\.", -1);
      int width = node.startsWith("layer2") ? EMBEDDING : HIDDEN;
      boolean bias = parameter.spec().shape().size() == 1;
      int place =
          inputs.getOrDefault(words[words.length - 2], List.of()).indexOf(words[words.length - 1]);
      int offset = bias ? 7919 : 1000 * place;
      return index -> FormulaWeights.u(index, offset) / Math.sqrt(width);
    };
  }

  private static double[] logits(Network network, WeightSource weights) {
    double[] tokens = new double[BATCH * STEPS];
    for (int example = 0; example < BATCH; example++) {
      for (int step = 0; step < STEPS; step++) {
        tokens[example * STEPS + step] = token(step, example);
      }
    }
    try (NetworkRuntime runtime =
            NetworkRuntime.create(network, weights, Device.CPU, Precision.FLOAT64);
        Tensor batch = runtime.array(tokens, BATCH, STEPS);
        Tensor logits = runtime.forward(batch, Mode.EVALUATION, Tap.NONE)) {
      return logits.toDoubles();
    }
  }

  private static double loss(double[] logits) {
    double sum = 0;
    for (int example = 0; example < BATCH; example++) {
      for (int step = 0; step < STEPS; step++) {
        double total = 0;
        for (int label = 0; label < VOCABULARY; label++) {
          total += Math.exp(logits[(example * VOCABULARY + label) * STEPS + step]);
        }
        int right = token(step + 1, example);
        sum += Math.log(total) - logits[(example * VOCABULARY + right) * STEPS + step];
      }
    }
    return sum / (BATCH * STEPS);
  }

  private void check(JsonNode golden) {
    Recipe recipe = space.parse(golden.get("recipe").toString());
    NasBenchNlpSpace published = new NasBenchNlpSpace(NasBenchNlpSettings.published());
    assertEquals(
        golden.get("params_ptb").asLong(), published.network(recipe, task(10_000, 3)).parameters());
    assertEquals(
        golden.get("params_wt2").asLong(), published.network(recipe, task(33_278, 1)).parameters());
    double[] logits =
        logits(space.networkAsWritten(recipe, task(VOCABULARY, STEPS)), weights(recipe));
    for (int label = 0; label < 4; label++) {
      assertEquals(
          golden.get("small_lm_last_logits0_3").get(label).asDouble(),
          logits[label * STEPS + STEPS - 1],
          1e-8);
    }
    assertEquals(golden.get("small_lm_loss").asDouble(), loss(logits), 1e-8);
  }

  @TestFactory
  List<DynamicTest> logitsAndLossesAreThoseOfAnotherProgram() throws IOException {
    return StreamSupport.stream(Golden.cases("nasbench-nlp-recipes.json").spliterator(), false)
        .map(golden -> DynamicTest.dynamicTest(golden.get("id").asText(), () -> check(golden)))
        .toList();
  }
}
