package nas.experiment.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import nas.experiment.config.yaml.YamlException;
import nas.experiment.config.yaml.YamlNode;
import nas.experiment.config.yaml.YamlReader;

/** Reads a YAML file that holds one record of settings and nothing else. */
public final class SettingsReader {

  private SettingsReader() {}

  /**
   * Reads a file.
   *
   * @param type the record; its components carry {@link nas.core.plugin.Setting}
   * @throws ExperimentException if anything is wrong with the file; names all of it
   */
  public static <S extends Record> S read(Path file, Class<S> type) {
    YamlNode root;
    try {
      root = YamlReader.read(file);
    } catch (YamlException malformed) {
      throw new ExperimentException(
          List.of(Problem.of(malformed, malformed.place(), "", malformed.advice())));
    }
    Path folder = file.toAbsolutePath().getParent();
    Decoder decoder = new Decoder(folder == null ? file : folder);
    Optional<Object> settings =
        decoder.decode(
            new ValueType.Settings(SettingsType.of(type)),
            root instanceof YamlNode.Mapping mapping ? mapping.withoutHolders() : root,
            new Decoder.Site("", root.place()));
    if (settings.isEmpty() || !decoder.problems().isEmpty()) {
      throw new ExperimentException(decoder.problems());
    }
    return type.cast(settings.get());
  }
}
