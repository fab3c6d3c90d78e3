package nas.experiment.place;

import static nas.experiment.place.Asked.ARCHITECTURES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.UserException;
import nas.evaluator.ProgressListener;
import nas.proxy.Score;
import nas.proxy.service.MeasuredScores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of chunks whose workers are lost, and how large chunks are. */
final class PlacedScoringTest {

  private static final String KILLER = ARCHITECTURES.get(2);

  private final List<String> notices = new ArrayList<>();
  private final List<Integer> asked = new ArrayList<>();

  /** This process, whose workers end when they meet some architectures. */
  private final class Deadly implements Workplace {
    private final Workplace work = new LocalWorkplace(Asked.READER, 1, notices::add);
    private final Set<String> killers;
    private final boolean once;

    Deadly(Set<String> killers, boolean once) {
      this.killers = new HashSet<>(killers);
      this.once = once;
    }

    @Override
    public int slots() {
      return 3;
    }

    @Override
    public String provenance(String setup) throws InterruptedException, WorkerLostException {
      return work.provenance(setup);
    }

    @Override
    public String evaluate(String request, ProgressListener progress) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String score(String request) throws InterruptedException, WorkerLostException {
      List<String> architectures = ScoreRequest.of(request).architectures();
      asked.add(architectures.size());
      for (String architecture : architectures) {
        if (once ? killers.remove(architecture) : killers.contains(architecture)) {
          throw new WorkerLostException("it ended with exit code " + architectures.size());
        }
      }
      return work.score(request);
    }

    @Override
    public void close() {
      work.close();
    }
  }

  private <A> PlacedScoring<A> place(Asked<A> of, Workplace workplace) {
    return new PlacedScoring<>(
        of.space(), of.setup(), of.scorer().circumstances(), workplace, notices::add);
  }

  private <A> List<MeasuredScores> scores(Asked<A> of, Workplace workplace, List<String> texts)
      throws InterruptedException {
    return Asked.timeless(
        place(of, workplace).score(texts.stream().map(of.space()::parse).toList(), of.metrics()));
  }

  @Test
  @Tag("slow")
  void theNetworkThatEndsItsWorkersIsFoundAndHasNoScore() throws InterruptedException {
    Asked<?> of = Asked.usual();
    List<MeasuredScores> expected = new ArrayList<>(of.right(ARCHITECTURES));
    SortedMap<String, Score> none = new TreeMap<>();
    of.labels()
        .forEach(
            label ->
                none.put(
                    label,
                    new Score.Undefined(
                        Score.Reason.WORKER_LOST,
                        "scoring it ended its worker 2 times: it ended with exit code 1")));
    expected.set(2, new MeasuredScores(none, 0));
    assertEquals(expected, scores(of, new Deadly(Set.of(KILLER), false), ARCHITECTURES));
    assertEquals(List.of(5, 5, 2, 3, 3, 1, 1, 2), asked);
    assertEquals(
        List.of(
            "A worker ended that scored 5 networks: it ended with exit code 5. Another one scores"
                + " them again.",
            "A worker ended that scored 5 networks: it ended with exit code 5. They are scored in"
                + " halves."),
        notices.subList(0, 2));
    assertEquals(
        "A worker ended that scored "
            + KILLER
            + ": it ended with exit code 1. It is left without a score.",
        notices.get(notices.size() - 1));
  }

  @Test
  @Tag("slow")
  void aWorkerThatIsLostOnceCostsASecondTry() throws InterruptedException {
    Asked<?> of = Asked.usual();
    assertEquals(
        of.right(ARCHITECTURES), scores(of, new Deadly(Set.of(KILLER), true), ARCHITECTURES));
    assertEquals(List.of(5, 5), asked);
    assertEquals(1, notices.size(), notices.toString());
  }

  @Test
  @Tag("slow")
  void aPlaceThatOnlyLosesWorkersIsRefused() {
    Workplace lost =
        new Workplace() {
          @Override
          public int slots() {
            return 1;
          }

          @Override
          public String provenance(String setup) {
            throw new UnsupportedOperationException();
          }

          @Override
          public String evaluate(String request, ProgressListener progress) {
            throw new UnsupportedOperationException();
          }

          @Override
          public String score(String request) throws WorkerLostException {
            throw new WorkerLostException("it never began");
          }

          @Override
          public void close() {}
        };
    Asked<?> of = Asked.usual();
    UserException refused = assertThrows(UserException.class, () -> scores(of, lost, List.of()));
    assertEquals("Scoring ended its worker 2 times: it never began", refused.getMessage());
  }

  @Test
  void chunksGrowToAboutASecondAndShrinkWithLosses() {
    ChunkSize size = new ChunkSize();
    assertEquals(1, size.networks());
    size.took(1, 4);
    assertEquals(1, size.networks(), "a worker that begins is slow");
    List<Integer> sizes = new ArrayList<>();
    for (int chunk = 0; chunk < 6; chunk++) {
      size.took(size.networks(), size.networks() * 0.0625);
      sizes.add(size.networks());
    }
    assertEquals(List.of(2, 4, 8, 16, 16, 16), sizes);
    size.took(3, 3 * 0.0625);
    assertEquals(16, size.networks(), "the last chunks are small, but say what fits");
    size.took(16, 4);
    assertEquals(4, size.networks());
    for (int chunk = 0; chunk < 20; chunk++) {
      size.took(size.networks(), 0);
    }
    assertEquals(1000, size.networks());
    size.took(0, 0);
    assertEquals(1000, size.networks());
    size.lost();
    assertEquals(1, size.networks());
  }
}
