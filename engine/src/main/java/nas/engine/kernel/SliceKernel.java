package nas.engine.kernel;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import nas.engine.tensor.Tensor;
import nas.network.operation.Slice;

/** Executes {@link Slice}. */
public final class SliceKernel implements Kernel<Slice> {

  @Override
  public Class<Slice> operation() {
    return Slice.class;
  }

  @Override
  public Tensor forward(Call<Slice> call) {
    return call.input().slice(1, call.operation().from(), call.operation().to());
  }

  @Override
  public Scaled synflow(Call<Slice> call, Synflow synflow) {
    return synflow.linear(call, this::forward);
  }

  @Override
  public String onnx(OnnxCall<Slice> call) {
    return call.result(
        "Slice",
        OnnxAttributes.none(),
        call.input(),
        call.numbers("from", call.operation().from()),
        call.numbers("to", call.operation().to()),
        call.numbers("axis", 1));
  }

  @Override
  public Set<String> onnxOperators() {
    return Set.of("Slice", "Split");
  }

  @Override
  public boolean read(OnnxOperator operator) {
    if (CropKernel.isRead(operator)) {
      return false;
    }
    if (operator.operator().equals("Split")) {
      readParts(operator);
    } else {
      readSlice(operator);
    }
    return true;
  }

  private static void readSlice(OnnxOperator operator) {
    int input = operator.values(0);
    List<Integer> starts = operator.setting("starts", 1, 10).orElse(List.of());
    List<Integer> ends = operator.setting("ends", 2, 10).orElse(List.of());
    List<Integer> axes = operator.setting("axes", 3, 10).orElse(List.of(0));
    List<Integer> steps = operator.setting("steps", 4, 10).orElse(List.of(1));
    if (starts.size() != 1 || ends.size() != 1 || !steps.equals(List.of(1))) {
      throw new IllegalArgumentException("only neighbouring channels are sliced");
    }
    ConcatenateKernel.requireChannels(operator, 0, axes.get(0));
    int channels = operator.shape(input).channels();
    operator.put(
        operator.add(
            new Slice(within(starts.get(0), channels), within(ends.get(0), channels)), input));
  }

  static int within(int place, int channels) {
    return Math.max(0, Math.min(place < 0 ? place + channels : place, channels));
  }

  private static void readParts(OnnxOperator operator) {
    ConcatenateKernel.requireChannels(operator, 0, operator.integer("axis", 0));
    int input = operator.values(0);
    int parts = operator.outputs();
    int channels = operator.shape(input).channels();
    int equal = (channels + parts - 1) / parts;
    List<Integer> sizes =
        operator.setting("split", 1, 13).orElseGet(() -> Collections.nCopies(parts, equal));
    if (sizes.size() != parts) {
      throw new IllegalArgumentException(
          "it has %d sizes for %d parts".formatted(sizes.size(), parts));
    }
    int from = 0;
    for (int part = 0; part < parts; part++) {
      int to = Math.min(channels, Math.addExact(from, sizes.get(part)));
      int slice = operator.add(new Slice(from, to), input);
      operator.putLike(part, slice, 0);
      from = to;
    }
  }
}
