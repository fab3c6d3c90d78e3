package nas.engine.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import nas.core.UserException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a folder of images everything is read, or counted and named. */
class ImageFolderTest {

  private final Path folder;

  ImageFolderTest(@TempDir Path folder) {
    this.folder = folder.resolve("photos");
  }

  private Path image(String path) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
    assertTrue(ImageIO.write(image, "png", file.toFile()));
    return file;
  }

  private Path text(String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private ImageData read() {
    return new ImageFolderPlugin().read(new ImageFolderPlugin.Settings(folder, 4, 3));
  }

  private ImageData read(Path labels) {
    return new ImageFolderPlugin()
        .read(new ImageFolderPlugin.Settings(folder, 4, 3, Optional.of(labels)));
  }

  private static UserException refusal(org.junit.jupiter.api.function.Executable reading) {
    return assertThrows(UserException.class, reading);
  }

  @Test
  void whatIsLeftOutIsCounted() throws IOException {
    image("cat/1.png");
    image("cat/more/deep/2.png");
    Files.move(image("cat/3.png"), folder.resolve("cat/3.unknown"));
    image("dog/1.png");
    image("stray.png");
    text("readme.txt", "x");
    text("cat/a.HEIC", "x");
    text("cat/b.heic", "x");
    text("cat/more/notes.txt", "x");
    text("cat/.DS_Store", "x");
    text("dog/Thumbs.db", "x");
    text("__MACOSX/cat/._1.png", "x");
    Files.createSymbolicLink(folder.resolve("dog/gone.png"), folder.resolve("nowhere.png"));
    Files.createSymbolicLink(folder.resolve("dog/loop"), folder.resolve("dog"));
    ImageData data = read();
    assertArrayEquals(new int[] {0, 0, 0, 1}, data.training().labels());
    assertEquals(
        "left out: 2 .heic (format not read): cat/a.HEIC, cat/b.heic; 1 .txt (no image):"
            + " cat/more/notes.txt; 1 broken link: dog/gone.png; 1 file beside the classes:"
            + " readme.txt; 3 hidden or of the system: __MACOSX, cat/.DS_Store, dog/Thumbs.db;"
            + " 1 image beside the classes: stray.png; 1 link to a folder above it: dog/loop",
        data.inventory().summary().orElseThrow());
    assertEquals(10, data.inventory().countLeftOut());
    assertEquals(
        List.of("class cat includes 1 image in its sub-folders more/deep"),
        data.inventory().notes());
  }

  @Test
  void everyNameOfTheValidationImagesIsKnown() throws IOException {
    for (String validation : List.of("val", "Valid", "validation", "DEV")) {
      for (String train : List.of("train", "Training")) {
        try (var old =
            Files.exists(folder) ? Files.walk(folder) : java.util.stream.Stream.<Path>of()) {
          for (Path path : old.sorted(java.util.Comparator.reverseOrder()).toList()) {
            Files.delete(path);
          }
        }
        for (String name : List.of("cat", "dog")) {
          image(train + "/" + name + "/1.png");
          image(train + "/" + name + "/2.png");
          image(validation + "/" + name + "/3.png");
        }
        ImageData data = read();
        assertEquals(4, data.training().count());
        assertEquals(2, data.validation().orElseThrow().count());
        assertTrue(data.test().isEmpty());
        image("TEST/dog/1.png");
        image("extra/dog/1.png");
        ImageData all = read();
        assertEquals(1, all.test().orElseThrow().count());
        assertEquals(
            "left out: 1 folder beside " + train + ": extra",
            all.inventory().summary().orElseThrow());
        assertEquals(List.of("TEST has no images of cat"), all.inventory().notes());
      }
    }
  }

  @Test
  void partsThatDoNotFitAreRefused() throws IOException {
    image("val/cat/1.png");
    image("val/dog/1.png");
    assertEquals(folder + " holds val but not train", refusal(this::read).getMessage());
    image("train/cat/1.png");
    image("train/dog/1.png");
    image("valid/dog/1.png");
    assertEquals(
        folder + " holds both val and valid, which mean the same",
        refusal(this::read).getMessage());
    Files.move(folder.resolve("valid"), folder.resolve("val/owl"));
    Files.createDirectory(folder.resolve("val/owl/dog2"));
    assertEquals(
        folder.resolve("val/owl") + ": there is no class owl in " + folder.resolve("train"),
        refusal(this::read).getMessage());
    image("test/1.png");
    assertEquals(
        folder.resolve("test") + " holds 1 images but no sub-folders",
        refusal(this::read).getMessage());
  }

  /** Trains, buses and cars. */
  @Test
  void aClassMayBeCalledTrain() throws IOException {
    image("bus/1.png");
    image("car/1.png");
    image("train/1.png");
    assertEquals(List.of("bus", "car", "train"), read().classNames());
  }

  @Test
  void adviceFitsTheCause() throws IOException {
    image("photos/cat/1.png");
    image("photos/dog/1.png");
    UserException wrapped = refusal(this::read);
    assertEquals(
        folder
            + " holds only one sub-folder, photos, but needs at least two sub-folders, one for each"
            + " class",
        wrapped.getMessage());
    assertEquals(
        "name the folder " + folder.resolve("photos") + ", which holds cat, dog", wrapped.advice());
    image("other/cup/1.png");
    image("other/pen/1.png");
    assertEquals(
        List.of(
            "class other includes 2 images in its sub-folders cup, pen; if those are the classes,"
                + " name "
                + folder.resolve("other")
                + " as the folder",
            "class photos includes 2 images in its sub-folders cat, dog; if those are the classes,"
                + " name "
                + folder.resolve("photos")
                + " as the folder"),
        read().inventory().notes());
    text("phone/a.heic", "x");
    UserException other = refusal(this::read);
    assertEquals(
        folder.resolve("phone")
            + " holds no image that is read; left out: 1 .heic (format not read): phone/a.heic",
        other.getMessage());
    assertEquals("convert them to JPEG or PNG", other.advice());
  }

  @Test
  @SuppressWarnings("StringConcatToTextBlock") // Ends of lines and marks are what is tested.
  void aTableSaysWhatImagesShow() throws IOException {
    image("images/1.png");
    image("images/2.png");
    image("images/b/3.png");
    image("images/4.png");
    image("unused.png");
    for (String table :
        List.of(
            "file,label\nimages/1.png,cat\n2.png,dog\n3,cat\nimages\\4.png,dog\n2.png,dog\n",
            "\uFEFF\"filename\";\"class\"\r\n\"1.png\";\"cat\"\r\n2;dog\r\n3;cat\r\n4.png;dog\r\n"
                + "4.png;dog\r\n",
            "# made by hand\nlabel\tbreed\tPath\ncat\tx\t./images/1.png\ndog\t\t2.png\n"
                + "cat\ty\timages/b/3.png\ndog\t\t4.png\ndog\t\t4.png\n")) {
      Path labels = text("labels.csv", table);
      ImageData data = read(labels);
      assertArrayEquals(new int[] {0, 1, 0, 1}, data.training().labels());
      assertEquals(List.of("cat", "dog"), data.classNames());
      String summary = data.inventory().summary().orElseThrow();
      assertTrue(
          summary.startsWith("left out: 1 image without a row in labels.csv: unused.png;"),
          summary);
      assertTrue(summary.contains("1 row that repeats another in labels.csv: "), summary);
      assertEquals(Optional.of(labels), ImageFolderPlugin.labelsIn(folder));
    }
  }

  @Test
  void aTableMayDivideTheImages() throws IOException {
    for (int image = 0; image < 6; image++) {
      image(image + ".png");
    }
    Path labels =
        text(
            "labels.csv",
            "id,label,split\n0,cat,train\n1,dog,Train\n2,cat,val\n3,dog,validation\n4,cat,test\n5,,"
                + "test\n");
    ImageData data = read(labels);
    assertEquals(2, data.training().count());
    assertEquals(2, data.validation().orElseThrow().count());
    assertEquals(1, data.test().orElseThrow().count());
    assertEquals(
        "left out: 1 image without a row in labels.csv: 5.png; 1 row without a label in"
            + " labels.csv: 5",
        data.inventory().summary().orElseThrow());
  }

  @Test
  void tablesThatDoNotFitAreRefused() throws IOException {
    image("1.png");
    image("2.png");
    image("a/3.png");
    image("b/3.png");
    Path table = folder.resolve("labels.csv");
    for (List<String> bad :
        List.of(
            List.of(
                "file,label\n1.png,cat\nnone.png,dog\nno.png,dog\n",
                ":3: there is no image none.png in "
                    + folder
                    + "\n"
                    + table
                    + ":4: there is no"
                    + " image no.png in "
                    + folder),
            List.of(
                "file,label\n1.png,cat\n1.png,dog\n",
                ":3: 1.png is dog here and cat at " + table + ":2"),
            List.of("file,label\n3.png,dog\n", ":2: 3.png may be a/3.png or b/3.png"),
            List.of(
                "file,colour\n1.png,red\n",
                ":1: no column names the label of a row; there are \"file, colour\""),
            List.of("file,label\n1.png\n", ":2: 1 cell where the header has 2"),
            List.of(
                "file,label,split\n1.png,cat,third\n", ":2: there is no part third of the data"),
            List.of(
                "file,label\n1.png,cat\n2.png,cat\n",
                " gives the images to train on one label, cat, but at least two classes are"
                    + " needed"),
            List.of("", " is empty: it has no header"))) {
      Files.writeString(table, bad.get(0));
      assertEquals(table + bad.get(1), refusal(() -> read(table)).getMessage());
    }
    Files.write(table, "file,label\n1.png,k\u00e4se\n".getBytes(StandardCharsets.ISO_8859_1));
    assertTrue(
        String.valueOf(refusal(() -> read(table)).getMessage())
            .endsWith(" is not CSV: it is not a text in UTF-8"));
  }

  @Test
  void foldersNamedAfterClassesLabelTheirImages() throws IOException {
    image("test/cat/sub/1.png");
    image("other/2.png");
    text("other/notes.txt", "x");
    ImageFiles found = ImageFiles.below(folder, Set.of("cat", "sub"));
    assertEquals(
        List.of(Optional.empty(), Optional.of("cat")),
        found.files().stream().map(ImageFiles.Found::label).toList());
    assertEquals(
        "left out: 1 .txt (no image): other/notes.txt", found.inventory().summary().orElseThrow());
  }

  /** Java takes the bytes of names for ASCII in such a locale; the names are found all the same. */
  @Test
  @Tag("slow")
  void namesDoNotDependOnTheCharacterSetOfThePlatform() throws Exception {
    image("k\u00e4se/1.png");
    image("\u65e5\u672c/1.png");
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            NamesInPlainLocale.class.getName(),
            folder.toString());
    java.environment().put("LC_ALL", "C");
    Process process = java.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertEquals("[k\u00e4se, \u65e5\u672c]", said.strip());
  }
}
