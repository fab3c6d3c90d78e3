package nas.space.nasbenchnlp;

import java.util.Optional;
import nas.core.plugin.Paper;
import nas.space.SearchSpacePlugin;
import nas.space.Space;

/** Makes {@link NasBenchNlpSpace} known to experiment files as {@code nasbench-nlp}. */
public final class NasBenchNlpPlugin implements SearchSpacePlugin<NasBenchNlpSettings> {

  /** Creates the plug-in. */
  public NasBenchNlpPlugin() {}

  @Override
  public String name() {
    return NasBenchNlpSpace.NAME;
  }

  @Override
  public String summary() {
    return "Recurrent cells of language models: graphs of up to 24 nodes, 3 hidden states and 7 operations.";
  }

  @Override
  public Optional<Paper> paper() {
    return Optional.of(
        new Paper(
            "Klyuchnikov et al.",
            2020,
            "NAS-Bench-NLP: Neural Architecture Search Benchmark for Natural Language Processing",
            "arXiv:2006.07116"));
  }

  @Override
  public Class<NasBenchNlpSettings> settings() {
    return NasBenchNlpSettings.class;
  }

  @Override
  public Space<Recipe> create(NasBenchNlpSettings settings) {
    return new NasBenchNlpSpace(settings);
  }
}
