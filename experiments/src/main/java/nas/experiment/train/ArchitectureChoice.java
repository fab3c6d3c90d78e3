package nas.experiment.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import nas.core.statistics.Ranks;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.experiment.run.OpenedRun;
import nas.experiment.run.OpenedRun.SearchJournal;
import nas.network.Network;
import nas.network.Task;
import nas.result.journal.TrialRecord;
import nas.result.report.Distinction;
import nas.result.statistics.Evidence;
import nas.space.Blueprint;
import nas.space.Space;

/** Says which architecture is trained in full. */
@FunctionalInterface
public interface ArchitectureChoice {

  /**
   * A choice.
   *
   * @param architecture as its space writes it
   * @param reason why this one, a whole sentence without a full stop; empty if a person chose
   */
  record Chosen(String architecture, Optional<String> reason) {}

  /**
   * Chooses.
   *
   * @param task what it is trained for
   */
  Chosen choose(Task task);

  /** Returns the choice of one that is given. */
  static ArchitectureChoice given(String architecture) {
    return task -> new Chosen(architecture, Optional.empty());
  }

  /**
   * Returns the choice among the networks of a run: by the {@linkplain Evidence evidence} of their
   * validation accuracies, the mean where a network was trained several times, and of the number of
   * their layers and parameters, whose ranks are multiplied; by the validation accuracies alone
   * where these are no accuracies on images whose number is known, or are few.
   *
   * @param best the one with the best validation accuracy, as its space writes it
   */
  static ArchitectureChoice of(OpenedRun run, String best) {
    OptionalInt images = validationImages(run);
    Optional<Space<?>> space = run.space();
    return images.isEmpty() || space.isEmpty()
        ? given(best)
        : task ->
            choose(
                space.get(),
                run.journals().stream().filter(run::isSearch).toList(),
                images.getAsInt(),
                best,
                task);
  }

  private static OptionalInt validationImages(OpenedRun run) {
    return run.provenance().map(Distinction::validationImages).orElse(OptionalInt.empty());
  }

  private static <A> Chosen choose(
      Space<A> space, List<SearchJournal> journals, int images, String best, Task task) {
    Map<String, Candidate<A>> byId = new LinkedHashMap<>();
    for (SearchJournal journal : journals) {
      for (TrialRecord trial : journal.trials()) {
        Optional<Result.Trained> trained =
            trial.trainedInFull().filter(result -> result.objective().equals(Objective.ACCURACY));
        if (trained.isPresent()) {
          A architecture = space.parse(trial.architecture());
          byId.computeIfAbsent(
                  space.canonicalId(architecture),
                  first -> new Candidate<>(architecture, new ArrayList<>()))
              .accuracies()
              .add(trained.get().validation());
        }
      }
    }
    if (byId.size() < Evidence.FEWEST) {
      return new Chosen(best, Optional.empty());
    }
    List<Candidate<A>> found = List.copyOf(byId.values());
    Blueprint<A> blueprint = Blueprint.required(space);
    List<Network> networks =
        found.stream().map(one -> blueprint.network(one.architecture(), task)).toList();
    double[] layers =
        Ranks.average(networks.stream().mapToDouble(Network::weightedLayersOnPaths).toArray());
    double[] parameters =
        Ranks.average(networks.stream().mapToDouble(Network::parameters).toArray());
    List<Evidence.Candidate> candidates = new ArrayList<>();
    for (int one = 0; one < networks.size(); one++) {
      candidates.add(new Evidence.Candidate(found.get(one).mean(), layers[one] * parameters[one]));
    }
    Evidence evidence = Evidence.of(candidates, images);
    String chosen = space.format(found.get(evidence.chosen()).architecture());
    return new Chosen(chosen, Optional.of(reason(evidence, candidates, images)));
  }

  /**
   * An architecture that was trained.
   *
   * @param accuracies on the validation images, in percent, once for each time it was trained
   */
  record Candidate<A>(A architecture, List<Double> accuracies) {
    double mean() {
      return accuracies.stream().mapToDouble(value -> value).average().orElseThrow();
    }
  }

  private static String reason(Evidence evidence, List<Evidence.Candidate> candidates, int images) {
    double own = candidates.get(evidence.chosen()).accuracy();
    double best = candidates.stream().mapToDouble(Evidence.Candidate::accuracy).max().orElseThrow();
    return ("Chosen of %,d networks: on %,d validation images chance alone moves an accuracy by %.1f"
            + " points, so its distance from what layers and parameters foretell counts for %.0f %%"
            + " (they foretell %.1f points a standard deviation); %s")
        .formatted(
            candidates.size(),
            images,
            evidence.noise(),
            100 * evidence.weight(),
            evidence.slope(),
            own == best
                ? "its validation accuracy is the best, too (%.2f %%)".formatted(own)
                : "its validation accuracy is %.2f %%, the best is another's with %.2f %%"
                    .formatted(own, best));
  }
}
