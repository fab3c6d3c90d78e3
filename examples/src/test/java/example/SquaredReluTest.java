package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import nas.engine.kernel.OperationContract;
import nas.engine.kernel.OperationSample;
import nas.network.FeatureShape;
import org.junit.jupiter.api.Test;

class SquaredReluTest implements OperationContract {

  @Override
  public List<OperationSample> samples() {
    return List.of(
        OperationSample.of(new SquaredRelu(1), new FeatureShape(2, 3, 4)),
        OperationSample.of(new SquaredRelu(0.5), FeatureShape.sequence(2, 5)));
  }

  @Test
  void takesOneInput() {
    FeatureShape shape = new FeatureShape(2, 3, 4);
    assertEquals(shape, new SquaredRelu(2).infer(List.of(shape)));
    assertThrows(
        IllegalArgumentException.class, () -> new SquaredRelu(2).infer(List.of(shape, shape)));
  }
}
