package nas.space.nasbenchasr;

import java.util.Optional;
import nas.core.plugin.Paper;
import nas.space.SearchSpacePlugin;
import nas.space.Space;

/** Makes {@link NasBenchAsrSpace} known to experiment files as {@code nasbench-asr}. */
public final class NasBenchAsrPlugin implements SearchSpacePlugin<NasBenchAsrSettings> {

  /** Creates the plug-in. */
  public NasBenchAsrPlugin() {}

  @Override
  public String name() {
    return NasBenchAsrSpace.NAME;
  }

  @Override
  public String summary() {
    return "13,824 cells of 3 nodes with one of 6 operations each and 6 skips, for speech.";
  }

  @Override
  public Optional<Paper> paper() {
    return Optional.of(
        new Paper(
            "Mehrotra et al.",
            2021,
            "NAS-Bench-ASR: Reproducible Neural Architecture Search for Speech Recognition",
            "openreview.net/forum?id=CU0APx9LMaL"));
  }

  @Override
  public Class<NasBenchAsrSettings> settings() {
    return NasBenchAsrSettings.class;
  }

  @Override
  public Space<NasBenchAsrCell> create(NasBenchAsrSettings settings) {
    return new NasBenchAsrSpace(settings);
  }
}
