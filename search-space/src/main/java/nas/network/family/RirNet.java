package nas.network.family;

import java.util.List;
import java.util.Optional;
import nas.network.Network.Role;
import nas.network.operation.GlobalAveragePool;

/** Residual networks of two streams for small images. */
public final class RirNet implements NetworkFamily {

  @Override
  public String name() {
    return "rir-small";
  }

  @Override
  public String summary() {
    return "Residual networks in residual networks, two streams, for small images: Targ et al. 2016, arXiv:1603.08029";
  }

  @Override
  public List<String> members() {
    return List.of("rir");
  }

  @Override
  public int pixels() {
    return 32;
  }

  @Override
  public Optional<Member> find(String member) {
    if (!member.equals("rir")) {
      return Optional.empty();
    }
    return Optional.of(
        task -> {
          Layers net = new Layers(member, task).at(Role.STEM, "stem");
          int residual = net.convNormRelu(Layers.INPUT, 48, 3, 1);
          int plain = net.convNormRelu(Layers.INPUT, 48, 3, 1);
          Streams streams = new Streams(residual, plain);
          for (int stage = 0; stage < UNITS.size(); stage++) {
            for (int unit = 0; unit < UNITS.get(stage); unit++) {
              int stride = stage > 0 && unit == 0 ? 2 : 1;
              net.at(
                  stride == 2 ? Role.REDUCTION : Role.CELL,
                  "stage%d.unit%d".formatted(stage + 1, unit + 1));
              streams = unit(net, streams, 48 << stage, stride);
            }
          }
          net.at(Role.HEAD, "head");
          int both = net.concatenate(streams.residual(), streams.plain());
          net.add(new GlobalAveragePool(), net.convNorm(both, task.classes(), 1, 1));
          return net.build();
        });
  }

  private static final List<Integer> UNITS = List.of(4, 6, 6);

  /** The last nodes of both streams. */
  private record Streams(int residual, int plain) {}

  private static Streams unit(Layers net, Streams streams, int channels, int stride) {
    int from = streams.residual();
    int other = streams.plain();
    int kept =
        Residual.changes(net, from, channels, stride) ? net.conv(from, channels, 1, stride) : from;
    int toPlain = net.conv(from, channels, 3, stride);
    int toResidual = net.conv(other, channels, 3, stride);
    int residual = net.conv(from, channels, 3, stride);
    int plain = net.conv(other, channels, 3, stride);
    int residualSum = net.sum(net.sum(residual, kept), toResidual);
    int plainSum = net.sum(plain, toPlain);
    return new Streams(net.normRelu(residualSum), net.normRelu(plainSum));
  }
}
