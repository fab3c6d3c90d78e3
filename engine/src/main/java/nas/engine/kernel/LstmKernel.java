package nas.engine.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import nas.engine.tensor.Tensor;
import nas.engine.tensor.Tensors;
import nas.network.operation.Lstm;
import org.jspecify.annotations.Nullable;

/**
 * Executes {@link Lstm}, step by step: PyTorch's own LSTM has no second derivatives on every
 * machine, which SynFlow's tangent and Hessians need.
 */
public final class LstmKernel implements Kernel<Lstm> {

  /** Those of ONNX that a layer has by default: of gates, of candidates, of states. */
  private static final List<String> ACTIVATIONS = List.of("sigmoid", "tanh", "tanh");

  /** What a step hands to the next, (1, batch, hidden) each. */
  private record State(Tensor hidden, Tensor cell) {}

  @Override
  public Class<Lstm> operation() {
    return Lstm.class;
  }

  @Override
  public Tensor forward(Call<Lstm> call) {
    List<Tensor> states = new ArrayList<>();
    try (Tensor inputWeights = call.parameter(0);
        Tensor weights = call.parameter(1);
        Tensor steps = call.input().permute(2, 0, 1);
        Tensor read = steps.linear(inputWeights, bias(call, 0));
        Tensors gates = read.split(1, 0);
        Tensors first = first(call)) {
      State state = new State(first.get(0), first.get(1));
      for (Tensor gate : gates) {
        state = next(gate, state, weights, bias(call, 1));
        states.add(state.hidden());
        states.add(state.cell());
      }
      carry(call, state);
      return hidden(states);
    } finally {
      states.forEach(Tensor::close);
    }
  }

  /** Returns hidden state and cell before the first step, (1, batch, hidden) each. */
  private static Tensors first(Call<Lstm> call) {
    long[] shape = {1, call.batch(), call.operation().hidden()};
    Tensors first = new Tensors();
    try (Tensors carried = call.carried()) {
      for (Tensor state : carried) {
        first.add(state.reshape(shape));
      }
    }
    while (first.size() < 2) {
      first.add(call.input().scope().full(call.input().precision(), 0, shape));
    }
    return first;
  }

  private static void carry(Call<Lstm> call, State last) {
    try (Tensor hidden = last.hidden().reshape(call.batch(), call.operation().hidden());
        Tensor cell = last.cell().reshape(call.batch(), call.operation().hidden())) {
      call.carry(List.of(hidden, cell));
    }
  }

  private static @Nullable Tensor bias(Call<Lstm> call, int index) {
    return call.operation().biases() > index ? call.vector(2 + index) : null;
  }

  private static State next(Tensor read, State before, Tensor weights, @Nullable Tensor bias) {
    try (Tensor recurrent = before.hidden().linear(weights, bias);
        Tensor sums = read.add(recurrent);
        Tensors gates = sums.split(before.hidden().size(-1), 2);
        Tensor input = gates.get(0).sigmoid();
        Tensor forget = gates.get(1).sigmoid();
        Tensor candidate = gates.get(2).tanh();
        Tensor output = gates.get(3).sigmoid();
        Tensor kept = forget.mul(before.cell());
        Tensor added = input.mul(candidate)) {
      Tensor cell = kept.add(added);
      try (Tensor bounded = cell.tanh()) {
        return new State(output.mul(bounded), cell);
      }
    }
  }

  /** Returns hidden states, every other of these tensors, as a sequence. */
  private static Tensor hidden(List<Tensor> states) {
    List<Tensor> hidden = new ArrayList<>();
    for (int index = 0; index < states.size(); index += 2) {
      hidden.add(states.get(index));
    }
    try (Tensor steps = Tensor.concatenate(hidden, 0)) {
      return steps.permute(1, 2, 0);
    }
  }

  /** ONNX orders the gates input, output, forget, cell. */
  @Override
  public String onnx(OnnxCall<Lstm> call) {
    int hidden = call.operation().hidden();
    OnnxAttributes first = OnnxAttributes.none().numbers("perm", 2, 0, 1);
    List<String> read = new ArrayList<>();
    read.add(call.step("steps", "Transpose", first, call.input()));
    String order = call.numbers("order", order(hidden));
    String axis = call.numbers("axis", 0);
    read.add(direction(call, "inputs", call.parameters().get(0), order, axis));
    read.add(direction(call, "recurrence", call.parameters().get(1), order, axis));
    if (call.operation().biases() > 0) {
      List<String> biases = new ArrayList<>(call.parameters().subList(2, call.parameters().size()));
      if (biases.size() == 1) {
        biases.add(call.array("nothing", new float[4 * hidden], List.of(4 * hidden)));
      }
      List<String> ordered = new ArrayList<>();
      for (String bias : biases) {
        ordered.add(
            call.step("bias" + ordered.size(), "Gather", OnnxAttributes.none(), bias, order));
      }
      String both = call.step("biases", "Concat", OnnxAttributes.none().number("axis", 0), ordered);
      read.add(call.step("bias", "Unsqueeze", OnnxAttributes.none(), both, axis));
    }
    String states =
        call.step("states", "LSTM", OnnxAttributes.none().number("hidden_size", hidden), read);
    String squeezed =
        call.step(
            "hidden", "Squeeze", OnnxAttributes.none(), states, call.numbers("directions", 1));
    return call.result("Transpose", OnnxAttributes.none().numbers("perm", 1, 2, 0), squeezed);
  }

