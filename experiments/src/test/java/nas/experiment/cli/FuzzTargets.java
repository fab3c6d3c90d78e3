package nas.experiment.cli;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import nas.engine.data.ImageData;
import nas.engine.data.Images;
import nas.evaluator.tabular.Benchmark;
import nas.experiment.config.ExperimentReader;
import nas.experiment.correlate.AccuracyTable;
import nas.experiment.correlate.ScoredArchitectures;
import nas.experiment.plugin.Plugins;
import nas.result.journal.JournalReader;

/** All kinds of files that users hand in. */
final class FuzzTargets {

  private static final String CELL = TakeHome.ARCHITECTURE;
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.+~-]+");

  /** Values that are the same bytes or were refused: the format has a checksum. */
  private static final FuzzTarget.Oracle SAME =
      (mutated, original, values) -> original.equals(values);

  private static final ExperimentReader READER =
      Plugins.load(FuzzTargets.class.getClassLoader()).reader();

  private final Path folder;
  private final List<FuzzTarget> targets = new ArrayList<>();

  private FuzzTargets(Path folder) {
    this.folder = folder;
  }

  /** Writes undamaged files of all kinds below a folder. */
  static List<FuzzTarget> below(Path folder) throws IOException {
    FuzzTargets all = new FuzzTargets(folder);
    all.experiment();
    all.tables();
    all.officialTables();
    all.scores();
    all.runs();
    all.models();
    all.images();
    return List.copyOf(all.targets);
  }

  private Path write(String name, String text) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      return Nas.write(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Values {
    Stream<String> read() throws Exception;
  }

  private void add(
      String name,
      Path file,
      boolean text,
      FuzzTarget.Oracle oracle,
      Values values,
      Object... command)
      throws IOException {
    FuzzTarget.Reading reading =
        () -> {
          Nas.Said said = Nas.say(command);
          boolean read = said.exitCode() == 0;
          return new FuzzTarget.Outcome(said, read ? values.read().toList() : List.of());
        };
    targets.add(new FuzzTarget(name, file, Files.readAllBytes(file), text, reading, oracle));
  }

  /** A number that is not there, and the seed of an experiment that has none. */
  private static final List<String> ABSENT = List.of("-", "42");

  /**
   * Judges texts without checksums: whatever was read beside the original values must stand in the
   * text, as a word or as a number.
   */
  private static boolean explained(byte[] mutated, List<String> original, List<String> values) {
    Set<String> words = new HashSet<>(ABSENT);
    Set<Double> numbers = new HashSet<>();
    String text = new String(mutated, StandardCharsets.UTF_8);
    Stream.concat(Stream.of(text), original.stream())
        .flatMap(line -> WORD.matcher(line).results())
        .forEach(
            word -> {
              words.add(word.group());
              number(word.group(), numbers);
            });
    return values.stream()
        .flatMap(line -> WORD.matcher(line).results())
        .allMatch(
            word -> {
              Set<Double> value = new HashSet<>();
              number(word.group(), value);
              return words.contains(word.group())
                  || text.contains(word.group())
                  || (!value.isEmpty() && numbers.containsAll(value));
            });
  }

  private static void number(String word, Set<Double> numbers) {
    try {
      double value = Double.parseDouble(word.replace("_", ""));
      numbers.add(value == 0 ? 0.0 : value);
    } catch (NumberFormatException noNumber) {
      // Then it is only a word.
    }
  }

  private void experiment() throws IOException {
    Path file =
        write(
            "experiment.yaml",
            """
            name: small
            search-space: {nasbench201: {channels: 2, cells-per-stage: 1}}
            data: digits
            evaluator: {training: {epochs: 1, batch-size: 128, learning-rate: 0.1}}
            budget: {trained-models: 2}
            seed: 7
            strategies:
              - {name: RAND, random: {}}
              - name: AE
                aging-evolution: {population: 20, tournament: 5}
                warmup: {proxy: params + macs, samples: 30}
            """);
    Path out = folder.resolve("experiment-scores.csv");
    add(
        "experiment",
        file,
        true,
        FuzzTargets::explained,
        () -> Stream.of(READER.read(file, List.of()).experiment().toString()),
        "score",
        file,
        "--arch",
        CELL,
        "--metrics",
        "params",
        "--store",
        folder.resolve("store-e"),
        "--out",
        out);
  }

  private static final String TABLE =
      """
      cell,right,test,size,time
      a-a,10.5,11,7,1.5
      a-b,30,29.25,8,
      b-a,20,,9,2.5
      b-b,71,72,4,3
      """;

  private static final String MAPPING =
      """
      name: mine
      space: choices
      choices: {positions: 2, options: [a, b], separator: '-'}
      architecture: cell
      source: measured here
      columns:
        - {column: right, holds: d accuracy-percent validation@5 mean}
        - {column: test, holds: d accuracy-percent test@5 mean}
        - {column: size, holds: parameters}
        - {column: time, holds: d train-seconds training@5 mean}
      """;

  /** Returns the values of a table, without its names. */
  private static Stream<String> values(Path bench) {
    Benchmark table = Benchmark.open(bench);
    table.check();
    return IntStream.range(0, table.rows())
        .mapToObj(
            row -> {
              StringBuilder line = new StringBuilder(table.key(row));
              for (int column = 0; column < table.columns().size(); column++) {
                double value = table.value(row, column);
                line.append(' ').append(Double.isNaN(value) ? "-" : Double.toString(value));
              }
              return line.toString();
            });
  }

  private void tables() throws IOException {
    Path csv = write("csv/table.csv", TABLE);
    Path mapping = write("csv/mapping.yaml", MAPPING);
    Path bench = folder.resolve("csv/mine.bench");
    Object[] command = {"import", "csv", csv, "--mapping", mapping, "--out", bench};
    add("csv", csv, true, FuzzTargets::explained, () -> values(bench), command);
    add("mapping", mapping, true, FuzzTargets::explained, () -> values(bench), command);
    Nas.say(command).done();
    Path table = folder.resolve("table.bench");
    Files.copy(bench, table);
    add("bench", table, false, SAME, () -> values(table), "benchmarks", "check", table);
  }

  private void officialTables() throws IOException {
    Path samples = Path.of("../evaluator/src/test/resources/nas/evaluator/tabular/importing");
    for (String name : List.of("zip.pth", "legacy.pth", "whole.pickle.pbz2")) {
      Path file = folder.resolve(name);
      Files.copy(samples.resolve(name), file);
      Path bench = folder.resolve(name + ".bench");
      add(
          name,
          file,
          false,
          name.startsWith("legacy") ? FuzzTargets::alike : SAME,
          () -> values(bench),
          "import",
          "nasbench201",
          file,
          "--partial",
          "--out",
          bench);
    }
  }

  /** Judges pickles without a checksum: the same cells, and few other values. */
  private static boolean alike(byte[] mutated, List<String> original, List<String> values) {
    List<String> before = words(original);
    List<String> after = words(values);
    int all = before.size();
    after.forEach(before::remove);
    // One damaged accuracy is in the means, too; an epoch of another number is another column.
    return after.size() <= all + all / 4 && before.size() <= all / 4;
  }

  private static List<String> words(List<String> lines) {
    return new ArrayList<>(lines.stream().flatMap(line -> Stream.of(line.split(" ", -1))).toList());
  }

  private void scores() throws IOException {
    Path scores =
        write(
            "scores.csv",
            """
            architecture,canonical-id,synflow,params,undefined
            a,h1,1.5,100,
            b,h2,2e10,100,
            c,h3,,200,synflow: NO_PATH
            d,h4,4,300,
            """);
    Path accuracies =
        write(
            "accuracies.csv",
            """
            architecture,hash,test
            a,h1,91
            b,h2,92.5
            c,h3,93
            d,h4,94
            """);
    Object[] command = {
      "correlate",
      scores,
      "--benchmark",
      accuracies,
      "--accuracy",
      "test",
      "--key",
      "architecture",
      "--metrics",
      "params",
      "--resamples",
      "0"
    };
    add(
        "scores",
        scores,
        true,
        FuzzTargets::explained,
        () -> {
          ScoredArchitectures read =
              ScoredArchitectures.read(scores, "architecture", List.of("params"));
          return IntStream.range(0, read.keys().size())
              .mapToObj(row -> read.keys().get(row) + " " + read.scores().get(row)[0])
              .map(line -> line.replace("NaN", "-"));
        },
        command);
    add(
        "accuracies",
        accuracies,
        true,
        FuzzTargets::explained,
        () ->
            AccuracyTable.open(accuracies).read("architecture", List.of("test")).entrySet().stream()
                .map(row -> (row.getKey() + " " + row.getValue()[0]).replace("NaN", "-"))
                .sorted(),
        command);
    Path store = folder.resolve("store");
    Path out = folder.resolve("stored-scores.csv");
    Object[] score = {
      "score",
      "--arch",
      CELL,
      "--space",
      "nasbench201",
      "--metrics",
      "params,synflow-expected",
      "--store",
      store,
      "--out",
      out
    };
    Nas.say(score).done();
    try (Stream<Path> files = Files.walk(store)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        add(
            "score store " + file.getFileName().toString().replaceAll(".*\\.", ""),
            file,
            true,
            SAME,
            () -> Files.readAllLines(out).stream(),
            score);
      }
    }
  }

  private void runs() throws IOException {
    Path run = Nas.finishedRun(folder);
    Path journal = run.resolve("journal/01-random/000.jsonl");
    Values trials = () -> JournalReader.read(journal).trials().stream().map(Object::toString);
    add(
        "journal",
        journal,
        true,
        // A line without its end is one that was being written when the program died.
        (mutated, original, values) ->
            values.size() <= original.size() && original.subList(0, values.size()).equals(values),
        trials,
        "best",
        run);
    add(
        "resolved experiment",
        run.resolve("experiment.yaml"),
        true,
        (m, o, v) -> true,
        trials,
        "status",
        run);
    add(
        "provenance",
        run.resolve("provenance.json"),
        true,
        (m, o, v) -> true,
        trials,
        "report",
        run);
  }

  private void models() throws IOException {
    Path model = TakeHome.model(folder);
    Path image = Path.of("../docs/seven.png");
    Path onnx = folder.resolve("model.onnx");
    add(
        "model",
        model,
        false,
        SAME,
        () -> {
          Nas.say("export", model, "--to", "onnx", "--out", onnx).done();
          return Stream.of(Integer.toString(Arrays.hashCode(Files.readAllBytes(onnx))));
        },
        "predict",
        model,
        image);
  }

  /** Returns shapes, labels and pixels of the training, validation and test images. */
  private static Stream<String> pixels(String yaml) {
    ImageData data =
        READER
            .read(TakeHome.EXPERIMENT + "data: " + yaml + "\n", "images", List.of())
            .readData()
            .images("pixels");
    Stream<Images> parts =
        Stream.of(Stream.of(data.training()), data.validation().stream(), data.test().stream())
            .flatMap(part -> part);
    return parts.map(
        part -> part.shape() + Arrays.toString(part.labels()) + Arrays.hashCode(part.pixels()));
  }

  private void images() throws IOException {
    for (String format : List.of("png", "jpg", "pgm")) {
      Path root = folder.resolve("images-" + format);
      Path image = root.resolve("one/a." + format);
      for (String name : List.of("one/a", "one/b", "two/a", "two/b")) {
        Path file = root.resolve(name + "." + format);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        picture(file, format, name.hashCode());
      }
      add(
          format,
          image,
          false,
          // A second reader: what is not refused are the pixels that it has.
          format.equals("png") ? SAME : (m, o, v) -> decodes(m, format),
          () -> pixels("{image-folder: {folder: " + root + ", size: 8}}"),
          "data",
          "check",
          root);
    }
    idx();
  }

  private static boolean decodes(byte[] bytes, String format) {
    try {
      return format.equals("pgm")
          ? new String(bytes, StandardCharsets.ISO_8859_1).startsWith("P5")
          : ImageIO.read(new ByteArrayInputStream(bytes)) != null;
    } catch (IOException | RuntimeException refused) {
      return false;
    }
  }

  private static void picture(Path file, String format, int seed) throws IOException {
    RandomGenerator random = new SplittableRandom(seed);
    if (format.equals("pgm")) {
      byte[] pixels = new byte[64];
      random.nextBytes(pixels);
      byte[] head = "P5\n# made up\n8 8\n255\n".getBytes(StandardCharsets.US_ASCII);
      byte[] all = Arrays.copyOf(head, head.length + 64);
      System.arraycopy(pixels, 0, all, head.length, 64);
      Files.write(file, all);
      return;
    }
    BufferedImage image = new BufferedImage(8, 8, 1);
    for (int pixel = 0; pixel < 64; pixel++) {
      image.setRGB(pixel % 8, pixel / 8, random.nextInt(1 << 24));
    }
    ImageIO.write(image, format, file.toFile());
  }

  private void idx() throws IOException {
    Path root = Files.createDirectories(folder.resolve("idx"));
    byte[] images = new byte[16 + 6 * 16];
    new SplittableRandom(1).nextBytes(images);
    ByteBuffer.wrap(images).putInt(0x803).putInt(6).putInt(4).putInt(4);
    byte[] labels = {0, 0, 8, 1, 0, 0, 0, 6, 0, 1, 2, 0, 1, 2};
    for (String part : List.of("train", "t10k")) {
      Files.write(root.resolve(part + "-images-idx3-ubyte"), images);
      Files.write(root.resolve(part + "-labels-idx1-ubyte"), labels);
    }
    Path packed = root.resolve("t10k-images-idx3-ubyte.gz");
    Files.delete(root.resolve("t10k-images-idx3-ubyte"));
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(images);
    }
    Values values = () -> pixels("{idx: {folder: " + root + "}}");
    Path plain = root.resolve("train-images-idx3-ubyte");
    add(
        "idx",
        plain,
        false,
        (mutated, original, read) ->
            read.get(0)
                .endsWith(
                    Integer.toString(
                        Arrays.hashCode(Arrays.copyOfRange(mutated, 16, mutated.length)))),
        values,
        "data",
        "check",
        root);
    add("gzipped idx", packed, false, SAME, values, "data", "check", root);
    add(
        "labels",
        root.resolve("train-labels-idx1-ubyte"),
        false,
        (mutated, original, read) ->
            read.get(0)
                .contains(
                    Arrays.toString(unsigned(Arrays.copyOfRange(mutated, 8, mutated.length)))),
        values,
        "data",
        "check",
        root);
  }

  private static int[] unsigned(byte[] bytes) {
    int[] values = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      values[i] = bytes[i] & 0xff;
    }
    return values;
  }
}
