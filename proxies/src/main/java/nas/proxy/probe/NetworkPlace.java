package nas.proxy.probe;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import nas.engine.MemoryFormat;
import nas.engine.NetworkRuntime;
import nas.engine.WeightSource;
import nas.engine.tensor.Precision;
import nas.network.Network;
import nas.proxy.ImageBatch;
import nas.proxy.Nodes;
import nas.proxy.Place;
import org.jspecify.annotations.Nullable;

/** Where one network is measured, by one thread. */
final class NetworkPlace implements Place, AutoCloseable {

  private final NetworkProbe settings;
  private final Network network;
  private final boolean readsInput;
  private final WeightSource weights;
  private final List<ImageBatch> batches;
  private final Streams streams;
  private @Nullable NetworkRuntime magnitudes;

  NetworkPlace(
      NetworkProbe settings,
      Network network,
      WeightSource weights,
      List<ImageBatch> batches,
      Streams streams) {
    this.settings = settings;
    this.network = network;
    readsInput = NetworkRuntime.readsInput(network);
    this.weights = weights;
    this.batches = List.copyOf(batches);
    this.streams = streams;
  }

  @Override
  public Network network() {
    return network;
  }

  @Override
  public boolean readsInput() {
    return readsInput;
  }

  @Override
  public WeightSource weights() {
    return weights;
  }

  @Override
  public List<ImageBatch> batches() {
    return batches;
  }

  @Override
  public long seed() {
    return streams.seed();
  }

  @Override
  public long stream(String purpose) {
    return streams.of(network.id(), purpose);
  }

  @Override
  public Precision precision() {
    return settings.precision();
  }

  @Override
  public MemoryFormat layout() {
    return settings.layout();
  }

  @Override
  public NetworkRuntime open(Network opened, WeightSource source, Nodes nodes) {
    return nodes == Nodes.ALL
        ? NetworkRuntime.createWhole(opened, source, settings.device(), precision())
        : NetworkRuntime.create(opened, source, settings.device(), precision());
  }

  @Override
  public NetworkRuntime magnitudes() {
    NetworkRuntime opened = magnitudes;
    if (opened == null) {
      WeightSource absolute =
          parameter -> {
            IntToDoubleFunction values = weights.valuesOf(parameter);
            return element -> Math.abs(values.applyAsDouble(element));
          };
      opened = open(network, absolute, Nodes.LIVE);
      magnitudes = opened;
    }
    return opened;
  }

  @Override
  public void close() {
    NetworkRuntime opened = magnitudes;
    if (opened != null) {
      opened.close();
    }
  }
}
