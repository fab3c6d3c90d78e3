package nas.engine.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Calls operations of PyTorch that DJL does not offer, through a small TorchScript archive made
 * here: a zip of source text and of the pickled module, which has no attributes.
 */
public final class Scripts {

  private static final String SOURCE =
      """
      class Scripts(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def forward(self: __torch__.Scripts,
            x: Tensor) -> Tensor:
          return x
        def max_pool_as_first(self: __torch__.Scripts,
            images: Tensor,
            window: Tensor) -> Tensor:
          k = int(torch.select(window, 0, 0))
          s = int(torch.select(window, 0, 1))
          p = int(torch.select(window, 0, 2))
          first = torch.slice(images, 0, 0, 1, 1)
          most, at = torch.max_pool2d_with_indices(first, [k, k], [s, s], [p, p], [1, 1], False)
          n = torch.size(images, 0)
          where = torch.expand(torch.flatten(at, 2), [n, -1, -1])
          found = torch.gather(torch.flatten(images, 2), 2, where)
          shape = [n, torch.size(at, 1), torch.size(at, 2), torch.size(at, 3)]
          return torch.reshape(found, shape)
        def clamp(self: __torch__.Scripts,
            values: Tensor,
            bounds: Tensor) -> Tensor:
          least = float(torch.select(bounds, 0, 0))
          most = float(torch.select(bounds, 0, 1))
          return torch.clamp(values, least, most)
        def quantised(self: __torch__.Scripts,
            values: Tensor,
            terms: Tensor) -> Tensor:
          scale = float(torch.select(terms, 0, 0))
          zero = float(torch.select(terms, 0, 1))
          numbers = torch.add(torch.round(torch.div(values, scale)), zero)
          rounded = torch.mul(torch.sub(torch.clamp(numbers, 0., 255.), zero), scale)
          least = torch.mul(torch.sub(0., zero), scale)
          most = torch.mul(torch.sub(255., zero), scale)
          within = torch.clamp(values, least, most)
          straight = torch.sub(within, torch.detach(within))
          return torch.add(torch.detach(rounded), straight)
        def silu(self: __torch__.Scripts,
            values: Tensor) -> Tensor:
          return torch.silu(values)
        def singular_values(self: __torch__.Scripts,
            matrix: Tensor) -> Tensor:
          return torch.linalg_svdvals(matrix)
        def eigenvalues(self: __torch__.Scripts,
            matrix: Tensor) -> Tensor:
          return torch.linalg_eigvalsh(matrix)
        def hard_swish(self: __torch__.Scripts,
            values: Tensor) -> Tensor:
          return torch.hardswish(values)
      """
          + gradients("gradients", false, false)
          + gradients("gradients_retained", true, false)
          + gradients("gradients_recorded", true, true);

  /** What Python's pickle writes for an object without attributes but its mode. */
  private static final byte[] MODULE =
      latin("\u0080\u0002c__torch__\nScripts\n)\u0081}(X\b\0\0\0training\u0088ub.");

  private static final byte[] NO_CONSTANTS = latin("\u0080\u0002).");

  /** Arrays whose names name methods; on the processor, as only their names are looked at. */
  private static final Map<String, NDArray> METHODS = new ConcurrentHashMap<>();

  private static @Nullable PtSymbolBlock loaded;

  private Scripts() {}

  /**
   * Returns the source of a method that differentiates.
   *
   * @param retained whether the record of operations stays
   * @param recorded whether the derivatives are recorded too
   */
  private static String gradients(String name, boolean retained, boolean recorded) {
    return """
      def %s(self: __torch__.Scripts,
          outputs: List[Tensor],
          inputs: List[Tensor]) -> List[Tensor]:
        found = torch.grad(outputs, inputs, None, %s, %s, False)
        result = annotate(List[Tensor], [])
        for i in range(torch.len(found)):
          _0 = torch.append(result, unchecked_cast(Tensor, found[i]))
        return result
    """
        .formatted(name, python(retained), python(recorded));
  }

  private static String python(boolean value) {
    return value ? "True" : "False";
  }

  private static synchronized PtSymbolBlock module() {
    PtSymbolBlock block = loaded;
    if (block == null) {
      try {
        PtNDManager manager = (PtNDManager) PyTorch.manager(Device.CPU);
        block = JniUtils.loadModule(manager, new ByteArrayInputStream(archive()), false, false);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      loaded = block;
    }
    return block;
  }

  private static byte[] archive() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "scripts/data.pkl", MODULE);
      store(zip, "scripts/code/__torch__.py", SOURCE.getBytes(StandardCharsets.UTF_8));
      store(zip, "scripts/constants.pkl", NO_CONSTANTS);
      store(zip, "scripts/version", latin("3\n"));
    }
    return bytes.toByteArray();
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Calls a method whose result is one tensor, which belongs to the scope of the first. */
  static Tensor call(String method, Tensor first, Tensor... others) {
    NDList arguments = new NDList(positional(first));
    for (Tensor other : others) {
      arguments.add(positional(other));
    }
    return first.scope().own((PtNDArray) call(method, arguments).get(0));
  }

  /** An array that was told to belong to a list would still be taken for one of it. */
  private static NDArray positional(Tensor tensor) {
    NDArray array = tensor.array();
    array.setName("argument");
    return array;
  }

  private static NDArray named(String method) {
    NDArray name = PyTorch.manager(Device.CPU).create(0);
    name.setName("module_method:" + method);
    return name;
  }

  /**
   * Calls a method of the archive.
   *
   * @param arguments arrays in the order of the method's parameters; an array of a list is named by
   *     its parameter and {@code []}
   * @return its results, attached to the manager of the first argument; the caller closes them
   */
  public static NDList call(String method, NDList arguments) {
    PtSymbolBlock module = module();
    // The optimiser would rewrite what is differentiated; the switch is one of the thread.
    JniUtils.setGraphExecutorOptimize(false);
    NDList all = new NDList(arguments);
    all.add(METHODS.computeIfAbsent(method, Scripts::named));
    return IValueUtils.forward(module, all, true);
  }
}
