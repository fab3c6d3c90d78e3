package nas.experiment.place;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import nas.core.UserException;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.service.MeasuredScores;
import nas.proxy.service.ScoreStore;
import nas.proxy.service.ScoringPlace;
import nas.space.Space;

/**
 * A {@link Workplace} as a place where networks are scored.
 *
 * <p>A chunk whose worker is lost is given to another one. One that has cost two is scored in
 * halves, so that in the end the network is alone that ends them: it has no score, and the run goes
 * on.
 *
 * @param <A> the architecture
 */
public final class PlacedScoring<A> implements ScoringPlace<A> {

  private final Space<A> space;
  private final Setup setup;
  private final SortedMap<String, String> circumstances;
  private final Workplace workplace;
  private final Consumer<String> notices;
  private final ChunkSize size = new ChunkSize();

  /**
   * Creates the place; nothing is asked yet.
   *
   * @param setup what scorers of the same experiment are made from
   * @param circumstances those of the scores here, which they must have there, too
   * @param workplace stays open
   * @param notices takes sentences about lost workers
   */
  public PlacedScoring(
      Space<A> space,
      Setup setup,
      SortedMap<String, String> circumstances,
      Workplace workplace,
      Consumer<String> notices) {
    this.space = space;
    this.setup = setup;
    this.circumstances = circumstances;
    this.workplace = workplace;
    this.notices = notices;
  }

  @Override
  public int slots() {
    return workplace.slots();
  }

  @Override
  public int chunk() {
    return size.networks();
  }

  @Override
  public List<MeasuredScores> score(List<A> subjects, List<Metric> metrics)
      throws InterruptedException {
    return scores(
        subjects.stream().map(space::format).toList(),
        metrics.stream().map(ScoreStore::label).toList());
  }

  private List<MeasuredScores> scores(List<String> architectures, List<String> metrics)
      throws InterruptedException {
    String request = new ScoreRequest(setup, circumstances, metrics, architectures).toText();
    return Tries.of(
        () -> measured(workplace.score(request)),
        (reason, again) -> onLoss(architectures, reason, again),
        ends -> withoutWorkers(architectures, metrics, ends));
  }

  private List<MeasuredScores> measured(String answer) {
    List<MeasuredScores> scores = ((Answer.Scored) Answer.reached(answer)).scores();
    size.took(scores.size(), scores.stream().mapToDouble(MeasuredScores::seconds).sum());
    return scores;
  }

  private void onLoss(List<String> architectures, String reason, boolean again) {
    size.lost();
    boolean alone = architectures.size() == 1;
    notices.accept(
        "A worker ended that scored %s: %s. %s"
            .formatted(
                alone ? architectures.get(0) : architectures.size() + " networks",
                reason,
                again
                    ? "Another one scores " + (alone ? "it" : "them") + " again."
                    : alone ? "It is left without a score." : "They are scored in halves."));
  }

  private List<MeasuredScores> withoutWorkers(
      List<String> architectures, List<String> metrics, String ends) throws InterruptedException {
    if (architectures.isEmpty()) {
      throw new UserException(
          "Scoring ended its worker " + ends,
          "score on threads of this process to see what happens, by '--workers 1 --set"
              + " execution.isolation=thread'");
    }
    List<MeasuredScores> scores = new ArrayList<>();
    if (architectures.size() == 1) {
      SortedMap<String, Score> none = new TreeMap<>();
      String message = "scoring it ended its worker " + ends;
      metrics.forEach(
          metric -> none.put(metric, new Score.Undefined(Score.Reason.WORKER_LOST, message)));
      scores.add(new MeasuredScores(none, 0));
    } else {
      int half = architectures.size() / 2;
      scores.addAll(scores(architectures.subList(0, half), metrics));
      scores.addAll(scores(architectures.subList(half, architectures.size()), metrics));
    }
    return scores;
  }
}
