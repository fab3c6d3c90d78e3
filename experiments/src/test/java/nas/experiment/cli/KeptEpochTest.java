package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.engine.model.TrainedModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people are told of weights that are not those of the last step. */
final class KeptEpochTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private String train(Path out, String... settings) throws Exception {
    Path experiment = Nas.write(folder.resolve("small.yaml"), TakeHome.EXPERIMENT);
    List<Object> command =
        new ArrayList<>(
            List.of("train", experiment, "--arch", TakeHome.ARCHITECTURE, "--out", out));
    for (String setting : settings) {
      command.add("--set");
      command.add("evaluator.training." + setting);
    }
    return Nas.say(command.toArray()).done();
  }

  @Test
  @Tag("slow")
  void earlyStoppingSaysWhichEpochIsKept() throws Exception {
    Path out = folder.resolve("early");
    String said =
        train(out, "epochs=12", "learning-rate=0.4", "ema=0.5", "early-stopping.patience=1");
    Matcher ended =
        Pattern.compile(
                "Training ended early, after epoch (\\d+) of 12: the weights of epoch (\\d+) are"
                    + " kept, after which the validation accuracy was best \\((\\S+) %\\)\\.")
            .matcher(said);
    assertTrue(ended.find(), said);
    int last = Integer.parseInt(ended.group(1));
    int best = Integer.parseInt(ended.group(2));
    assertEquals(best + 1, last);
    assertTrue(Files.readString(out.resolve("report.html")).contains(ended.group()), said);
    List<String> curve = Files.readAllLines(out.resolve("learning-curve.csv"));
    assertEquals(1 + last, curve.size());
    double bestValue = Double.parseDouble(curve.get(best).split(",", -1)[3]);
    assertTrue(bestValue > Double.parseDouble(curve.get(last).split(",", -1)[3]), "not the last");
    TrainedModel model = TrainedModel.read(out);
    assertEquals(bestValue, Objects.requireNonNull(model.values().get("validation")), 1e-9);
    assertEquals(
        Double.parseDouble(curve.get(best).split(",", -1)[2]),
        Objects.requireNonNull(model.values().get("training")),
        1e-9);
    assertEquals("0.5", model.provenance().get("training.ema"));
    assertEquals("1", model.provenance().get("training.early-stopping.patience"));
  }

  @Test
  @Tag("slow")
  void withoutItTheLastEpochIsKept() throws Exception {
    String said = train(folder.resolve("whole"), "epochs=2");
    assertFalse(said.contains("are kept"), said);
  }
}
