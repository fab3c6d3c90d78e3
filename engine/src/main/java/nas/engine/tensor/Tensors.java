package nas.engine.tensor;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Tensors that are closed together. */
public final class Tensors extends AbstractList<Tensor> implements AutoCloseable {

  private final List<Tensor> tensors;

  /** Creates an empty list. */
  public Tensors() {
    tensors = new ArrayList<>();
  }

  /** Creates a list of some tensors. */
  public Tensors(Collection<Tensor> tensors) {
    this.tensors = new ArrayList<>(tensors);
  }

  @Override
  public Tensor get(int index) {
    return tensors.get(index);
  }

  @Override
  public int size() {
    return tensors.size();
  }

  @Override
  public void add(int index, Tensor tensor) {
    tensors.add(index, tensor);
  }

  /** Closes all. */
  @Override
  public void close() {
    tensors.forEach(Tensor::close);
  }
}