  private static String direction(
      OnnxCall<Lstm> call, String word, String weights, String order, String axis) {
    OnnxAttributes none = OnnxAttributes.none();
    String ordered = call.step(word + ".ordered", "Gather", none, weights, order);
    return call.step(word, "Unsqueeze", none, ordered, axis);
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("LSTM");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    requirePlain(operator);
    if (!operator.axes(0).equals(OnnxAxis.STEPS_FIRST)) {
      throw new IllegalArgumentException(
          "it reads the axes %s; steps, batch and features are needed".formatted(operator.axes(0)));
    }
    int hidden = operator.needed(2).shape().get(operator.needed(2).rank() - 1);
    Map<String, OnnxTensor> arrays = new LinkedHashMap<>();
    arrays.put("weight_ih_l0", ofGates(operator.needed(1), 0, 1));
    arrays.put("weight_hh_l0", ofGates(operator.needed(2), 0, 1));
    int biases = 0;
    if (operator.constant(3).isPresent()) {
      OnnxTensor first = ofGates(operator.needed(3), 0, 2);
      OnnxTensor second = ofGates(operator.needed(3), 1, 2);
      arrays.put("bias_ih_l0", first);
      arrays.put("bias_hh_l0", second);
      // A second bias of zeros beside another is none: TensorFlow's LSTM has one.
      boolean one = isZero(second) && !isZero(first);
      biases = one ? 1 : 2;
    }
    int lstm = operator.add(new Lstm(hidden, biases), List.of(operator.values(0)), arrays);
    operator.putOrdered(
        0, lstm, List.of(OnnxAxis.LENGTH, OnnxAxis.ONE, OnnxAxis.BATCH, OnnxAxis.CHANNELS));
    if (operator.isRead(1)) {
      int last = operator.step(lstm, operator.shape(lstm).width() - 1);
      operator.putOrdered(1, last, List.of(OnnxAxis.ONE, OnnxAxis.BATCH, OnnxAxis.CHANNELS));
    }
    return true;
  }

  private static boolean isZero(OnnxTensor bias) {
    return bias.filling().equals(Optional.of(0.0));
  }

  /** Refuses what PyTorch's LSTM of one direction does not do. */
  private static void requirePlain(OnnxOperator operator) {
    String direction = operator.text("direction", "forward");
    List<String> activations = operator.texts("activations");
    Map<String, Boolean> refusals = new LinkedHashMap<>();
    refusals.put("its direction is %s".formatted(direction), !direction.equals("forward"));
    refusals.put(
        "its activations are %s".formatted(activations),
        !activations.isEmpty()
            && !activations.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList()
                .equals(ACTIVATIONS));
    refusals.put("it clips cells", operator.has("clip"));
    refusals.put("its gates are coupled (input_forget)", operator.integer("input_forget", 0) != 0);
    refusals.put("its layout is 1", operator.integer("layout", 0) != 0);
    refusals.put("it is given lengths of sequences", operator.isGiven(4));
    refusals.put("its first hidden state is not zero", isState(operator, 5));
    refusals.put("its first cell state is not zero", isState(operator, 6));
    refusals.put(
        "it has peepholes", operator.isGiven(7) && !operator.filling(7).equals(Optional.of(0.0)));
    List<String> found =
        refusals.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).toList();
    if (!found.isEmpty()) {
      throw new IllegalArgumentException(
          "%s; only an LSTM forwards from states of zeros is read"
              .formatted(String.join(", ", found)));
    }
  }

  private static boolean isState(OnnxOperator operator, int input) {
    return operator.isGiven(input) && !operator.filling(input).equals(Optional.of(0.0));
  }

  /**
   * Returns one of equal parts of what ONNX has for the only direction, its gates input, output,
   * forget, cell brought into the order input, forget, cell, output.
   */
  private static OnnxTensor ofGates(OnnxTensor array, int part, int parts) {
    int directions = array.shape().get(0);
    int rows = array.shape().get(1);
    if (directions != 1 || rows % (4 * parts) != 0) {
      throw new IllegalArgumentException(
          "its arrays have the shape %s; one direction of four gates is needed"
              .formatted(array.shape()));
    }
    int block = array.values().length / parts / 4;
    double[] values = new double[4 * block];
    int[] from = {0, 2, 3, 1};
    for (int gate = 0; gate < from.length; gate++) {
      System.arraycopy(
          array.values(), (4 * part + from[gate]) * block, values, gate * block, block);
    }
    List<Integer> shape = new ArrayList<>(array.shape().subList(1, array.rank()));
    shape.set(0, rows / parts);
    return new OnnxTensor(shape, values, false);
  }

  private static long[] order(int hidden) {
    return LongStream.of(0, 3, 1, 2)
        .flatMap(gate -> LongStream.range(gate * hidden, (gate + 1) * hidden))
        .toArray();
  }
}
