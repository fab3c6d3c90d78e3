package nas.space.listed;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import nas.space.InvalidArchitectureException;
import nas.space.SearchSpace;
import nas.space.nasbench101.NasBench101Settings;
import nas.space.nasbench101.NasBench101Space;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import nas.space.plugin.InvalidSettingException;
import nas.space.plugin.SearchSpacePlugin;

/** Makes {@link ListedSpace} known to experiment files as {@code listed}. */
public final class ListedPlugin implements SearchSpacePlugin<ListedSettings> {

  /** Creates the plug-in. */
  public ListedPlugin() {}

  @Override
  public String name() {
    return "listed";
  }

  @Override
  public String summary() {
    return "The architectures of a list, as points of the space they come from.";
  }

  @Override
  public Class<ListedSettings> settings() {
    return ListedSettings.class;
  }

  @Override
  public SearchSpace<?> create(ListedSettings settings) {
    return switch (settings.space()) {
      case NASBENCH101 ->
          listed(new NasBench101Space(NasBench101Settings.published()), settings.file());
      case NASBENCH201 ->
          listed(new NasBench201Space(NasBench201Settings.published()), settings.file());
    };
  }

  private static <A> SearchSpace<A> listed(SearchSpace<A> inner, Path file) {
    List<A> points = points(inner, file);
    try {
      return new ListedSpace<>(inner, points);
    } catch (InvalidArchitectureException refused) {
      throw refused(file + ": " + refused.getMessage());
    }
  }

  private static <A> List<A> points(SearchSpace<A> inner, Path file) {
    try {
      return ArchitectureList.read(inner, file);
    } catch (InvalidArchitectureException refused) {
      throw refused(String.valueOf(refused.getMessage()));
    } catch (CharacterCodingException e) {
      throw refused(file + " is not a text in UTF-8");
    } catch (IOException e) {
      throw new InvalidSettingException(
          "file",
          Files.exists(file) ? file + " cannot be read" : "There is no file " + file,
          "check the path, or write it with 'nas benchmarks list'");
    }
  }

  private static InvalidSettingException refused(String message) {
    return new InvalidSettingException("file", message.replaceFirst("\\.$", ""), "");
  }
}
