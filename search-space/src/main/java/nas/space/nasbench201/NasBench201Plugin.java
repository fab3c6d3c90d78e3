package nas.space.nasbench201;

import java.util.Optional;
import nas.core.plugin.Paper;
import nas.space.SearchSpacePlugin;
import nas.space.Space;

/** Makes {@link NasBench201Space} known to experiment files as {@code nasbench201}. */
public final class NasBench201Plugin implements SearchSpacePlugin<NasBench201Settings> {

  /** Creates the plug-in. */
  public NasBench201Plugin() {}

  @Override
  public String name() {
    return "nasbench201";
  }

  @Override
  public String summary() {
    return "15,625 cells of 4 nodes with one of 5 operations on each of 6 edges.";
  }

  @Override
  public Optional<Paper> paper() {
    return Optional.of(
        new Paper(
            "Dong and Yang",
            2020,
            "NAS-Bench-201: Extending the Scope of Reproducible Neural Architecture Search",
            "arXiv:2001.00326"));
  }

  @Override
  public Class<NasBench201Settings> settings() {
    return NasBench201Settings.class;
  }

  @Override
  public Space<NasBench201Architecture> create(NasBench201Settings settings) {
    return new NasBench201Space(settings);
  }
}
