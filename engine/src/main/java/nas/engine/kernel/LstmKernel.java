package nas.engine.kernel;

import java.util.ArrayList;
import java.util.List;
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
        Tensor zeros =
            read.scope().full(read.precision(), 0, 1, call.batch(), call.operation().hidden())) {
      State state = new State(zeros, zeros);
      for (Tensor gate : gates) {
        state = next(gate, state, weights, bias(call, 1));
        states.add(state.hidden());
        states.add(state.cell());
      }
      return hidden(states);
    } finally {
      states.forEach(Tensor::close);
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

  private static long[] order(int hidden) {
    return LongStream.of(0, 3, 1, 2)
        .flatMap(gate -> LongStream.range(gate * hidden, (gate + 1) * hidden))
        .toArray();
  }
}
