package nas.result.report;

import static nas.core.text.NumberText.grouped;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import nas.core.trial.Objective;
import nas.result.statistics.Incumbent;

/**
 * What must be known to read the figures and tables of searches, as each of them says in its
 * caption.
 *
 * @param drawing how architectures are drawn, such as {@code cells drawn uniformly}; may be empty
 * @param objective what networks are compared by
 * @param searched the value that decides a search
 * @param reported the value that is reported; equal to {@code searched} if it is the same number
 * @param trainedModels networks that each search may train; {@link Integer#MAX_VALUE}: no limit
 * @param seeds the root seeds and how often each strategy searches with each, at least one
 * @param incumbent which network counts as the best of a search
 */
public record Caption(
    String drawing,
    Objective objective,
    String searched,
    String reported,
    int trainedModels,
    List<RootSeed> seeds,
    Incumbent incumbent) {

  /**
   * A root seed.
   *
   * @param repetitions searches of each strategy
   * @param begun the same without those that have no trial yet
   */
  public record RootSeed(long seed, int repetitions, int begun) {}

  /**
   * One of the searches of a strategy.
   *
   * @param index its index among those of the root seed, from 0
   */
  public record Repetition(long rootSeed, int index) {}

  /** Copies the list. */
  public Caption {
    seeds = List.copyOf(seeds);
    if (seeds.isEmpty()) {
      throw new IllegalArgumentException("a caption needs a root seed");
    }
  }

  /** Returns all there is to say, in sentences. */
  public List<String> sentences() {
    List<String> sentences = new ArrayList<>(warnings());
    if (!reportedIsSeen()) {
      sentences.add("Searched by " + searched + ", reported: " + reported + ".");
    }
    if (!drawing.isEmpty()) {
      sentences.add(Words.capitalised(drawing) + ".");
    }
    sentences.add(budget() + "; " + repetitions() + ".");
    return List.copyOf(sentences);
  }

  /** Returns what makes the values better than those of a fair test, in sentences. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (incumbent.isOptimistic()) {
      warnings.add(
          "Optimistic: the best reported "
              + objective.words()
              + " so far counts, by which no search could have chosen.");
    }
    seen().ifPresent(warnings::add);
    return List.copyOf(warnings);
  }

  /** Says whether the searches saw what is reported. */
  public boolean reportedIsSeen() {
    return searched.equals(reported);
  }

  /** Returns what the value is called that decides a search. */
  public String seenName() {
    return reportedIsSeen() ? "Seen by the search" : "Validation";
  }

  /** Returns the value that decides a search in words, such as {@code validation accuracy}. */
  String seenWords() {
    return reportedIsSeen() ? objective.words() : objective.searched();
  }

  /** Says that the searches saw what is reported; nothing if they did not. */
  private Optional<String> seen() {
    if (objective.score()) {
      return Optional.of(
          "Nothing was trained: each value is a network's " + reported + ", which the search saw.");
    }
    return reportedIsSeen()
        ? Optional.of(
            "The searches saw the %s that is reported (%s), so all %s are the best of it so far."
                .formatted(objective.words(), reported, objective.plural()))
        : Optional.empty();
  }

  /** Returns the budget of a search, such as {@code 300 networks a search}. */
  public String budget() {
    return trainedModels == Integer.MAX_VALUE ? "no limit of networks" : networks();
  }

  private String networks() {
    return grouped(trainedModels, 0)
        + (trainedModels == 1 ? " network" : " networks")
        + " a search";
  }

  private String repetitions() {
    return seeds.stream()
        .map(
            one ->
                grouped(one.begun(), 0)
                    + (one.begun() == 1 ? " repetition" : " repetitions")
                    + " of root seed "
                    + one.seed())
        .collect(Collectors.joining(", "));
  }

  /** Returns the root seeds, with spaces between them. */
  public String rootSeeds() {
    return seeds.stream().map(one -> Long.toString(one.seed())).collect(Collectors.joining(" "));
  }

  /** Says whether repetitions come from several root seeds. */
  public boolean severalSeeds() {
    return seeds.size() > 1;
  }

  /**
   * Returns where a repetition comes from.
   *
   * @param index its index among those of all root seeds, from 0
   */
  public Repetition origin(int index) {
    int left = index;
    for (RootSeed one : seeds.subList(0, seeds.size() - 1)) {
      if (left < one.repetitions()) {
        return new Repetition(one.seed(), left);
      }
      left -= one.repetitions();
    }
    return new Repetition(seeds.get(seeds.size() - 1).seed(), left);
  }

  /** Returns the name of a repetition, such as {@code repetition 3 of root seed 7}. */
  public String repetition(int index) {
    Repetition origin = origin(index);
    return "repetition "
        + origin.index()
        + (severalSeeds() ? " of root seed " + origin.rootSeed() : "");
  }
}
