package nas.engine.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import nas.core.UserException;
import nas.engine.Mode;
import nas.engine.NetworkRuntime;
import nas.engine.Parameter;
import nas.engine.Tap;
import nas.engine.model.NetworkJson;
import nas.engine.onnx.ExportedNetwork;
import nas.engine.onnx.OnnxReader.ReadNetwork;
import nas.engine.tensor.Device;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Precision;
import nas.engine.tensor.Tensor;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Operation;
import nas.network.ParameterSpec;
import nas.network.StateSpec;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What every operation and its kernel must keep to; the test of one implements this interface. */
public interface OperationContract {

  /** Returns the operations under test: of each kind all that its attributes decide. */
  List<OperationSample> samples();

  /** A check of one example. */
  @FunctionalInterface
  interface Check {
    /** Fails if the example is not as it must be. */
    void of(OperationSample sample) throws Exception;
  }

  /** So many examples are computed with in single precision. */
  int EXAMPLES = 4;

  private Stream<DynamicTest> each(Check check) {
    return samples().stream()
        .map(sample -> DynamicTest.dynamicTest(sample.toString(), () -> check.of(sample)));
  }

  private static Network.Node node(Network network) {
    return network.outputNode();
  }

  @TestFactory
  default Stream<DynamicTest> isFoundByItsName() {
    return each(
        sample -> {
          Operation operation = sample.operation();
          assertSame(operation.getClass(), Kernels.kinds().get(operation.kind()));
          assertSame(operation.getClass(), Kernels.of(node(sample.network())).operation());
          assertFalse(operation.label().isBlank());
          operation.category();
        });
  }

  @TestFactory
  default Stream<DynamicTest> isTheSameAfterJson() {
    return each(OperationContract::assertSameAfterJson);
  }

  private static void assertSameAfterJson(OperationSample sample) throws JsonProcessingException {
    Network network = sample.network();
    JsonMapper mapper = JsonMapper.builder().build();
    String text = mapper.writeValueAsString(NetworkJson.write(network));
    assertEquals(network.nodes(), NetworkJson.read(mapper.readTree(text)).nodes(), text);
  }

  @TestFactory
  default Stream<DynamicTest> yieldsTheInferredShape() {
    return each(
        sample -> {
          SampleRun run = new SampleRun(sample);
          for (Mode mode : Mode.values()) {
            List<Integer> expected = sample.operation().infer(sample.inputs()).sizes();
            assertEquals(expected, run.executedShape(mode));
          }
        });
  }

  @TestFactory
  default Stream<DynamicTest> hasTheArraysThatItStates() {
    return each(OperationContract::assertArraysAsStated);
  }

  private static void assertArraysAsStated(OperationSample sample) {
    Operation operation = sample.operation();
    List<ParameterSpec> stated = operation.parameters(sample.inputs());
    List<StateSpec> states = operation.states(sample.inputs());
    Set<String> names = new HashSet<>();
    Set<String> arrays = new HashSet<>();
    long count = 0;
    for (ParameterSpec spec : stated) {
      assertTrue(names.add(spec.name()), spec + " has the name of another");
      assertTrue(arrays.add(spec.arrayName()), spec + " has the array name of another");
      assertTrue(spec.fanIn() >= 1, spec::toString);
      count += spec.count();
    }
    for (StateSpec spec : states) {
      assertTrue(names.add(spec.name()), spec + " has the name of another");
      assertTrue(arrays.add(spec.arrayName()), spec + " has the array name of another");
    }
    assertEquals(count, operation.parameterCount(sample.inputs()));
    Network network = sample.network();
    assertEquals(stated, network.parametersOf(node(network)));
    try (NetworkRuntime runtime = new SampleRun(sample).open(SampleRun::weight)) {
      List<Parameter> own =
          runtime.parameters().stream()
              .filter(parameter -> parameter.node().equals(node(network)))
              .toList();
      if (operation.passesInputs()) {
        assertEquals(stated, own.stream().map(Parameter::spec).toList());
      }
      assertEquals(
          states.stream().map(state -> OperationSample.NODE + "." + state.arrayName()).toList(),
          runtime.tensors().stream()
              .map(tensor -> tensor.name())
              .filter(name -> name.startsWith(OperationSample.NODE + "."))
              .skip(own.size())
              .toList());
    }
  }

