package nas.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Tensor;
import nas.engine.tensor.Tensors;
import nas.network.Network;
import org.jspecify.annotations.Nullable;

/**
 * The states that a batch of examples has ended with, with which the next one begins: truncated
 * back-propagation through time, as no gradient flows back into the batch before.
 *
 * <p>Row after row of a batch must be what follows the same row of the batch before. A batch may
 * have fewer rows than that; the first ones go on then.
 */
final class CarriedStates {

  /** By node that ends an example, those that the next begins with. */
  private final Map<Integer, List<Integer>> starts;

  private final Map<Integer, Tensor> kept = new HashMap<>();

  /** By node whose operation has states of its own, these. */
  private final Map<Integer, List<Tensor>> own = new HashMap<>();

  CarriedStates(Network network) {
    starts =
        network.states().stream()
            .collect(
                Collectors.groupingBy(
                    Network.State::end,
                    Collectors.mapping(Network.State::start, Collectors.toList())));
  }

  /** Returns what a node begins with, which the caller closes; null if it computes that itself. */
  @Nullable Tensor before(int node, long batch) {
    Tensor state = kept.get(node);
    return state == null ? null : first(state, batch);
  }

  private static Tensor first(Tensor state, long batch) {
    if (state.size(0) < batch) {
      throw new IllegalArgumentException(
          "a batch of %d follows one of %d".formatted(batch, state.size(0)));
    }
    return state.slice(0, 0, batch);
  }

  /** Returns what the operation of a node begins with, which the caller closes; maybe nothing. */
  Tensors ofOperation(int node, long batch) {
    Tensors states = new Tensors();
    for (Tensor state : own.getOrDefault(node, List.of())) {
      states.add(first(state, batch));
    }
    return states;
  }

  /** Keeps what the operation of a node ends with. */
  void keepOfOperation(int node, List<Tensor> states) {
    List<Tensor> copies = GradientMode.unrecorded(() -> states.stream().map(Tensor::copy).toList());
    List<Tensor> before = own.put(node, copies);
    if (before != null) {
      before.forEach(Tensor::close);
    }
  }

  /** Keeps the value of a node that ends an example. */
  void keep(int node, Tensor value) {
    for (int start : starts.getOrDefault(node, List.of())) {
      Tensor copy = GradientMode.unrecorded(value::copy);
      Tensor before = kept.put(start, copy);
      if (before != null) {
        before.close();
      }
    }
  }

  /** Makes the next batch begin with zeros. */
  void forget() {
    List<Tensor> states = new ArrayList<>(kept.values());
    own.values().forEach(states::addAll);
    kept.clear();
    own.clear();
    states.forEach(Tensor::close);
  }
}
