package nas.engine.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import nas.network.FeatureShape;

/** What ONNX Runtime makes of images, by a file that knows their size. */
final class OnnxRuntimeLogits {

  private OnnxRuntimeLogits() {}

  /**
   * Returns the logits of all images, one after the other.
   *
   * @param pixels unsigned bytes, image after image
   * @param computed a file to be written with the graph as it is computed, whole numbers and all
   */
  static float[] of(byte[] file, FeatureShape image, byte[] pixels, Optional<Path> computed)
      throws OrtException {
    float[] plain = new float[pixels.length];
    for (int i = 0; i < plain.length; i++) {
      plain[i] = pixels[i] & 0xff;
    }
    int count = (int) (pixels.length / image.elements());
    long[] sides = {count, image.channels(), image.height(), image.width()};
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      if (computed.isPresent()) {
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.EXTENDED_OPT);
        options.setOptimizedModelFilePath(computed.get().toString());
      }
      try (OrtSession session = environment.createSession(file, options);
          OnnxTensor images = OnnxTensor.createTensor(environment, FloatBuffer.wrap(plain), sides);
          OrtSession.Result result = session.run(Map.of(OnnxModel.INPUT, images))) {
        float[][] logits = (float[][]) result.get(OnnxModel.LOGITS).orElseThrow().getValue();
        float[] all = new float[count * logits[0].length];
        for (int i = 0; i < all.length; i++) {
          all[i] = logits[i / logits[0].length][i % logits[0].length];
        }
        return all;
      }
    }
  }
}
