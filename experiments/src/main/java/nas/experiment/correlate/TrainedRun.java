package nas.experiment.correlate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import nas.core.UserException;
import nas.core.text.ErrorText;
import nas.core.trial.Result;
import nas.evaluator.training.ReducedTrainingSettings;
import nas.evaluator.training.Trainer;
import nas.experiment.run.OpenedRun;
import nas.experiment.run.OpenedRun.SearchJournal;
import nas.result.correlation.ColumnCost;
import nas.result.journal.TrialRecord;

/**
 * The validation accuracies after each epoch that a run of reduced training measured.
 *
 * @param folder the run folder
 * @param name its name without the folders above
 * @param minibatchesPerEpoch minibatches of an epoch
 * @param epochs after which some network was validated
 * @param networks what was trained, each architecture once, in the order of training
 * @param failed how many trainings ended without an accuracy
 */
public record TrainedRun(
    Path folder,
    String name,
    int minibatchesPerEpoch,
    List<Integer> epochs,
    List<Network> networks,
    int failed) {

  /** The columns by which networks of a run are told apart. */
  public static final List<String> KEYS = List.of("architecture", "canonical-id");

  /**
   * A network.
   *
   * @param accuracyPercent validation accuracy after an epoch; the last one reached has one
   */
  public record Network(
      String architecture, String canonicalId, SortedMap<Integer, Double> accuracyPercent) {
    /** Copies the map. */
    public Network {
      accuracyPercent = Collections.unmodifiableSortedMap(new TreeMap<>(accuracyPercent));
    }

    String key(String column) {
      return column.equals("architecture") ? architecture : canonicalId;
    }
  }

  /** Copies the lists. */
  public TrainedRun {
    epochs = List.copyOf(epochs);
    networks = List.copyOf(networks);
  }

  /**
   * Reads a run. Of an architecture that was trained several times the first training counts;
   * trainings at lower fidelities do not.
   *
   * @throws UserException if it is no run of reduced training, has no trained network, or its
   *     journal is damaged
   */
  public static TrainedRun read(OpenedRun run) {
    Path folder = run.folder().path();
    if (!(run.experiment().evaluator().settings() instanceof ReducedTrainingSettings settings)) {
      throw new UserException(
          "The run in "
              + folder
              + " is not of reduced training: its evaluator is "
              + run.experiment().evaluator().name(),
          "you mean another run");
    }
    List<Network> networks = new ArrayList<>();
    Set<String> known = new HashSet<>();
    TreeSet<Integer> epochs = new TreeSet<>();
    int images = 0;
    int failed = 0;
    for (SearchJournal journal : run.journals().stream().filter(run::isSearch).toList()) {
      for (TrialRecord trial : journal.trials()) {
        if (!trial.evaluated() || trial.fidelity().isPresent()) {
          continue;
        }
        if (!(trial.result() instanceof Result.Trained trained)) {
          failed++;
          continue;
        }
        if (known.add(trial.canonicalId())) {
          Network network =
              new Network(trial.architecture(), trial.canonicalId(), accuracies(trained));
          networks.add(network);
          epochs.addAll(network.accuracyPercent().keySet());
          images = Math.max(images, images(folder, trial, trained));
        }
      }
    }
    if (networks.isEmpty()) {
      throw new UserException(
          "The run in "
              + folder
              + " has no trained network"
              + (failed > 0 ? ": trainings failed: " + failed : " yet"),
          failed > 0 ? "its report says why" : "go on with it first");
    }
    return new TrainedRun(
        folder,
        String.valueOf(folder.toAbsolutePath().normalize().getFileName()),
        settings.minibatchesPerEpoch(images),
        List.copyOf(epochs),
        networks,
        failed);
  }

  private static SortedMap<Integer, Double> accuracies(Result.Trained trained) {
    SortedMap<Integer, Double> accuracies = new TreeMap<>(trained.validationCurve().byEpoch());
    Double epoch = trained.measurements().get(Trainer.BEST_EPOCH);
    if (epoch == null) {
      epoch = trained.measurements().get("epochs");
    }
    if (epoch != null && epoch >= 1) {
      accuracies.put((int) (double) epoch, trained.validation());
    }
    return accuracies;
  }

  private static int images(Path folder, TrialRecord trial, Result.Trained trained) {
    double samples = trained.measurements().getOrDefault("samples", Double.NaN);
    if (!(samples >= 2 && samples <= Integer.MAX_VALUE)) {
      throw new UserException(
          "Trial "
              + trial.trial()
              + " of the run in "
              + folder
              + " does not say on how many images it was trained, so nobody knows what it cost",
          "restore the journal from a copy");
    }
    return (int) samples;
  }

  /** Returns the name of the column with the accuracies after an epoch. */
  String column(int epoch) {
    return "epoch " + epoch + " of " + name;
  }

  /** Returns the columns with their costs, by epoch. */
  public List<ColumnCost> columns() {
    return epochs.stream()
        .map(
            epoch ->
                new ColumnCost(
                    column(epoch),
                    name,
                    OptionalInt.of(epoch),
                    OptionalLong.of((long) epoch * minibatchesPerEpoch)))
        .toList();
  }

  /**
   * Returns the accuracies as scores.
   *
   * @param key one of {@link #KEYS}
   */
  public ScoredArchitectures scores(String key) {
    return new ScoredArchitectures(
        folder,
        networks.stream().map(network -> network.key(key)).toList(),
        epochs.stream().map(this::column).toList(),
        networks.stream()
            .map(
                network ->
                    epochs.stream()
                        .mapToDouble(
                            epoch -> network.accuracyPercent().getOrDefault(epoch, Double.NaN))
                        .toArray())
            .toList(),
        0,
        0);
  }

  /**
   * Refuses a column that runs do not have.
   *
   * @throws UserException if the key is none of {@link #KEYS}
   */
  public static void requireKey(Path file, String key) {
    if (!KEYS.contains(key)) {
      throw new UserException(
          "--key names the column "
              + ErrorText.quote(key)
              + " of "
              + file
              + ", but networks of a run are found by "
              + String.join(" or ", KEYS),
          "join by one of them");
    }
  }

  /**
   * Refuses runs that could not be told apart.
   *
   * @throws UserException if two have the same name
   */
  public static void requireNames(List<TrainedRun> runs) {
    Map<String, Path> folders = new LinkedHashMap<>();
    for (TrainedRun run : runs) {
      Path other = folders.putIfAbsent(run.name(), run.folder());
      if (other != null) {
        throw new UserException(
            "--trained names "
                + (other.equals(run.folder())
                    ? other + " twice"
                    : "two runs " + run.name() + ": " + other + " and " + run.folder()),
            "name each run once, and rename the folder of one if they are two");
      }
    }
  }
}
