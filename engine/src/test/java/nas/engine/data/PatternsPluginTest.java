package nas.engine.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import nas.core.plugin.InvalidSettingException;
import org.junit.jupiter.api.Test;

/** Images that a generator writes. */
class PatternsPluginTest {

  private static ImageData read(int perClass, int test, int noise, long seed) {
    return new PatternsPlugin().read(new PatternsPlugin.Settings(perClass, test, 24, noise, seed));
  }

  @Test
  void classesHaveAsManyImages() {
    ImageData data = read(7, 3, 40, 1);
    assertEquals(List.of("stripes", "checkers", "blobs"), data.classNames());
    assertEquals(21, data.training().count());
    assertEquals(9, data.test().orElseThrow().count());
    for (int label = 0; label < 3; label++) {
      int one = label;
      assertEquals(7, Arrays.stream(data.training().labels()).filter(of -> of == one).count());
    }
    assertTrue(read(7, 0, 40, 1).test().isEmpty());
  }

  @Test
  void picturesDependOnTheSeedAloneAndNotOnTheirNumber() {
    ImageData few = read(4, 5, 40, 1);
    ImageData many = read(9, 5, 40, 1);
    assertEquals(few.sha256(), read(4, 5, 40, 1).sha256());
    assertNotEquals(few.sha256(), read(4, 5, 40, 2).sha256());
    assertArrayEquals(
        few.training().pixels(),
        Arrays.copyOf(many.training().pixels(), few.training().pixels().length));
    assertArrayEquals(few.test().orElseThrow().pixels(), many.test().orElseThrow().pixels());
    assertTrue(
        !Arrays.equals(
            few.training().pixels(),
            Arrays.copyOf(few.test().orElseThrow().pixels(), 4 * 3 * 1728)));
  }

  @Test
  void brightnessDoesNotTellClassesApart() {
    ImageData data = read(200, 0, 0, 3);
    double[] sums = new double[3];
    double[] squares = new double[3];
    int bytes = 3 * 24 * 24;
    for (int image = 0; image < data.training().count(); image++) {
      double sum = 0;
      for (int at = image * bytes; at < (image + 1) * bytes; at++) {
        sum += data.training().pixels()[at] & 0xff;
      }
      sums[data.training().labels()[image]] += sum / bytes / 200;
      squares[data.training().labels()[image]] += sum / bytes * sum / bytes / 200;
    }
    for (int label = 1; label < 3; label++) {
      double deviation = Math.sqrt((squares[label] - sums[label] * sums[label]) / 200);
      assertEquals(sums[0], sums[label], 5 * Math.sqrt(2) * deviation);
    }
  }

  @Test
  void picturesBeyondMemoryAreRefused() {
    InvalidSettingException refused =
        assertThrows(
            InvalidSettingException.class,
            () -> new PatternsPlugin.Settings(100_000, 0, 512, 40, 0));
    assertEquals("per-class", refused.key());
  }
}
