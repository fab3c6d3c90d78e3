package nas.proxy.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class FittingMinibatchTest {

  @Test
  void takesThirtyTwoImagesOrAllThereAre() {
    assertEquals(32, FittingMinibatch.size(List.of(500, 500), false));
    assertEquals(32, FittingMinibatch.size(List.of(16, 16), false));
    assertEquals(7, FittingMinibatch.size(List.of(3, 4), false));
    assertEquals(1, FittingMinibatch.size(List.of(1), false));
  }

  @Test
  void balancedOnesHaveAsManyOfEveryClass() {
    assertEquals(30, FittingMinibatch.size(List.of(60, 60, 60), true));
    assertEquals(6, FittingMinibatch.size(List.of(60, 2, 60), true));
    assertEquals(100, FittingMinibatch.size(java.util.Collections.nCopies(100, 5), true));
  }
}
