package nas.space.choices;

import nas.space.SearchSpacePlugin;
import nas.space.Space;

/** Makes {@link ChoiceSpace} known to experiment files as {@code choices}. */
public final class ChoicePlugin implements SearchSpacePlugin<ChoiceSettings> {

  /** Creates the plug-in. */
  public ChoicePlugin() {}

  @Override
  public String name() {
    return "choices";
  }

  @Override
  public String summary() {
    return "Texts of k positions with one of m options each, for tables of any architectures.";
  }

  @Override
  public Class<ChoiceSettings> settings() {
    return ChoiceSettings.class;
  }

  @Override
  public Space<ChoiceString> create(ChoiceSettings settings) {
    return new ChoiceSpace(settings);
  }
}
