package nas.space.nasbench101;

import java.util.Optional;
import nas.core.plugin.Paper;
import nas.space.SearchSpacePlugin;
import nas.space.Space;

/** Makes {@link NasBench101Space} known to experiment files as {@code nasbench101}. */
public final class NasBench101Plugin implements SearchSpacePlugin<NasBench101Settings> {

  /** Creates the plug-in. */
  public NasBench101Plugin() {}

  @Override
  public String name() {
    return "nasbench101";
  }

  @Override
  public String summary() {
    return "423,624 cells: graphs of up to 7 vertices and 9 edges with 3 operations.";
  }

  @Override
  public Optional<Paper> paper() {
    return Optional.of(
        new Paper(
            "Ying et al.",
            2019,
            "NAS-Bench-101: Towards Reproducible Neural Architecture Search",
            "arXiv:1902.09635"));
  }

  @Override
  public Class<NasBench101Settings> settings() {
    return NasBench101Settings.class;
  }

  @Override
  public Space<NasBench101Cell> create(NasBench101Settings settings) {
    return new NasBench101Space(settings);
  }
}
