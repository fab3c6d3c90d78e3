package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import nas.engine.data.ImageFile;
import nas.engine.model.TrainedModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a folder of images to a network in another program, as docs/own-data.md describes it. */
final class TakeHomeTest {

  private static final double TOLERANCE = 1e-4;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  @Test
  @Tag("slow")
  void fromFolderToOnnx() throws Exception {
    Path images = TakeHome.digits(folder.resolve("images"), 3, 60);
    Path run = folder.resolve("run");
    List<Object> arguments = new ArrayList<>(List.of("run", "own-images.yaml", "--out", run));
    for (String set :
        List.of(
            "data.image-folder.folder=" + images,
            "data.image-folder.size=8",
            "budget.trained-models=2",
            "evaluator.training.epochs=1",
            "evaluator.training.least-steps=0",
            "search-space.nasbench201.channels=4",
            "final-training.epochs=6",
            "final-training.least-steps=0",
            "final-training.augmentation=[]")) {
      arguments.addAll(List.of("--set", set));
    }
    Nas.say(arguments.toArray()).done();
    String said = Nas.say("train", run).done();
    Path trained = run.resolve("trained");
    assertTrue(said.contains("Network: " + trained.resolve("model.safetensors")), said);
    TrainedModel model = TrainedModel.read(trained);
    assertEquals(List.of("digit 0", "digit 1", "digit 2"), model.classNames());
    assertTrue(model.network().parameters() <= 1e5, "the constraint holds");
    assertTrue(
        Objects.requireNonNull(model.values().get("test")) > 60,
        () -> "test accuracies: " + model.values());
    assertTrue(
        Nas.say("best", run).done().contains(model.provenance().get("architecture")),
        "the best network is trained");
    requireReport(trained, model);
    assertEveryTrainingIsTheSame(run, trained);

    Path onnx = folder.resolve("net.onnx");
    String exported = Nas.say("export", trained, "--to", "onnx", "--out", onnx).done();
    assertTrue(exported.contains("float32 (batch, 3, height, width), pixels 0 to 255"), exported);
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(images)) {
      all.filter(file -> file.toString().endsWith(".png")).sorted().limit(100).forEach(files::add);
    }
    assertEquals(100, files.size());
    List<Object> predict = new ArrayList<>(List.of("predict", trained, "--csv"));
    predict.addAll(files);
    List<List<String>> rows =
        Nas.say(predict.toArray())
            .done()
            .lines()
            .map(line -> List.of(line.split(",", -1)))
            .toList();
    assertEquals(
        List.of("file", "class", "probability", "digit 0", "digit 1", "digit 2"), rows.get(0));
    assertOnnxSaysTheSame(onnx, files, rows.subList(1, rows.size()));
    assertPlainProgramSaysTheSame(onnx, files.get(0), rows.get(1).get(1));
  }

  private static void requireReport(Path trained, TrainedModel model) throws IOException {
    String html = Files.readString(trained.resolve("report.html"));
    assertTrue(html.contains("digit 2") && html.contains("Accuracy by epoch"));
    for (String file : List.of("confusion.svg", "learning-curve.svg", "provenance.json")) {
      assertTrue(Files.size(trained.resolve(file)) > 100, file);
    }
    List<String> confusion = Files.readAllLines(trained.resolve("confusion.csv"));
    int images = 0;
    int right = 0;
    for (int label = 0; label < 3; label++) {
      String[] row = confusion.get(label + 1).split(",", -1);
      assertEquals("digit " + label, row[0]);
      for (int predicted = 0; predicted < 3; predicted++) {
        int count = Integer.parseInt(row[predicted + 1]);
        images += count;
        right += predicted == label ? count : 0;
      }
    }
    assertEquals(36, images, "a fifth of 60 images of each of three classes");
    assertEquals(Objects.requireNonNull(model.values().get("test")), 100.0 * right / images, 1e-9);
    assertEquals(7, Files.readAllLines(trained.resolve("learning-curve.csv")).size());
  }

  private void assertEveryTrainingIsTheSame(Path run, Path trained) throws IOException {
    Path again = folder.resolve("again");
    Nas.say("train", run, "--out", again).done();
    assertArrayEquals(
        Files.readAllBytes(trained.resolve("model.safetensors")),
        Files.readAllBytes(again.resolve("model.safetensors")));
  }

  private static void assertOnnxSaysTheSame(Path onnx, List<Path> files, List<List<String>> rows)
      throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(onnx.toString())) {
      for (int image = 0; image < files.size(); image++) {
        byte[] pixels = ImageFile.read(files.get(image), new nas.network.FeatureShape(3, 8, 8));
        FloatBuffer plain = FloatBuffer.allocate(pixels.length);
        for (byte pixel : pixels) {
          plain.put(pixel & 0xff);
        }
        try (OnnxTensor input =
                OnnxTensor.createTensor(environment, plain.rewind(), new long[] {1, 3, 8, 8});
            OrtSession.Result result = session.run(Map.of("image", input))) {
          float[] shares = ((float[][]) result.get("probabilities").orElseThrow().getValue())[0];
          for (int label = 0; label < shares.length; label++) {
            assertEquals(
                Double.parseDouble(rows.get(image).get(3 + label)),
                shares[label],
                TOLERANCE,
                files.get(image).toString());
          }
        }
      }
    }
  }

  /** Runs the program of the documentation in a Java of its own, with ONNX Runtime only. */
  private static void assertPlainProgramSaysTheSame(Path onnx, Path image, String expected)
      throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String runtime =
        Path.of(OrtSession.class.getProtectionDomain().getCodeSource().getLocation().getPath())
            .toString();
    Process process =
        new ProcessBuilder(
                java.toString(),
                "-Djava.awt.headless=true",
                "-cp",
                runtime,
                "../examples/onnx/Classify.java",
                onnx.toString(),
                image.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), said);
    assertTrue(said.startsWith(image + ": " + expected + " "), said);
  }

  /** What fails to be written at the end is only written again, not trained again. */
  @Test
  @Tag("slow")
  void aDiskThatFillsAtTheEndLosesNothing() throws Exception {
    Path experiment = Nas.write(folder.resolve("small.yaml"), TakeHome.EXPERIMENT);
    Path whole = folder.resolve("whole");
    Path out = folder.resolve("out");
    List<Object> train =
        new ArrayList<>(
            List.of(
                "train", experiment, "--arch", TakeHome.ARCHITECTURE, "--epochs", "3", "--out"));
    train.add(whole);
    Nas.say(train.toArray()).done();
    train.set(train.size() - 1, out);
    Path model = out.resolve("model.safetensors");
    Path checkpoints = out.resolve("checkpoints");
    for (String unwritable : List.of("model.safetensors", "confusion.csv", "report.html")) {
      // A folder that is not empty stands in the place of a file, once the training has begun.
      Path obstacle = out.resolve(unwritable);
      Nas.Said said = blocked(train, out, obstacle);
      assertEquals(2, said.exitCode(), unwritable + said.out());
      assertTrue(said.err().contains(unwritable), said.err());
      assertEquals(!unwritable.startsWith("model"), Files.isRegularFile(model), unwritable);
      assertTrue(Files.isDirectory(checkpoints), unwritable);
      Files.delete(obstacle.resolve("stone"));
      Files.delete(obstacle);
    }
    String other =
        Nas.say("train", experiment, "--arch", TakeHome.ARCHITECTURE, "--seed", "9", "--out", out)
            .err();
    assertTrue(other.contains("There is a trained network already: " + model), other);
    String said = Nas.say(train.toArray()).done();
    assertTrue(said.contains("Network: " + model), said);
    assertArrayEquals(
        Files.readAllBytes(whole.resolve("model.safetensors")), Files.readAllBytes(model));
    for (String file : List.of("report.html", "confusion.csv", "learning-curve.csv")) {
      assertEquals(
          Files.readString(whole.resolve(file)), Files.readString(out.resolve(file)), file);
    }
    assertTrue(!Files.exists(checkpoints), "nothing stays");
    assertTrue(
        Nas.say(train.toArray()).err().contains("There is a trained network already: " + model));
  }

  /** Runs a command and puts a folder in the place of a file when the first checkpoint is there. */
  private static Nas.Said blocked(List<Object> command, Path out, Path obstacle)
      throws InterruptedException {
    Thread blocker =
        new Thread(
            () -> {
              try {
                while (!Files.isDirectory(out.resolve("checkpoints"))) {
                  Thread.sleep(1);
                }
                Files.deleteIfExists(obstacle);
                Files.createDirectories(obstacle);
                Files.writeString(obstacle.resolve("stone"), "");
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    blocker.start();
    Nas.Said said = Nas.say(command.toArray());
    blocker.join();
    return said;
  }

  @Test
  void everyFormatIsWritten() throws Exception {
    Path model = TakeHome.model(folder);
    Path copy = folder.resolve("copy.safetensors");
    Nas.say("export", model, "--out", copy).done();
    assertArrayEquals(Files.readAllBytes(model), Files.readAllBytes(copy));
    TrainedModel read = TrainedModel.read(model);

    Path json = folder.resolve("net.json");
    Nas.say("export", model, "--out", json).done();
    JsonNode graph = new ObjectMapper().readTree(Files.readString(json));
    assertEquals(read.network().nodes().size(), graph.get("network").get("nodes").size());
    assertEquals(TakeHome.ARCHITECTURE, graph.get("provenance").get("architecture").asText());

    Path svg = folder.resolve("net.svg");
    Nas.say("export", model, "--to", "SVG", "--out", svg).done();
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(Files.readAllBytes(svg)));

    Path dot = folder.resolve("net.dot");
    Nas.say("export", model, "--out", dot).done();
    String text = Files.readString(dot);
    assertTrue(text.startsWith("digraph network {") && text.endsWith("}\n"), text);
    assertTrue(text.contains("conv 3x3") && text.contains("linear\\n10x1x1"), text);
    long boxes = text.lines().filter(line -> line.contains("[label=")).count();
    long edges = text.lines().filter(line -> line.contains("->")).count();
    assertTrue(boxes > 10 && edges >= boxes - 1, boxes + " boxes, " + edges + " edges");
  }

  @Test
  void predictionsNameTheMostProbableClasses() throws IOException {
    Path model = TakeHome.model(folder);
    Path image = TakeHome.digits(folder.resolve("digits"), 1, 1).resolve("digit 0/0.png");
    String line = predicted(model, image, "2");
    assertTrue(
        line.matches("\\Q" + image + "\\E: \\d \\d+\\.\\d\\d %, \\d \\d+\\.\\d\\d %\\R"), line);
    String all = predicted(model, image, "99");
    assertEquals(10, all.split(" %", -1).length - 1, all);
  }

  /** The network may be no better than the largest class, and then that is said. */
  private static String predicted(Path model, Path image, String top) {
    Nas.Said said = Nas.say("predict", model, image, "--top", top);
    assertEquals(0, said.exitCode(), said.err());
    assertTrue(
        said.err().isEmpty() || said.err().matches("Warning: this network was right for .*\\R"),
        said.err());
    return said.out();
  }

  /** On the console and in the provenance; what lies beside the images decides nothing. */
  @Test
  @Tag("slow")
  void whatARunLeavesOutIsSaidAndKept() throws IOException {
    Path images = TakeHome.digits(folder.resolve("digits"), 3, 12);
    for (int image = 2; image < 12; image++) {
      Files.delete(images.resolve("digit 2/" + image + ".png"));
    }
    Nas.write(images.resolve("digit 1/a.heic"), "x");
    Path experiment =
        Nas.write(
            folder.resolve("few.yaml"),
            """
            name: few
            search-space: {nasbench201: {channels: 2, cells-per-stage: 1}}
            data: {image-folder: {folder: digits, size: 8}}
            evaluator: {training: {epochs: 1, batch-size: 8}}
            budget: {trained-models: 2}
            strategies: [random]
            """);
    Path run = folder.resolve("run");
    String said = Nas.say("run", experiment, "--out", run).done();
    String leftOut = "left out: 1 .heic (format not read): digit 1/a.heic";
    String lacking = "no image to test is of class digit 2; test accuracies say nothing of it";
    String uneven =
        "the classes are uneven: 8 of 18 images to train on (44.4 %) are of class digit 0";
    for (String sentence : List.of(leftOut, lacking, uneven)) {
      assertTrue(said.contains("digits: " + sentence), said);
      assertTrue(Files.readString(run.resolve("provenance.json")).contains(sentence), sentence);
    }
    Nas.write(images.resolve("Thumbs.db"), "x");
    String more = Nas.say("run", run).done();
    assertTrue(more.contains("1 hidden or of the system: Thumbs.db"), more);
    String trained = Nas.say("train", run, "--epochs", "1").done();
    assertTrue(trained.contains(leftOut) && trained.contains("hidden or of the system"), trained);
  }

  @Test
  void imagesOfAFolderAreClassifiedAndCompared() throws IOException {
    Path model = TakeHome.model(folder);
    Path digits = TakeHome.digits(folder.resolve("digits"), 2, 3);
    Files.move(digits.resolve("digit 0"), digits.resolve("0"));
    Files.move(digits.resolve("digit 1"), digits.resolve("unknown"));
    Nas.write(digits.resolve("0/a.heic"), "x");
    Nas.Said said = Nas.say("predict", model, digits);
    assertEquals(0, said.exitCode());
    assertTrue(said.err().contains("left out: 1 .heic (format not read): 0/a.heic."), said.err());
    List<String> lines = said.out().lines().toList();
    assertEquals(7, lines.size(), said.out());
    long right = lines.stream().limit(3).filter(line -> line.contains(".png: 0 ")).count();
    String share = String.format(java.util.Locale.ROOT, "%.2f %%", 100.0 * right / 3);
    assertEquals(
        "Accuracy "
            + share
            + " ("
            + right
            + " of 3 images in folders of their classes), balanced "
            + share
            + " over 1 of 10 classes",
        lines.get(6));
    Nas.Said csv = Nas.say("predict", model, digits, "--csv");
    assertEquals(7, csv.out().lines().count(), csv.out());
    assertTrue(csv.err().contains("Accuracy " + share), csv.err());
    Files.writeString(digits.resolve("0/1.png"), "no image");
    Nas.Said partly = Nas.say("predict", model, digits);
    assertEquals(2, partly.exitCode());
    assertEquals(6, partly.out().lines().count(), partly.out());
  }

  @Test
  @Tag("slow")
  void epochsAndSeedDecide() throws IOException {
    Path experiment = Nas.write(folder.resolve("small.yaml"), TakeHome.EXPERIMENT);
    TrainedModel usual = TrainedModel.read(TakeHome.model(folder));
    Path other = folder.resolve("other");
    Nas.say(
            "train",
            experiment,
            "--arch",
            TakeHome.ARCHITECTURE,
            "--epochs",
            "2",
            "--seed",
            "7",
            "--out",
            other)
        .done();
    TrainedModel changed = TrainedModel.read(other);
    assertEquals("1", usual.provenance().get("training.epochs"));
    assertEquals("2", changed.provenance().get("training.epochs"));
    assertEquals("42", usual.provenance().get("seed"));
    assertEquals("7", changed.provenance().get("seed"));
    assertTrue(usual.tensors().get(0).values()[0] != changed.tensors().get(0).values()[0]);
  }
}
