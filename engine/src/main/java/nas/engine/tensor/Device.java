package nas.engine.tensor;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.core.plugin.InvalidSettingException;

/**
 * Where tensors live: the processor, or one GPU.
 *
 * <p>The program comes with a PyTorch for processors. To use an NVIDIA GPU, give it a PyTorch with
 * CUDA, of the very version that it was built for ({@link PyTorch#versions()}; others fail at the
 * first array), by environment variables. With a Python that has PyTorch 2.7.1 for CUDA 12.8:
 *
 * <pre>
 * pip install torch==2.7.1 --index-url https://download.pytorch.org/whl/cu128
 * export PYTORCH_LIBRARY_PATH=$(python3 -c "import torch; print(torch.__path__[0])")/lib
 * export PYTORCH_VERSION=2.7.1
 * export PYTORCH_FLAVOR=cu128
 * java -jar nas-benchmarks.jar plan --device gpu:0
 * </pre>
 *
 * <p>Convolutions on a GPU are computed by algorithms that repeat their bits and without TF32.
 * Numbers differ from those of a processor in their last digits.
 *
 * @param gpu index of the GPU, or empty for the processor
 */
public record Device(OptionalInt gpu) {

  /** The processor. */
  public static final Device CPU = new Device(OptionalInt.empty());

  private static final Pattern GPU = Pattern.compile("gpu:([0-9]{1,4})");

  /**
   * Reads {@code cpu} or {@code gpu:k} and checks that the device is there.
   *
   * @throws InvalidSettingException (key {@code device}) if it is not
   */
  public static Device parse(String text) {
    if (text.equals("cpu")) {
      return CPU;
    }
    Matcher matcher = GPU.matcher(text);
    if (!matcher.matches()) {
      throw new InvalidSettingException(
          "device", "device (" + text + ") must be cpu or gpu:k", "write cpu, or gpu:0");
    }
    int index = Integer.parseInt(matcher.group(1));
    int present = PyTorch.gpus();
    if (index >= present) {
      throw new InvalidSettingException(
          "device",
          "device (" + text + ") is not there (PyTorch sees " + count(present) + ")",
          present > 0
              ? "use a device from gpu:0 to gpu:" + (present - 1)
              : "use cpu, or set the environment variables PYTORCH_LIBRARY_PATH (the lib folder of"
                  + " a PyTorch "
                  + PyTorch.version()
                  + " with CUDA), PYTORCH_VERSION="
                  + PyTorch.version()
                  + " and PYTORCH_FLAVOR, such as cu128");
    }
    return new Device(OptionalInt.of(index));
  }

  private static String count(int gpus) {
    return gpus == 0 ? "no GPU" : gpus == 1 ? "1 GPU" : gpus + " GPUs";
  }

  ai.djl.Device djl() {
    return gpu.isPresent() ? ai.djl.Device.gpu(gpu.getAsInt()) : ai.djl.Device.cpu();
  }

  @Override
  public String toString() {
    return gpu.isPresent() ? "gpu:" + gpu.getAsInt() : "cpu";
  }
}
