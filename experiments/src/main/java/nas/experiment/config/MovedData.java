package nas.experiment.config;

import java.util.List;
import java.util.Map;
import nas.experiment.config.yaml.Place;
import nas.experiment.config.yaml.YamlException;
import nas.experiment.config.yaml.YamlNode;
import nas.experiment.config.yaml.YamlNode.Entry;
import nas.experiment.config.yaml.YamlNode.Mapping;
import nas.experiment.config.yaml.YamlNode.Scalar;
import nas.experiment.config.yaml.YamlNode.Sequence;
import nas.experiment.config.yaml.YamlReader;
import nas.experiment.config.yaml.YamlWriter;

/** Data that lie somewhere else than an experiment says. */
public final class MovedData {

  private static final String DATA = "data";

  private MovedData() {}

  /**
   * Returns an experiment that says where its data lie.
   *
   * @param experiment its text, with absolute paths
   * @param places where files and folders are, by where they were
   * @throws IllegalArgumentException if the text is none of an experiment
   */
  public static String in(String experiment, Map<String, String> places) {
    try {
      if (YamlReader.read(experiment, Place.whole("the experiment")) instanceof Mapping all) {
        return all.find(DATA)
            .map(
                data ->
                    YamlWriter.write(
                        all.with(new Entry(DATA, data.place(), moved(data.value(), places)))))
            .orElse(experiment);
      }
    } catch (YamlException malformed) {
      throw new IllegalArgumentException(malformed);
    }
    throw new IllegalArgumentException("no experiment: " + experiment);
  }

  private static YamlNode moved(YamlNode node, Map<String, String> places) {
    if (node instanceof Mapping mapping) {
      List<Entry> entries =
          mapping.entries().stream()
              .map(entry -> new Entry(entry.key(), entry.place(), moved(entry.value(), places)))
              .toList();
      return new Mapping(mapping.place(), entries);
    } else if (node instanceof Sequence sequence) {
      return new Sequence(
          sequence.place(), sequence.items().stream().map(item -> moved(item, places)).toList());
    }
    Scalar scalar = (Scalar) node;
    String place = places.get(scalar.text());
    return place == null ? scalar : new Scalar(scalar.place(), place, true);
  }
}
