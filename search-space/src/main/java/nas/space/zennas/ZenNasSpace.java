package nas.space.zennas;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.core.plugin.InvalidSettingException;
import nas.core.text.ErrorText;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.network.zen.ZenBuilder;
import nas.network.zen.ZenFamily;
import nas.network.zen.ZenMutation;
import nas.network.zen.ZenNetwork;
import nas.space.Blueprint;
import nas.space.Capability;
import nas.space.CellGraph;
import nas.space.Diagram;
import nas.space.InvalidArchitectureException;
import nas.space.Space;

/**
 * Networks of Zen-NAS that keep limits of size.
 *
 * <p>Lin et al. 2021, arXiv:2102.01063. The published search starts from one small network and
 * knows no other way to draw one than to change what it has; so a sample is the end of a random
 * walk of such changes. Deviations: a change that breaks a limit, or changes nothing, is drawn
 * again, where the published search spends an iteration on it.
 */
public final class ZenNasSpace implements Space<ZenNetwork> {

  static final String NAME = "zennas";

  /** How many blocks an edit of the published search draws. */
  private static final int DRAWS = 2;

  private static final int PATIENCE = 10_000;
  private static final String ADVICE =
      "write blocks such as SuperConvK3BNRELU(3,8,1,1)SuperResK3K3(8,16,1,8,1), or one of "
          + String.join(", ", ZenFamily.strings().keySet());
  private static final int CHANNEL_STEP = 8;
  private static final long TYPES = 12;
  private static final long SUB_LAYERS = 5;

  private final ZenNasSettings settings;
  private final ZenNetwork start;

  /**
   * Creates the space.
   *
   * @throws InvalidSettingException if the network to start from is none, or breaks a limit, or
   *     nothing can be made of it within the limits
   */
  public ZenNasSpace(ZenNasSettings settings) {
    this.settings = settings;
    try {
      this.start = read(settings.start());
    } catch (IllegalArgumentException malformed) {
      throw new InvalidSettingException(
          "start",
          "start ("
              + ErrorText.quote(settings.start())
              + ") is no network: "
              + malformed.getMessage(),
          ADVICE);
    }
    settings
        .limits()
        .whyBroken(start)
        .ifPresent(
            broken -> {
              throw new InvalidSettingException(
                  "start",
                  "start (" + shown(settings.start()) + ") does not keep the limits: " + broken,
                  "raise that limit, or start from a smaller network");
            });
    if (edited(start, Seeds.generator(0)).isEmpty()) {
      throw new InvalidSettingException(
          "limits",
          "limits are kept by start (%s) alone: none of %d edits of it keeps them"
              .formatted(shown(settings.start()), PATIENCE),
          "raise them, or start from a smaller network");
    }
  }

  private static String shown(String text) {
    return ZenFamily.strings().containsKey(text) ? text : ErrorText.quote(text);
  }

  private static ZenNetwork read(String text) {
    Map<String, String> published = ZenFamily.strings();
    return ZenNetwork.parse(published.getOrDefault(text, text));
  }

  @Override
  public String name() {
    return NAME;
  }

  /** Returns an upper limit: every sub-layer in a block of its own, of any kind and width. */
  @Override
  public BigInteger size() {
    ZenMutation mutation = settings.edits().mutation();
    long widths = Math.min(mutation.mostChannels(), 65_536) / CHANNEL_STEP;
    return BigInteger.valueOf(TYPES * SUB_LAYERS)
        .multiply(BigInteger.valueOf(widths).pow(2))
        .pow(settings.limits().layers());
  }

  /** Walks from the start by so many edits as the settings say. */
  @Override
  public ZenNetwork sample(RandomGenerator random) {
    ZenNetwork network = start;
    for (int step = 0; step < settings.steps(); step++) {
      ZenNetwork next = settings.edits().mutation().mutate(network, step == 0 ? 1 : DRAWS, random);
      network = whyInvalid(next).isEmpty() ? next : network;
    }
    return network;
  }

  @Override
  public String drawing() {
    return "random walks of %d edits from %s".formatted(settings.steps(), settings.start());
  }

  /** Returns the networks of one changed block that keep the limits: some thousands. */
  @Override
  public List<ZenNetwork> neighbours(ZenNetwork network) {
    return settings.edits().mutation().neighbours(valid(network)).stream()
        .filter(neighbour -> whyInvalid(neighbour).isEmpty())
        .toList();
  }

  /**
   * Changes a network as published: up to two blocks, which become others with unequal chances, so
   * that not all neighbours are equally likely and some results are two edits away.
   *
   * @throws InvalidArchitectureException if the network is invalid, or no change of it keeps the
   *     limits
   */
  @Override
  public ZenNetwork mutate(ZenNetwork network, RandomGenerator random) {
    return edited(valid(network), random)
        .orElseThrow(
            () ->
                new InvalidArchitectureException(
                    "None of %d edits of %s keeps the limits. Maybe raise them."
                        .formatted(PATIENCE, ErrorText.quote(format(network)))));
  }

  private Optional<ZenNetwork> edited(ZenNetwork network, RandomGenerator random) {
    for (int draw = 0; draw < PATIENCE; draw++) {
      ZenNetwork next = settings.edits().mutation().mutate(network, DRAWS, random);
      if (!next.equals(network) && whyInvalid(next).isEmpty()) {
        return Optional.of(next);
      }
    }
    return Optional.empty();
  }

  private ZenNetwork valid(ZenNetwork network) {
    whyInvalid(network)
        .ifPresent(
            problem -> {
              throw new InvalidArchitectureException(
                  ErrorText.quote(format(network))
                      + " is not in the space zennas: "
                      + problem
                      + ".");
            });
    return network;
  }

  @Override
  public String canonicalId(ZenNetwork network) {
    return ZenBuilder.id(valid(network), settings.links());
  }

  /** Reads a string of blocks, or the name of a published network. */
  @Override
  public ZenNetwork parse(String text) {
    try {
      return valid(read(text.strip()));
    } catch (IllegalArgumentException malformed) {
      throw new InvalidArchitectureException(
          "%s is no network of Zen-NAS: %s. Maybe %s."
              .formatted(ErrorText.quote(text), malformed.getMessage(), ADVICE));
    }
  }

  @Override
  public String format(ZenNetwork network) {
    return network.toString();
  }

  @Override
  public Optional<String> whyInvalid(ZenNetwork network) {
    return settings.limits().whyBroken(network);
  }

  @Override
  public List<Capability<ZenNetwork>> capabilities() {
    Blueprint<ZenNetwork> blueprint = this::network;
    Diagram<ZenNetwork> diagram = this::drawn;
    return List.of(blueprint, diagram);
  }

  private Network network(ZenNetwork network, Task task) {
    return ZenBuilder.build(valid(network), task, settings.links());
  }

  private CellGraph drawn(ZenNetwork network) {
    int pixels = settings.limits().pixels();
    FeatureShape images = new FeatureShape(ZenNetwork.IMAGE_CHANNELS, pixels, pixels);
    return CellGraph.of(network(network, new Task(images, settings.limits().classes())));
  }

  @Override
  public String whyNo(Class<?> kind) {
    return "networks of the space zennas have any number of blocks and channels, so there is no "
        + kind.getSimpleName();
  }
}
