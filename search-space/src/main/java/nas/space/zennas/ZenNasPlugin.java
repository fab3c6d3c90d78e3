package nas.space.zennas;

import java.util.Optional;
import nas.core.plugin.Paper;
import nas.network.zen.ZenNetwork;
import nas.space.SearchSpacePlugin;
import nas.space.Space;

/** Makes {@link ZenNasSpace} known to experiment files as {@code zennas}. */
public final class ZenNasPlugin implements SearchSpacePlugin<ZenNasSettings> {

  /** Creates the plug-in. */
  public ZenNasPlugin() {}

  @Override
  public String name() {
    return ZenNasSpace.NAME;
  }

  @Override
  public String summary() {
    return "Zen-NAS: chains of blocks of any width and depth, under limits of size.";
  }

  @Override
  public Optional<Paper> paper() {
    return Optional.of(
        new Paper(
            "Lin et al.",
            2021,
            "Zen-NAS: A Zero-Shot NAS for High-Performance Image Recognition",
            "arXiv:2102.01063"));
  }

  @Override
  public Class<ZenNasSettings> settings() {
    return ZenNasSettings.class;
  }

  @Override
  public Space<ZenNetwork> create(ZenNasSettings settings) {
    return new ZenNasSpace(settings);
  }
}
