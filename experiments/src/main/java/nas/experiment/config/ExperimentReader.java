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

/** Reads experiment files. */
public final class ExperimentReader {

  private final SettingsType type;
  private final MetricNames metrics;

  /**
   * Creates a reader.
   *
   * @param catalogue the plug-ins that experiments may name
   * @throws UnsupportedSettingsException if one of the plug-ins cannot be named
   */
  public ExperimentReader(Catalogue catalogue) {
    type = SettingsType.of(Experiment.class, catalogue);
    metrics = MetricNames.of(catalogue);
  }

  /** Returns the metrics that experiments may name. */
  public MetricNames metrics() {
    return metrics;
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
    return read(file, assignments, "");
  }

  /**
   * Reads the experiment of a run that is to go on.
   *
   * @param assignments changes to make, in order
   * @param jars what is known of the run's jars, to follow on the advice to give them
   * @throws ExperimentException if anything is wrong with the file or the changes; names all of it
   */
  public LoadedExperiment read(Path file, List<Assignment> assignments, String jars) {
    return read(
        parse(file), file, assignments, new Decoder(folder(file), Decoder.Unknown.REFUSED, jars));
  }

  /**
   * Reads the experiment of a run for what it has recorded: plug-ins that are not there become an
   * {@link AbsentPlugin}.
   *
   * @param assignments changes to make, in order
   * @param jars what is known of the run's jars, to follow on the advice to give them
   * @throws ExperimentException if anything else is wrong with the file; names all of it
   */
  public LoadedExperiment readRecorded(Path file, List<Assignment> assignments, String jars) {
    return read(
        parse(file), file, assignments, new Decoder(folder(file), Decoder.Unknown.KEPT, jars));
  }

  private static Path folder(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return folder == null ? file : folder;
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
      return read(root, source, assignments, new Decoder(Path.of("").toAbsolutePath()));
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
      YamlNode root, Path file, List<Assignment> assignments, Decoder decoder) {
    return read(root, file.toString(), assignments, decoder);
  }

  private LoadedExperiment read(
      YamlNode root, String source, List<Assignment> assignments, Decoder decoder) {
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
    Optional<Object> experiment =
        decoder.decode(new ValueType.Settings(type), changed, new Decoder.Site("", root.place()));
    problems.addAll(decoder.problems());
    if (experiment.isEmpty() || !problems.isEmpty()) {
      throw new ExperimentException(problems);
    }
    return new LoadedExperiment(
        (Experiment) experiment.get(),
        metrics,
        decoder.withFiles(changed),
        root.place(),
        decoder.chosen());
  }
}
