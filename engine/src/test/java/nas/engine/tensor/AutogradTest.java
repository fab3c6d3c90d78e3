package nas.engine.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.junit.jupiter.api.Test;

class AutogradTest {

  private static NDArray leaf(NDManager manager, double... values) {
    NDArray leaf = manager.create(values).duplicate();
    leaf.setRequiresGradient(true);
    return leaf;
  }

  @Test
  void differentiatesTwice() {
    try (NDManager manager = PyTorch.manager(Device.CPU)) {
      GradientMode.recorded(
          () -> {
            NDArray x = leaf(manager, 1, 2, 3);
            NDArray y = leaf(manager, 4, 5, 6);
            NDArray scalar = x.mul(x).mul(x).mul(y).sum();
            NDList first = Autograd.gradients(scalar, List.of(x, y), Autograd.Graph.EXTENDED);
            assertArrayEquals(new double[] {12, 60, 162}, first.get(0).toDoubleArray(), 1e-12);
            assertArrayEquals(new double[] {1, 8, 27}, first.get(1).toDoubleArray(), 1e-12);
            NDArray again = first.get(0).sum();
            NDList second = Autograd.gradients(again, List.of(x), Autograd.Graph.FREED);
            assertArrayEquals(new double[] {24, 60, 108}, second.get(0).toDoubleArray(), 1e-12);
            return true;
          });
    }
  }

  @Test
  void keepsTheRecordWhenToldTo() {
    try (NDManager manager = PyTorch.manager(Device.CPU)) {
      GradientMode.recorded(
          () -> {
            NDArray x = leaf(manager, 1, 2);
            NDArray scalar = x.mul(x).sum();
            for (Autograd.Graph graph : List.of(Autograd.Graph.RETAINED, Autograd.Graph.FREED)) {
              NDList gradients = Autograd.gradients(scalar, List.of(x), graph);
              assertArrayEquals(new double[] {2, 4}, gradients.get(0).toDoubleArray());
            }
            assertThrows(
                EngineException.class,
                () -> Autograd.gradients(scalar, List.of(x), Autograd.Graph.FREED));
            return true;
          });
    }
  }

  @Test
  void leavesNothingBehind() {
    try (NDManager manager = PyTorch.manager(Device.CPU)) {
      NDArray x = leaf(manager, 1, 2);
      int before = ((ai.djl.pytorch.engine.PtNDManager) manager).getManagedArrays().size();
      for (int round = 0; round < 3; round++) {
        GradientMode.recorded(
            () -> {
              try (NDArray square = x.mul(x);
                  NDArray scalar = square.sum()) {
                Autograd.gradients(scalar, List.of(x), Autograd.Graph.EXTENDED).close();
              }
              return true;
            });
      }
      assertEquals(before, ((ai.djl.pytorch.engine.PtNDManager) manager).getManagedArrays().size());
    }
  }
}
