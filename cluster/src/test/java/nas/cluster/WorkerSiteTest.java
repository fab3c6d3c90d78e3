package nas.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.evaluator.Slice;
import nas.experiment.config.Experiment;
import nas.experiment.place.Answer;
import nas.experiment.place.EvaluationRequest;
import nas.experiment.place.Setup;
import nas.experiment.plugin.Plugins;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker refuses, and what it leaves out. */
@Tag("slow")
final class WorkerSiteTest {

  private static final RemoteWork.Site SITE =
      new RemoteWork.Site(List.of(), new TreeMap<>(), List.of());

  private static final String EXPERIMENT =
      """
      name: site
      search-space: nasbench201
      evaluator: noisy
      budget: {trained-models: 1}
      strategies: [random]
      """;

  private static final String ARCHITECTURE =
      "|nor_conv_3x3~0|+|none~0|none~1|+|none~0|skip_connect~1|none~2|";

  private static Setup setup(Optional<Path> checkpoints) {
    Experiment experiment =
        Plugins.load(WorkerSiteTest.class.getClassLoader())
            .reader()
            .read(EXPERIMENT, "the test", List.of())
            .experiment();
    return Setup.of(experiment, checkpoints);
  }

  private static Reply reply(
      RemoteWork.Kind kind, String request, String facts, String provenance, boolean mixed)
      throws Exception {
    RemoteWork work =
        new RemoteWork(kind, request, new RemoteWork.Terms(facts, provenance, mixed, SITE));
    return Reply.of(WorkerSite.of(SITE).reply(work, OptionalInt::empty).toText());
  }

  private static SortedMap<String, String> facts() throws Exception {
    String told = reply(RemoteWork.Kind.FACTS, "", "", "", false).facts();
    return new TreeMap<>(((Answer.Told) Answer.of(told)).values());
  }

  private static String with(String key, String value) throws Exception {
    SortedMap<String, String> facts = facts();
    assertTrue(facts.containsKey(key), facts.toString());
    facts.put(key, value);
    return new Answer.Told(facts).toText();
  }

  private static void assertRefused(String problem, String advice, Reply reply) {
    Answer.Refused refused =
        assertInstanceOf(Answer.Refused.class, Answer.of(reply.answer()), reply.answer());
    assertTrue(refused.error().problem().contains(problem), refused.toString());
    assertTrue(refused.error().advice().contains(advice), refused.toString());
  }

  @Test
  void anotherProcessorIsRefusedUnlessItIsAllowed() throws Exception {
    String other = with("processor", "Abacus 5");
    assertRefused(
        "another processor (",
        "spark.nas.allow-mixed=true",
        reply(RemoteWork.Kind.FACTS, "", other, "", false));
    Reply allowed = reply(RemoteWork.Kind.FACTS, "", other, "", true);
    assertEquals(new Answer.Told(facts()), Answer.of(allowed.answer()));
    assertEquals(new Answer.Told(facts()), Answer.of(allowed.facts()));
  }

  @Test
  void anotherProgramIsRefused() throws Exception {
    assertRefused(
        "another program (",
        "the same nas.jar",
        reply(RemoteWork.Kind.FACTS, "", with("program", "0.0.1"), "", true));
  }

  @Test
  void otherDataAreRefused() throws Exception {
    String request =
        new EvaluationRequest(setup(Optional.empty()), ARCHITECTURE, 0, 7, Slice.WHOLE).toText();
    String own =
        reply(RemoteWork.Kind.PROVENANCE, setup(Optional.empty()).toText(), "", "", false).answer();
    assertInstanceOf(
        Answer.Evaluated.class,
        Answer.of(reply(RemoteWork.Kind.EVALUATE, request, "", own, false).answer()));
    SortedMap<String, String> others = new TreeMap<>(((Answer.Told) Answer.of(own)).values());
    String here = Objects.requireNonNull(others.put("data-sha256", "abcd"));
    assertRefused(
        "another data-sha256 (" + here + ") than the first one (abcd)",
        "the same files",
        reply(RemoteWork.Kind.EVALUATE, request, "", new Answer.Told(others).toText(), false));
  }

  /** Where nobody would find them, none are written. */
  @Test
  void checkpointsAreLeftWhereTheRunFolderIsSeen(@TempDir Path folder) throws Exception {
    Path absent = folder.resolve("elsewhere/run/checkpoints");
    for (Path checkpoints : List.of(absent, folder.resolve("checkpoints"))) {
      String setup = setup(Optional.of(checkpoints)).toText();
      assertInstanceOf(
          Answer.Told.class,
          Answer.of(reply(RemoteWork.Kind.PROVENANCE, setup, "", "", false).answer()));
    }
    assertTrue(Files.notExists(folder.resolve("elsewhere")));
  }

  private static Map<String, ResourceInformation> gpus(String... addresses) {
    return Map.of("gpu", new ResourceInformation("gpu", addresses));
  }

  @Test
  void theGpuOfATaskIsTheFirstThatSparkAssignedToIt() {
    assertEquals(OptionalInt.of(3), TaskGpu.of(gpus("3", "4")));
    assertEquals(OptionalInt.empty(), TaskGpu.of(gpus()));
    assertEquals(OptionalInt.empty(), TaskGpu.of(Map.of()));
    assertEquals(OptionalInt.empty(), TaskGpu.here());
  }

  @Test
  void whatCannotBeTheGpuOfATaskIsRefusedThere() throws Exception {
    RemoteWork work =
        new RemoteWork(
            RemoteWork.Kind.PROVENANCE,
            setup(Optional.empty()).toText(),
            new RemoteWork.Terms("", "", false, SITE));
    assertRefused(
        "Spark calls the GPU of a task GPU-8b2c",
        "print indices",
        WorkerSite.of(SITE).reply(work, () -> TaskGpu.of(gpus("GPU-8b2c"))));
  }
}
