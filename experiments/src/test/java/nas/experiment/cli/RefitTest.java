package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.core.Seeds;
import nas.core.trial.Result;
import nas.engine.NamedTensor;
import nas.engine.data.DataSplit;
import nas.engine.data.DigitsPlugin;
import nas.engine.data.Normalisation;
import nas.engine.model.TrainedModel;
import nas.engine.tensor.Device;
import nas.evaluator.ProgressListener;
import nas.evaluator.training.Batching;
import nas.evaluator.training.Optimisation;
import nas.evaluator.training.OptimizerKind;
import nas.evaluator.training.Trainer;
import nas.evaluator.training.TrainingLength;
import nas.evaluator.training.TrainingSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The network found is trained on training and validation images together. */
final class RefitTest {

  private static final int EPOCHS = 8;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private String train(String out, String... settings) throws Exception {
    Path experiment = Nas.write(folder.resolve("small.yaml"), TakeHome.EXPERIMENT);
    List<Object> command =
        new ArrayList<>(
            List.of(
                "train",
                experiment,
                "--arch",
                TakeHome.ARCHITECTURE,
                "--out",
                folder.resolve(out)));
    List<String> all =
        new ArrayList<>(List.of("epochs=" + EPOCHS, "batch-size=128", "learning-rate=2"));
    all.addAll(List.of(settings));
    for (String setting : all) {
      command.add("--set");
      command.add("final-training." + setting);
    }
    return Nas.say(command.toArray()).done();
  }

  private List<Double> validations(String of) throws Exception {
    return Files.readAllLines(folder.resolve(of).resolve("learning-curve.csv")).stream()
        .skip(1)
        .map(line -> Double.parseDouble(line.split(",", -1)[3]))
        .toList();
  }

  /** Trained by hand on all images that are not those to test, up to an epoch of the schedule. */
  private static void assertTrainedOnAll(TrainedModel model, int epochs)
      throws InterruptedException {
    DataSplit split =
        DataSplit.of(new DigitsPlugin().read(new DigitsPlugin.Settings(8)), 0.2, 0.2, 42);
    DataSplit joined = split.joined();
    assertEquals(split.training().count() + split.validation().count(), joined.training().count());
    TrainingSettings settings =
        TrainingSettings.standard(EPOCHS)
            .with(new TrainingLength(EPOCHS, List.of(), Optional.of(epochs), 0))
            .with(Batching.STANDARD.withSize(128))
            .with(Optimisation.STANDARD.changed(OptimizerKind.SGD, 2, 0));
    List<NamedTensor> tensors = new ArrayList<>();
    Result result =
        new Trainer(settings, joined, Device.CPU)
            .train(
                model.network(),
                Seeds.derive(42, 0, -1, Seeds.Purpose.EVALUATION),
                ProgressListener.NONE,
                runtime -> tensors.addAll(runtime.tensors()));
    assertEquals(((Result.Trained) result).reported(), model.values().get("test"));
    assertEquals(tensors.size(), model.tensors().size());
    for (int at = 0; at < tensors.size(); at++) {
      assertArrayEquals(tensors.get(at).values(), model.tensors().get(at).values());
    }
    assertEquals(
        Normalisation.of(joined.training()).channels(),
        model.signature().normalisation().channels());
    assertEquals("true", model.provenance().get("training.refit"));
    assertFalse(model.values().containsKey("validation"), "it was trained on");
  }

  @Test
  @Tag("slow")
  void withEarlyStoppingTheBestEpochSaysHowLong() throws Exception {
    String plain = train("plain");
    assertTrue(tellsOfValidation(plain), plain);
    List<Double> curve = validations("plain");
    int best = 0;
    while (best + 1 < EPOCHS && curve.get(best + 1) > curve.get(best)) {
      best++;
    }
    assertTrue(best + 2 < EPOCHS, "stops early: " + curve);
    String said = train("refit", "refit=true", "early-stopping.patience=1");
    String remark =
        String.format(
            java.util.Locale.ROOT,
            "Refit: with 359 images set aside the validation accuracy was best after epoch %d of"
                + " %d (%.2f %%); then trained anew on all 1,438 images but those to test, for as"
                + " many epochs",
            best + 1,
            EPOCHS,
            curve.get(best));
    assertTrue(said.contains(remark + "."), remark + " in " + said);
    assertFalse(tellsOfValidation(said), said);
    Path out = folder.resolve("refit");
    assertTrue(Files.readString(out.resolve("report.html")).contains(remark));
    assertEquals(best + 2, Files.readAllLines(out.resolve("learning-curve.csv")).size());
    assertTrainedOnAll(TrainedModel.read(out), best + 1);
  }

  @Test
  @Tag("slow")
  void withoutItTheEpochsAreThoseGiven() throws Exception {
    String said = train("all", "refit=true");
    assertTrue(
        said.contains("Refit: trained on all 1,438 images but those to test, for 8 epochs."), said);
    assertTrainedOnAll(TrainedModel.read(folder.resolve("all")), EPOCHS);
  }

  private static boolean tellsOfValidation(String said) {
    return said.lines()
        .anyMatch(line -> line.startsWith("Test accuracy ") && line.contains(" %, validation "));
  }
}
