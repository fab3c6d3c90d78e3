package nas.space.handmade;

import java.util.List;
import nas.core.UserException;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;
import nas.network.family.NetworkFamilies;
import nas.space.SearchSpacePlugin;
import nas.space.Space;

/** Networks made by hand, to score, train and compare. */
public final class HandmadeNetworksPlugin
    implements SearchSpacePlugin<HandmadeNetworksPlugin.Settings> {

  /** Settings. */
  public record Settings(
      @Setting(
              "Their names, such as resnet20; 'java -jar nas.jar networks' lists those known best.")
          List<String> names) {

    /** Copies the list. */
    public Settings {
      names = List.copyOf(names);
    }
  }

  @Override
  public String name() {
    return HandmadeNetworks.NAME;
  }

  @Override
  public String summary() {
    return "Networks made by hand, by their names.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Space<String> create(Settings settings) {
    if (settings.names().isEmpty()) {
      throw new InvalidSettingException("names", "names is empty", "name at least one network");
    }
    for (int index = 0; index < settings.names().size(); index++) {
      String name = settings.names().get(index);
      String key = "names[" + index + "]";
      if (settings.names().indexOf(name) < index) {
        throw new InvalidSettingException(
            key, "The network " + name + " stands twice in names", "remove one");
      }
      try {
        NetworkFamilies.family(name);
      } catch (UserException unknown) {
        throw new InvalidSettingException(
            key, String.valueOf(unknown.getMessage()), unknown.advice());
      }
    }
    return new HandmadeNetworks(settings.names());
  }
}
