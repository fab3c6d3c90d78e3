package nas.experiment.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.experiment.config.yaml.Place;
import nas.experiment.config.yaml.YamlException;
import nas.experiment.config.yaml.YamlNode;
import nas.experiment.config.yaml.YamlNode.Mapping;
import nas.experiment.config.yaml.YamlNode.Scalar;
import nas.experiment.config.yaml.YamlNode.ScalarType;
import nas.experiment.config.yaml.YamlReader;
import nas.experiment.score.MetricNames;

/** Reads experiment files. */
public final class ExperimentReader {

  private final SettingsType type;
  private final MetricNames metrics;

  /**
   * Creates a reader.
   *
   * @param catalogue the plug-ins that experiments may name
   * @param metrics the metrics that experiments may name
   * @throws UnsupportedSettingsException if one of the plug-ins cannot be named
   */
  public ExperimentReader(Catalogue catalogue, MetricNames metrics) {
    type = SettingsType.of(Experiment.class, catalogue);
    this.metrics = metrics;
  }

  /** Returns what an experiment file may hold. */
  public SettingsType type() {
    return type;
  }

  /**
   * Reads an experiment file.
   *
   * @param file the file; messages name it as given here, and paths in it are relative to its
   *     folder
   * @param assignments changes to make, in order
   * @throws ExperimentException if anything is wrong with the file or the changes; names all of it
   */
  public LoadedExperiment read(Path file, List<Assignment> assignments) {
    Path folder = file.toAbsolutePath().getParent();
    return read(parse(file), file.toString(), folder == null ? file : folder, assignments);
  }

  /**
   * Reads an experiment from a text; paths in it are relative to the working directory.
   *
   * @param source what messages call the text
   * @throws ExperimentException if anything is wrong with the text or the changes
   */
  public LoadedExperiment read(String text, String source, List<Assignment> assignments) {
    try {
      YamlNode root = YamlReader.read(text, Place.whole(source));
      return read(root, source, Path.of("").toAbsolutePath(), assignments);
    } catch (YamlException malformed) {
      throw new ExperimentException(
          List.of(Problem.of(malformed, malformed.place(), "", malformed.advice())));
    }
  }

  private static YamlNode parse(Path file) {
    try {
      return YamlReader.read(file);
    } catch (YamlException malformed) {
      throw new ExperimentException(
          List.of(Problem.of(malformed, malformed.place(), "", malformed.advice())));
    }
  }

  private LoadedExperiment read(
      YamlNode root, String source, Path folder, List<Assignment> assignments) {
    List<Problem> problems = new ArrayList<>();
    if (root instanceof Scalar scalar && scalar.type() == ScalarType.NULL) {
      String advice = "start from a copy of experiments/quickstart.yaml";
      problems.add(new Problem("There is no experiment", Place.whole(source), "", advice));
      throw new ExperimentException(problems);
    }
    if (!(root instanceof Mapping mapping)) {
      String message = "The file (" + root.brief() + ") must be a mapping of keys to values";
      problems.add(new Problem(message, root.place(), "", "begin with 'name: ...'"));
      throw new ExperimentException(problems);
    }
    YamlNode changed = mapping.withoutHolders();
    for (Assignment assignment : assignments) {
      try {
        changed = assignment.apply(changed);
      } catch (ExperimentException refused) {
        problems.addAll(refused.problems());
      }
    }
    Decoder decoder = new Decoder(folder);
    Optional<Object> experiment =
        decoder.decode(new ValueType.Settings(type), changed, new Decoder.Site("", root.place()));
    problems.addAll(decoder.problems());
    if (experiment.isEmpty() || !problems.isEmpty()) {
      throw new ExperimentException(problems);
    }
    return new LoadedExperiment((Experiment) experiment.get(), metrics, changed, root.place());
  }
}
