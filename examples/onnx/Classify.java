import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.File;
import java.nio.FloatBuffer;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * Classifies image files by an exported network; needs ONNX Runtime only.
 *
 * <pre>
 * java -cp onnxruntime-1.22.0.jar examples/onnx/Classify.java animals.onnx photo.jpg
 * </pre>
 */
public final class Classify {

  private Classify() {}

  /** Prints the most probable class of each image; the first argument is the network. */
  public static void main(String[] arguments) throws Exception {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(arguments[0])) {
      Map<String, String> metadata = session.getMetadata().getCustomMetadata();
      TensorInfo input = (TensorInfo) session.getInputInfo().get("image").getInfo();
      int channels = (int) input.getShape()[1];
      int height = (int) input.getShape()[2];
      int width = (int) input.getShape()[3];
      for (int argument = 1; argument < arguments.length; argument++) {
        BufferedImage image = ImageIO.read(new File(arguments[argument]));
        FloatBuffer pixels = pixels(image, channels, height, width);
        long[] shape = {1, channels, height, width};
        try (OnnxTensor tensor = OnnxTensor.createTensor(environment, pixels, shape);
            OrtSession.Result result = session.run(Map.of("image", tensor))) {
          float[] shares = ((float[][]) result.get("probabilities").orElseThrow().getValue())[0];
          int best = 0;
          for (int label = 1; label < shares.length; label++) {
            best = shares[label] > shares[best] ? label : best;
          }
          System.out.printf(
              "%s: %s %.2f %%%n",
              arguments[argument], metadata.get("class." + best), 100 * shares[best]);
        }
      }
    }
  }

  /** Scales an image to the network's size; channel after channel, row after row, 0 to 255. */
  static FloatBuffer pixels(BufferedImage image, int channels, int height, int width) {
    int type = channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
    BufferedImage scaled = new BufferedImage(width, height, type);
    Graphics2D graphics = scaled.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    FloatBuffer pixels = FloatBuffer.allocate(channels * height * width);
    for (int channel = 0; channel < channels; channel++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          pixels.put(scaled.getRaster().getSample(x, y, channel));
        }
      }
    }
    return pixels.rewind();
  }
}
