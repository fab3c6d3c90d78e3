package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trained network on labelled images, against what 'predict' says of each of them. */
final class EvaluateCommandTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private static String classOf(Path image) {
    return Objects.requireNonNull(image.getParent()).getFileName().toString();
  }

  @Test
  @Tag("slow")
  void countsAreThoseOfThePredictions() throws Exception {
    Path model = TakeHome.model(folder);
    Path all = TakeHome.digits(folder.resolve("photos"), 10, 9);
    // The folders are named 'digit 0', the classes '0': another layout, some images in no class.
    Path images = Files.createDirectory(folder.resolve("images"));
    for (int label = 0; label < 9; label++) {
      Files.move(all.resolve("digit " + label), images.resolve(Integer.toString(label)));
    }
    Files.move(all.resolve("digit 9"), images.resolve("nine"));

    List<String> rows = Nas.say("predict", model, images, "--csv").out().lines().skip(1).toList();
    int right = 0;
    int labelled = 0;
    StringBuilder mistaken = new StringBuilder();
    for (String row : rows) {
      String[] cells = row.split(",", -1);
      if (!classOf(Path.of(cells[0])).equals("nine")) {
        labelled++;
        boolean same = classOf(Path.of(cells[0])).equals(cells[1]);
        right += same ? 1 : 0;
        mistaken.append(same ? "" : cells[0] + "\n");
      }
    }
    assertEquals(81, labelled);

    Path out = folder.resolve("report");
    Nas.Said said = Nas.say("evaluate", model, images, "--out", out);
    String told = said.out();
    assertEquals(0, said.exitCode(), said.err());
    assertTrue(
        told.startsWith(
            String.format(Locale.ROOT, "Accuracy %.2f %% (95 %% interval ", 100.0 * right / 81)),
        told);
    assertTrue(told.contains(" of 81 images"), told);
    assertTrue(told.contains("No test images: 9"), told);
    assertTrue(told.contains("Surest of " + (81 - right) + " mistakes:"), told);
    assertTrue(said.err().contains("9 images in no folder of a class are left out."), said.err());

    List<String> mistakes = Files.readAllLines(out.resolve("mistakes.csv"));
    assertEquals(81 - right, mistakes.size() - 1);
    double before = 1;
    for (String row : mistakes.subList(1, mistakes.size())) {
      String[] cells = row.split(",", -1);
      assertTrue(mistaken.toString().contains(cells[0] + "\n"), row);
      assertEquals(classOf(Path.of(cells[0])), cells[1]);
      assertTrue(Double.parseDouble(cells[3]) <= before, row);
      before = Double.parseDouble(cells[3]);
    }
    int counted =
        Files.readAllLines(out.resolve("confusion.csv")).stream()
            .skip(1)
            .flatMap(row -> List.of(row.split(",", -1)).stream().skip(1))
            .mapToInt(Integer::parseInt)
            .sum();
    assertEquals(81, counted);
    String html = Files.readString(out.resolve("report.html"));
    assertTrue(html.contains("<img src=\"data:image/png;base64,iVBOR"), "pictures of mistakes");
    assertTrue(html.contains("Taken for"), "a table of all");
    assertTrue(html.contains("img-src data:"), "the policy allows them");
    assertFalse(html.contains("http://") || html.contains("https://"), "nothing is loaded");
  }

  @Test
  @Tag("slow")
  void imagesThatCannotBeReadAreNamedAndTheRestIsMeasured() throws Exception {
    Path model = TakeHome.model(folder);
    Path all = TakeHome.digits(folder.resolve("photos"), 2, 4);
    Path images = Files.createDirectory(folder.resolve("images"));
    Files.move(all.resolve("digit 0"), images.resolve("0"));
    Path broken = Files.writeString(images.resolve("0/broken.png"), "\u0089PNG broken");
    Nas.Said said = Nas.say("evaluate", model, images);
    assertEquals(2, said.exitCode());
    assertTrue(said.out().contains(" of 4 images"), said.out());
    assertTrue(said.err().contains("broken.png"), said.err());
    assertTrue(Files.exists(broken));
  }

  @Test
  void foldersWithoutClassesAreRefused() throws Exception {
    Path model = TakeHome.model(folder);
    Path images = TakeHome.digits(folder.resolve("photos"), 2, 2);
    Refusal.refused(folder, "evaluate-no-classes", "evaluate", model, images);
    Refusal.refused(folder, "evaluate-missing", "evaluate", model, folder.resolve("none"));
  }
}
