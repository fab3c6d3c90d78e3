package nas.engine.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import nas.core.ChiSquare;
import nas.core.plugin.InvalidSettingException;
import nas.network.FeatureShape;
import nas.network.LabelSequence;
import org.junit.jupiter.api.Test;

class TonesPluginTest {

  private static final int FEATURES = 12;
  private static final int FRAMES = 64;

  private static TonesPlugin.Settings settings(double noise, int sequences, long seed) {
    return new TonesPlugin.Settings(4, FEATURES, FRAMES, 4, noise, sequences, seed);
  }

  private static Dataset read(double noise, int sequences, long seed) {
    return new TonesPlugin().read(settings(noise, sequences, seed));
  }

  /** Without noise the strongest feature of each stretch says which label sounds there. */
  @Test
  void theLabelsSoundInTheirOrder() {
    Dataset data = read(0, 400, 1);
    assertEquals(FeatureShape.sequence(FEATURES, FRAMES), data.task().input());
    assertEquals(new LabelSequence(5, 16, 4), data.task().target());
    assertEquals(320, data.examples(Part.TRAINING).count());
    assertEquals(40, data.examples(Part.VALIDATION).count());
    assertEquals(40, data.examples(Part.TEST).count());
    long[] lengths = new long[4];
    long[] tones = new long[4];
    float[] input = new float[FEATURES * FRAMES];
    int[] labels = new int[4];
    for (int example = 0; example < 320; example++) {
      data.examples(Part.TRAINING).read(example, input, labels);
      int length = 0;
      for (int stretch = 0; stretch < 4; stretch++) {
        double[] sums = new double[4];
        for (int feature = 0; feature < FEATURES; feature++) {
          for (int frame = stretch * 16; frame < (stretch + 1) * 16; frame++) {
            sums[feature / 3] += input[feature * FRAMES + frame];
          }
        }
        int loudest = 0;
        for (int tone = 1; tone < 4; tone++) {
          loudest = sums[tone] > sums[loudest] ? tone : loudest;
        }
        assertEquals(labels[stretch], sums[loudest] > 0 ? loudest + 1 : 0);
        if (labels[stretch] > 0) {
          length++;
          tones[labels[stretch] - 1]++;
        }
      }
      assertTrue(length > 0);
      lengths[length - 1]++;
    }
    ChiSquare.assertUniform(lengths, "numbers of labels");
    ChiSquare.assertUniform(tones, "tones");
  }

  @Test
  void theSeedDecides() {
    assertEquals(read(0.3, 30, 7).sha256(), read(0.3, 30, 7).sha256());
    assertNotEquals(read(0.3, 30, 7).sha256(), read(0.3, 30, 8).sha256());
    assertNotEquals(read(0.3, 30, 7).sha256(), read(0.2, 30, 7).sha256());
  }

  @Test
  void whatCannotBeSpeltIsRefused() {
    InvalidSettingException crowded =
        assertThrows(
            InvalidSettingException.class, () -> new TonesPlugin.Settings(4, 8, 64, 9, 0, 100, 0));
    assertEquals("most-labels (9) needs at least 72 frames, got 64", crowded.getMessage());
    assertEquals("use at most 8, or more frames", crowded.advice());
    InvalidSettingException odd =
        assertThrows(
            InvalidSettingException.class, () -> new TonesPlugin.Settings(4, 8, 66, 4, 0, 100, 0));
    assertEquals("frames (66) must be a multiple of 4", odd.getMessage());
    assertEquals("use 64", odd.advice());
  }
}
