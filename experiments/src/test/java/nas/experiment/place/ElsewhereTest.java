package nas.experiment.place;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.core.UserException;
import nas.engine.data.DataPlugin;
import nas.engine.data.Dataset;
import nas.engine.data.DigitsPlugin;
import nas.evaluator.ProgressListener;
import nas.evaluator.score.ScorePlugin;
import nas.evaluator.training.TrainingPlugin;
import nas.experiment.config.Assignment;
import nas.experiment.config.ExperimentReader;
import nas.experiment.config.LoadedExperiment;
import nas.experiment.plugin.Plugins;
import nas.experiment.run.RunSession;
import nas.result.Provenance;
import nas.result.journal.RunFolder;
import nas.space.handmade.HandmadeNetworksPlugin;
import nas.space.nasbench201.NasBench201Plugin;
import nas.strategy.random.RandomSearchPlugin;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run whose workers are on other machines reads no data itself. */
@Tag("slow")
final class ElsewhereTest {

  /** Whether this thread is one of another machine, or data may be read anywhere. */
  private static final ThreadLocal<Boolean> THERE = ThreadLocal.withInitial(() -> false);

  /** Digits that are on some machines only. */
  public static final class Guarded implements DataPlugin<Guarded.Settings> {

    /** None. */
    public record Settings() {}

    @Override
    public String name() {
      return "guarded";
    }

    @Override
    public String summary() {
      return "Digits that are on some machines only";
    }

    @Override
    public Class<Settings> settings() {
      return Settings.class;
    }

    @Override
    public Dataset read(Settings settings) {
      if (!THERE.get()) {
        throw new UserException("There are no digits on this machine", "go elsewhere");
      }
      return new DigitsPlugin().read(new DigitsPlugin.Settings(8));
    }
  }

  /**
   * Another machine.
   *
   * @param data whether there are data
   */
  private record Machine(LocalWorkplace work, boolean data) implements Workplace {

    /** Something that is done there. */
    private interface Work {
      String answer() throws InterruptedException;
    }

    private String there(Work asked) throws InterruptedException {
      THERE.set(data);
      try {
        return asked.answer();
      } finally {
        THERE.set(false);
      }
    }

    @Override
    public int slots() {
      return 2;
    }

    @Override
    public String provenance(String setup) throws InterruptedException {
      return there(() -> work.provenance(setup));
    }

    @Override
    public Optional<String> describe(String setup) throws InterruptedException {
      return Optional.of(there(() -> work.description(setup)));
    }

    @Override
    public String evaluate(String request, ProgressListener progress) throws InterruptedException {
      return there(() -> work.evaluate(request, progress));
    }

    @Override
    public String score(String request) throws InterruptedException {
      return there(() -> work.score(request));
    }

    @Override
    public void close() {
      work.close();
    }
  }

  private static final ExperimentReader READER =
      Plugins.of(
              List.of(
                  new NasBench201Plugin(),
                  new HandmadeNetworksPlugin(),
                  new Guarded(),
                  new TrainingPlugin(),
                  new ScorePlugin(),
                  new RandomSearchPlugin()))
          .reader();

  private static final String EXPERIMENT =
      """
      name: elsewhere
      search-space: {nasbench201: {channels: 2, cells-per-stage: 1}}
      data: guarded
      evaluator: EVALUATOR
      proxies: {batch-size: 8}
      constraints: {parameters: '< 1.0e6'}
      budget: {trained-models: 3}
      strategies: [{random: {}, warmup: {proxy: synflow + params, samples: 4}}]
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private final List<String> notices = new ArrayList<>();

  private RunFolder run(String evaluator, String name, Optional<Workplace> workplace)
      throws InterruptedException {
    LoadedExperiment loaded =
        READER.read(
            EXPERIMENT.replace("EVALUATOR", evaluator),
            "the test",
            List.of(Assignment.parse("execution.score-store=" + folder.resolve(name + "-scores"))));
    RunFolder run = new RunFolder(folder.resolve(name));
    try (RunSession session =
        RunSession.prepare(
            loaded, run.path(), READER, List.of(), asked -> workplace, notices::add)) {
      session.begin();
      session.execute((key, trial, resumed) -> {}, notices::add);
    }
    return run;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{training: {epochs: 1, batch-size: 128, validation-share: 0.02}}",
        "{score: {proxy: snip}}\nnetworks: [resnet20]"
      })
  void journalsProvenanceAndNoticesAreThoseOfOneMachine(String evaluator) throws Exception {
    THERE.set(true);
    RunFolder here;
    try {
      here = run(evaluator, "here", Optional.empty());
    } finally {
      THERE.set(false);
    }
    List<String> said = List.copyOf(notices);
    notices.clear();
    RunFolder there =
        run(
            evaluator,
            "there",
            Optional.of(new Machine(new LocalWorkplace(READER, 2, n -> {}), true)));
    assertEquals(here.digest(), there.digest());
    assertEquals(said, notices);
    assertEquals(
        Provenance.read(here.provenanceFile()).evaluator(),
        Provenance.read(there.provenanceFile()).evaluator());
    assertTrue(
        Provenance.read(there.provenanceFile()).evaluator().keySet().stream()
            .anyMatch(key -> key.endsWith("sha256")));
  }

  @Test
  void whatIsMissingThereIsRefusedBeforeAFileIsWritten() {
    Machine without = new Machine(new LocalWorkplace(READER, 1, notice -> {}), false);
    UserException refused =
        assertThrows(
            UserException.class,
            () -> run("{training: {epochs: 1}}", "without", Optional.of(without)));
    assertTrue(refused.error().text().contains("There are no digits on this machine"));
    assertTrue(!folder.resolve("without").toFile().exists());
  }
}
