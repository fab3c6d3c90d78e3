package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever enters what the last line says gets from an experiment to classes of an image. */
final class NextCommandTest {

  private static final String NEXT = "Next:";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  /** Returns the command of the last line, without the program. */
  private static String next(String said) {
    List<String> lines = said.lines().toList();
    String last = lines.get(lines.size() - 1);
    assertTrue(last.startsWith(NEXT), said);
    String command = last.substring(NEXT.length()).strip();
    assertTrue(command.startsWith(Main.PROGRAM + " "), last);
    return command.substring(Main.PROGRAM.length() + 1);
  }

  private static String say(String command) {
    return Nas.say((Object[]) command.split(" ", -1)).done();
  }

  @Test
  @Tag("slow")
  void eachCommandNamesTheNextUntilAnImageIsClassified() throws Exception {
    Path experiment = Nas.write(folder.resolve("small.yaml"), TakeHome.EXPERIMENT);
    Path run = folder.resolve("run");
    String best = next(Nas.say("run", experiment, "--out", run).done());
    assertEquals("best " + run, best);
    String train = next(say(best));
    assertEquals("train " + run, train);
    String export = next(say(train));
    Path trained = run.resolve("trained");
    assertEquals("export " + trained + " --to onnx --out " + trained.resolve("model.onnx"), export);
    String predict = next(say(export));
    assertEquals("predict " + trained.resolve("model.onnx") + " photo.jpg", predict);

    Path digits = TakeHome.digits(folder.resolve("digits"), 10, 2);
    for (int label = 0; label < 10; label++) {
      Files.move(digits.resolve("digit " + label), digits.resolve(Integer.toString(label)));
    }
    Path photo = digits.resolve("3/0.png");
    assertTrue(say(predict.replace("photo.jpg", photo.toString())).contains("0.png"));

    assertEquals(export, next(Nas.say("evaluate", trained, digits).done()));
    assertEquals(predict, next(Nas.say("evaluate", trained.resolve("model.onnx"), digits).done()));
    String drawing = Nas.say("export", trained, "--out", folder.resolve("net.svg")).done();
    assertEquals("predict " + trained + " photo.jpg", next(drawing));
  }

  @Test
  @Tag("slow")
  void whatCannotBeTrainedIsReported() {
    Path run = Nas.finishedRun(folder);
    assertEquals("report " + run, next(Nas.say("best", run).done()));
    String json = Nas.say("best", run, "--json").done();
    assertTrue(json.strip().endsWith("]"), "data are data alone: " + json);
  }
}
