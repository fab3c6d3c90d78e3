package nas.space.darts;

import java.util.Optional;
import nas.core.plugin.Paper;
import nas.space.SearchSpacePlugin;
import nas.space.Space;

/** Makes {@link DartsSpace} known to experiment files as {@code darts}. */
public final class DartsPlugin implements SearchSpacePlugin<DartsSettings> {

  /** Creates the plug-in. */
  public DartsPlugin() {}

  @Override
  public String name() {
    return "darts";
  }

  @Override
  public String summary() {
    return "1.08e18 pairs of a normal and a reduction cell with 7 operations, as in NAS-Bench-301.";
  }

  @Override
  public Optional<Paper> paper() {
    return Optional.of(
        new Paper(
            "Liu et al.", 2019, "DARTS: Differentiable Architecture Search", "arXiv:1806.09055"));
  }

  @Override
  public Class<DartsSettings> settings() {
    return DartsSettings.class;
  }

  @Override
  public Space<DartsArchitecture> create(DartsSettings settings) {
    return new DartsSpace(settings);
  }
}