  /** Returns whether derivatives are those of the function; tests of their own hold others. */
  default boolean hasTrueDerivatives(OperationSample sample) {
    return true;
  }

  @TestFactory
  default Stream<DynamicTest> gradientsEqualFiniteDifferences() {
    return each(
        sample -> {
          if (!hasTrueDerivatives(sample)) {
            return;
          }
          SampleRun run = new SampleRun(sample);
          run.assertGradients(Mode.EVALUATION);
          if (sample.operation().usesBatchStatistics()) {
            run.assertGradients(Mode.TRAINING);
          }
        });
  }

  @TestFactory
  default Stream<DynamicTest> synflowTangentEqualsFiniteDifferences() {
    return each(
        sample -> {
          if (hasTrueDerivatives(sample)) {
            new SampleRun(sample).assertSynflow();
          }
        });
  }

  @TestFactory
  default Stream<DynamicTest> onnxRuntimeComputesTheSame() {
    return each(OperationContract::assertOnnxAgrees);
  }

  private static void assertOnnxAgrees(OperationSample sample) throws OrtException {
    Network network = sample.classifier(3);
    ExportedNetwork exported = ExportedNetwork.random(network, 5);
    double[] input = SampleRun.input(network.input(), EXAMPLES, 3);
    float[] expected;
    try (NetworkRuntime runtime = exported.open()) {
      expected = logits(runtime, network.input(), input);
    }
    float[] found = exported.logits(input, EXAMPLES);
    assertArrayEquals(expected, found, 1e-4f, () -> Arrays.toString(expected));
    if (NetworkRuntime.readsInput(network) && network.input().kind() != FeatureShape.Kind.TOKENS) {
      assertTrue(expected[0] != expected[3], "answers always the same");
    }
  }

  private static float[] logits(NetworkRuntime runtime, FeatureShape shape, double[] input) {
    return GradientMode.unrecorded(
        () -> {
          try (Tensor batch = runtime.array(input, SampleRun.shape(shape, EXAMPLES));
              Tensor logits = runtime.forward(batch, Mode.EVALUATION, Tap.NONE)) {
            return logits.toFloats();
          }
        });
  }

  /**
   * Returns the kinds of operations that a file of the sample's operation is read as: its own, if
   * the kernel reads any operator; empty if such a file is refused.
   */
  default Optional<List<String>> readBack(OperationSample sample) {
    Operation operation = sample.operation();
    return Kernels.of(operation, OperationSample.NODE).onnxOperators().isEmpty()
        ? Optional.empty()
        : Optional.of(List.of(operation.kind()));
  }

  @TestFactory
  default Stream<DynamicTest> isReadBackFromOnnx() {
    return each(this::assertReadBack);
  }

  private void assertReadBack(OperationSample sample) throws IOException {
    Network network = sample.classifierWithStem(3);
    ExportedNetwork exported = ExportedNetwork.random(network, 5);
    Optional<List<String>> wanted = readBack(sample);
    if (wanted.isEmpty()) {
      assertThrows(UserException.class, exported::reread);
      return;
    }
    ReadNetwork read = exported.reread();
    assertEquals(exported.parameters(), read.network().parameters());
    List<String> kinds = new ArrayList<>(kinds(network));
    kinds.remove(sample.operation().kind());
    kinds.addAll(wanted.orElseThrow());
    assertEquals(kinds.stream().sorted().toList(), kinds(read.network()));
    double[] input = SampleRun.input(network.input(), EXAMPLES, 3);
    try (NetworkRuntime expected = exported.open();
        NetworkRuntime found =
            NetworkRuntime.restore(read.network(), read.tensors(), Device.CPU, Precision.FLOAT32)) {
      float[] logits = logits(expected, network.input(), input);
      float[] same = logits(found, network.input(), input);
      for (int index = 0; index < logits.length; index++) {
        assertEquals(logits[index], same[index], 1e-5f * Math.max(1, Math.abs(logits[index])));
      }
    }
  }

  private static List<String> kinds(Network network) {
    return network.nodes().stream().map(node -> node.operation().kind()).sorted().toList();
  }
}
