package nas.experiment.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.Seeds;
import nas.experiment.plugin.Plugins;
import nas.space.Space;
import org.junit.jupiter.api.Test;

/** Experiments whose search spaces choose how networks are trained. */
final class JointExperimentTest {

  private static final ExperimentReader READER =
      Plugins.load(JointExperimentTest.class.getClassLoader()).reader();

  private static LoadedExperiment read(String space) {
    return READER.read(
        """
        name: pairs
        search-space: %s
        evaluator: {training: {epochs: 2}}
        budget: {trained-models: 10}
        strategies: [random]
        """
            .formatted(space),
        "pairs",
        List.of());
  }

  private static String joint(String training) {
    return "{joint: {architecture: {nasbench201: {channels: 4}}, training: {" + training + "}}}";
  }

  private static <A> String drawn(Space<A> space) {
    String text = space.format(space.sample(Seeds.generator(1)));
    return text.substring(text.indexOf(" @ "));
  }

  /** The order of the keys in a file says nothing, as elsewhere. */
  @Test
  void experimentsReadBackFromTheirYaml() {
    Experiment experiment =
        read(joint(
                "batch-size: [16, 6.4e1], learning-rate: [1.0e-1, 2], ema: [null, 0.99],"
                    + " regularisation: [{}, {mixup: 0.2}], class-weights: [none, balanced]"))
            .experiment();
    assertEquals(experiment, READER.read(experiment.toYaml(), "again", List.of()).experiment());
    Experiment ordered =
        read(joint(
                "class-weights: [none, balanced], ema: [null, 0.99], learning-rate: [0.1, 2.0],"
                    + " regularisation: [{mixup: 0}, {mixup: 0.2}], batch-size: [16, 64]"))
            .experiment();
    assertEquals(experiment.identity(), ordered.identity());
    assertEquals(experiment, ordered);
    Experiment other = read(joint("batch-size: [16, 32]")).experiment();
    assertNotEquals(experiment.identity(), other.identity());
  }

  @Test
  void valuesAreWrittenAsOneWordEach() {
    assertEquals(
        " @ learning-rate=0.1 clip-norm=none batch-size=64 augmentation=horizontal-flip+random-crop"
            + " class-weights={owl:0.5} regularisation={label-smoothing:0.1} ema=0.99",
        drawn(
            read(joint(
                    "learning-rate: [1.0e-1], batch-size: [6.4e1], clip-norm: [null], ema: [0.99],"
                        + " augmentation: [[horizontal-flip, random-crop]], class-weights: [{owl:"
                        + " 0.5}], regularisation: [{label-smoothing: 0.1, mixup: 0}]"))
                .createSearchSpace()));
  }

  /** So scores that were kept of one serve the other. */
  @Test
  void networksAreThoseOfTheInnerSpace() {
    SortedMap<String, String> alone =
        read("{nasbench201: {channels: 4}}").experiment().spaceSettings();
    assertEquals("4", new TreeMap<>(alone).get("nasbench201.channels"));
    assertEquals(alone, read(joint("batch-size: [16]")).experiment().spaceSettings());
    assertEquals(alone, read(listed()).experiment().spaceSettings());
  }

  private static String listed() {
    return "{listed: {space: "
        + joint("batch-size: [16, 32]")
        + ", architectures: ['|none~0|+|none~0|none~1|+|none~0|none~1|nor_conv_3x3~2| @"
        + " batch-size=32']}}";
  }

  /** A list may hold architectures with settings, and is checked like the whole space. */
  @Test
  void pointsOfAJointSpaceCanBeListed() {
    LoadedExperiment loaded = read(listed());
    Space<?> space = loaded.createSearchSpace();
    loaded.requireTrainable(space);
    assertEquals(" @ batch-size=32", drawn(space));
    LoadedExperiment wrong =
        read(
            listed()
                .replace("batch-size: [16, 32]", "batch-size: [16, 32], warmup-epochs: [5]")
                .replace("batch-size=32", "warmup-epochs=5 batch-size=32"));
    ExperimentException refused =
        org.junit.jupiter.api.Assertions.assertThrows(
            ExperimentException.class, () -> wrong.requireTrainable(wrong.createSearchSpace()));
    assertEquals(
        "search-space.listed.space.joint.training.warmup-epochs", refused.problems().get(0).path());
  }
}
