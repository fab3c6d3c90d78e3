package nas.engine.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import org.junit.jupiter.api.Test;

class ConvolutionCheckTest {

  @Test
  void convolutionsOfSingleAndDoublePrecisionAgreeOnThisMachine() {
    PyTorch.prepare();
    double error = ConvolutionCheck.error(Engine.getEngine("PyTorch"));
    assertTrue(error > 0, () -> "both were computed alike: " + error);
    assertTrue(error < 1e-4, () -> "off by " + error);
  }

  @Test
  void oneDnnCanBeSwitchedOffAndOn() {
    PyTorch.prepare();
    Engine engine = Engine.getEngine("PyTorch");
    boolean off = PyTorch.versions().containsKey("onednn");
    double before = ConvolutionCheck.error(engine);
    assertTrue(TorchSwitches.enableOneDnn(false));
    try {
      double without = ConvolutionCheck.error(engine);
      assertTrue(ConvolutionCheck.isRounding(without));
      if (off) {
        assertEquals(before, without, "it is off on this processor");
      }
    } finally {
      TorchSwitches.enableOneDnn(!off);
    }
    assertEquals(before, ConvolutionCheck.error(engine));
  }

  @Test
  void anErrorThatIsNotOneOfRoundingIsSeen() {
    assertTrue(ConvolutionCheck.isRounding(1e-5));
    assertFalse(ConvolutionCheck.isRounding(0.17));
    assertFalse(ConvolutionCheck.isRounding(Double.POSITIVE_INFINITY));
  }
}
