package nas.engine.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import nas.engine.NetworkRuntime;
import nas.engine.data.Normalisation;
import nas.engine.model.ModelSignature;
import nas.engine.model.Models;
import nas.engine.model.TrainedModel;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.network.FeatureShape;
import nas.network.Network;

/** A network with random arrays, executed here or by ONNX Runtime, which knows nothing of it. */
public final class ExportedNetwork {

  private final TrainedModel model;

  private ExportedNetwork(TrainedModel model) {
    this.model = model;
  }

  /** Draws arrays for a network; its input is not normalised. */
  public static ExportedNetwork random(Network network, long seed) {
    TrainedModel drawn = Models.random(network, seed);
    Normalisation none =
        new Normalisation(
            Collections.nCopies(network.input().channels(), new Normalisation.Channel(0, 1)));
    return new ExportedNetwork(
        new TrainedModel(
            network,
            drawn.tensors(),
            ModelSignature.ofImages(drawn.classNames(), none),
            drawn.values(),
            drawn.provenance()));
  }

  /** Puts the network on the processor. */
  public NetworkRuntime open() {
    return NetworkRuntime.restore(model.network(), model.tensors(), Device.CPU, Precision.FLOAT32);
  }

  /** Returns the parameters of the network that was exported. */
  public long parameters() {
    return model.network().parameters();
  }

  /** Returns the network that its own file holds. */
  public OnnxReader.ReadNetwork reread() throws IOException {
    Path file = Files.createTempFile("exported", ".onnx");
    try {
      Files.write(file, OnnxModel.bytes(model, OnnxModel.ImageSize.NETWORK));
      return OnnxReader.read(file);
    } finally {
      Files.delete(file);
    }
  }

  /** Returns what ONNX Runtime makes of examples. */
  public float[] logits(double[] input, int examples) throws OrtException {
    byte[] file = OnnxModel.bytes(model, OnnxModel.ImageSize.NETWORK);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      try (OrtSession session = environment.createSession(file, options);
          OnnxTensor batch = batch(environment, input, examples);
          OrtSession.Result result =
              session.run(Map.of(OnnxModel.inputName(model.network().input()), batch))) {
        float[][] logits = (float[][]) result.get(OnnxModel.LOGITS).orElseThrow().getValue();
        float[] all = new float[examples * model.classNames().size()];
        for (int index = 0; index < all.length; index++) {
          int classes = model.classNames().size();
          all[index] = logits[index / classes][index % classes];
        }
        return all;
      }
    }
  }

  private OnnxTensor batch(OrtEnvironment environment, double[] input, int examples)
      throws OrtException {
    FeatureShape shape = model.network().input();
    long[] sides =
        LongStream.concat(
                LongStream.of(examples), shape.sizes().stream().mapToLong(Integer::longValue))
            .toArray();
    if (shape.kind() == FeatureShape.Kind.TOKENS) {
      long[] tokens = Arrays.stream(input).mapToLong(value -> (long) value).toArray();
      return OnnxTensor.createTensor(environment, LongBuffer.wrap(tokens), sides);
    }
    float[] values = new float[input.length];
    IntStream.range(0, values.length).forEach(index -> values[index] = (float) input[index]);
    return OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), sides);
  }
}
