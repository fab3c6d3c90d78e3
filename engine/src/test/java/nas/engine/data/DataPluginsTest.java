package nas.engine.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import nas.core.ChiSquare;
import nas.core.Seeds;
import nas.core.UserException;
import nas.core.plugin.InvalidSettingException;
import nas.network.FeatureShape;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataPluginsTest {

  private static final Optional<Integer> AS_IS = Optional.empty();

  private final Path folder;

  DataPluginsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static String refusal(org.junit.jupiter.api.function.Executable read) {
    UserException error = assertThrows(UserException.class, read);
    assertFalse(error.advice().isEmpty(), error.toString());
    assertFalse(error.advice().startsWith("Maybe"), error.advice());
    return String.valueOf(error.getMessage());
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void allReadersAreFound() {
    TreeSet<String> names = new TreeSet<>();
    for (DataPlugin<?> plugin : ServiceLoader.load(DataPlugin.class)) {
      names.add(plugin.name());
      assertFalse(plugin.summary().isEmpty());
      assertTrue(plugin.settings().isRecord());
    }
    assertEquals(
        List.of(
            "cifar10",
            "cifar100",
            "digits",
            "idx",
            "image-folder",
            "noise",
            "patterns",
            "text",
            "tones"),
        List.copyOf(names));
  }

  // Digits

  @Test
  void readsTheEmbeddedDigits() {
    ImageData data = new DigitsPlugin().read(new DigitsPlugin.Settings(8));
    assertEquals("digits", data.name());
    assertEquals(1797, data.training().count());
    assertEquals(new FeatureShape(1, 8, 8), data.task().input());
    assertEquals(10, data.task().classes());
    assertTrue(data.test().isEmpty());
    // The first line of the published file: 0,0,5,13,9,1,0,0 ... label 0.
    int[] expected = {0, 0, 80, 207, 143, 16, 0, 0};
    for (int pixel = 0; pixel < 8; pixel++) {
      assertEquals(expected[pixel], data.training().pixels()[pixel] & 0xff);
    }
    assertEquals(0, data.training().labels()[0]);
    // Class counts as scikit-learn states them for the same file.
    int[] counts = new int[10];
    for (int label : data.training().labels()) {
      counts[label]++;
    }
    assertArrayEquals(new int[] {178, 182, 177, 183, 181, 182, 181, 179, 174, 180}, counts);
    assertEquals(64, data.sha256().length());
    assertEquals(data.sha256(), new DigitsPlugin().read(new DigitsPlugin.Settings(8)).sha256());
    ImageData larger = new DigitsPlugin().read(new DigitsPlugin.Settings(16));
    assertEquals(new FeatureShape(1, 16, 16), larger.task().input());
    assertNotEquals(data.sha256(), larger.sha256());
    assertThrows(InvalidSettingException.class, () -> new DigitsPlugin.Settings(0));
  }

  @Test
  void refusesDamagedDigits() throws IOException {
    String line = "0,".repeat(64) + "3\n";
    Images good = digits(line + line, 2);
    assertArrayEquals(new int[] {3, 3}, good.labels());
    assertEquals("f has 1 lines, not 2", refusal(() -> digits(line, 2)));
    assertEquals(
        "f:1: value (17) must be 0 to 16", refusal(() -> digits("17," + line.substring(2), 1)));
    assertEquals(
        "f:1: value (x) must be 0 to 16", refusal(() -> digits("x," + line.substring(2), 1)));
    assertEquals("f:1: 66 values, not 65", refusal(() -> digits("0," + line, 1)));
  }

  private static Images digits(String text, int count) throws IOException {
    byte[] bytes = gzip(text.getBytes(StandardCharsets.US_ASCII));
    return DigitsPlugin.parse(new ByteArrayInputStream(bytes), "f", count);
  }

  // CIFAR-100

  @Test
  void readsTheFineLabelsOfCifar100(@org.junit.jupiter.api.io.TempDir Path folder)
      throws IOException {
    byte[] train = new byte[3 * 3074];
    for (int record = 0; record < 3; record++) {
      train[record * 3074] = (byte) (19 - record);
      train[record * 3074 + 1] = (byte) (99 - record);
      train[record * 3074 + 2] = (byte) (200 + record);
      train[record * 3074 + 3073] = (byte) (10 + record);
    }
    Files.write(folder.resolve("train.bin"), train);
    Files.write(folder.resolve("test.bin"), java.util.Arrays.copyOf(train, 3074));
    ImageData data = new Cifar100Plugin().read(folder, 3, 1, Optional.empty());
    assertEquals(new FeatureShape(3, 32, 32), data.task().input());
    assertEquals(100, data.task().classes());
    assertArrayEquals(new int[] {99, 98, 97}, data.training().labels());
    assertEquals(202, data.training().pixels()[2 * 3072] & 0xff);
    assertEquals(12, data.training().pixels()[3 * 3072 - 1]);
    assertEquals(1, data.test().orElseThrow().count());
    assertEquals(
        folder.resolve("train.bin") + ": 9222 bytes, not 12296; record 3 is cut off",
        refusal(() -> new Cifar100Plugin().read(folder, 4, 1, Optional.empty())));
    train[3075] = 100;
    Files.write(folder.resolve("train.bin"), train);
    assertEquals(
        folder.resolve("train.bin") + ": label (100) of record 1 at byte 3075 must be 0 to 99",
        refusal(() -> new Cifar100Plugin().read(folder, 3, 1, Optional.empty())));
  }

  // Archives

  private static byte[] tar(String name, byte[] content) {
    byte[] bytes = new byte[512 + (content.length + 511) / 512 * 512];
    byte[] path = name.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(path, 0, bytes, 0, path.length);
    byte[] size = String.format("%011o", content.length).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(size, 0, bytes, 124, size.length);
    System.arraycopy(content, 0, bytes, 512, content.length);
    return bytes;
  }

  private static byte[] join(byte[]... parts) {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static DataArchive archive(Path file, byte[] content, String... files)
      throws IOException, java.security.NoSuchAlgorithmException {
    byte[] packed = gzip(content);
    Files.write(file, packed);
    byte[] md5 = java.security.MessageDigest.getInstance("MD5").digest(packed);
    return new DataArchive(
        "x",
        new ArchiveSource.Web(java.net.URI.create("https://example.org/x.tar.gz")),
        java.util.HexFormat.of().formatHex(md5),
        List.of(files));
  }

  @Test
  void unpacksOnlyWhatItKnowsAndOnlyIntoItsFolder(@org.junit.jupiter.api.io.TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("x.tar.gz");
    byte[] one = new byte[700];
    java.util.Arrays.fill(one, (byte) 7);
    byte[] content =
        join(
            tar("set/", new byte[0]),
            tar("../../../evil.bin", new byte[] {1}),
            tar("../set/one.bin", one),
            tar("set/two.bin", new byte[] {2}),
            new byte[1024]);
    Path to = folder.resolve("a/b");
    archive(file, content, "one.bin", "two.bin").unpack(file, to);
    assertArrayEquals(one, Files.readAllBytes(to.resolve("one.bin")));
    try (var found = Files.walk(folder)) {
      assertEquals(3, found.filter(Files::isRegularFile).count(), "the archive and two files");
    }
    DataArchive three = archive(file, content, "one.bin", "three.bin");
    assertEquals(file + " lacks three.bin", refusal(() -> three.unpack(file, to)));
    Files.write(file, new byte[] {1});
    assertTrue(refusal(() -> three.unpack(file, to)).contains(" is not the published archive"));
  }

  /** Debian's own program makes the package, where there is one. */
  @Test
  void unpacksDebianPackages(@org.junit.jupiter.api.io.TempDir Path folder) throws Exception {
    Path content = folder.resolve("package");
    Files.createDirectories(content.resolve("DEBIAN"));
    Files.writeString(
        content.resolve("DEBIAN/control"),
        """
        Package: x
        Version: 1
        Architecture: all
        Maintainer: x <x@example.org>
        Description: x
        """);
    Files.createDirectories(content.resolve("usr/share/datasets/x"));
    Files.write(content.resolve("usr/share/datasets/x/one.bin"), new byte[] {1, 2, 3});
    Path file = folder.resolve("x.deb");
    try {
      int exitCode =
          new ProcessBuilder("dpkg-deb", "--build", content.toString(), file.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("said.txt").toFile())
              .start()
              .waitFor();
      assertEquals(0, exitCode, Files.readString(folder.resolve("said.txt")));
    } catch (java.io.IOException e) {
      org.junit.jupiter.api.Assumptions.abort("this system has no dpkg-deb");
    }
    byte[] sha256 =
        java.security.MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    DataArchive archive =
        new DataArchive(
            "x",
            new ArchiveSource.DebianPackage("x"),
            java.util.HexFormat.of().formatHex(sha256),
            List.of("one.bin"));
    archive.unpack(file, folder.resolve("to"));
    assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(folder.resolve("to/one.bin")));
    Files.writeString(file, "no package");
    assertEquals(
        file
            + " is not the published archive: its SHA-256 is "
            + java.util.HexFormat.of()
                .formatHex(
                    java.security.MessageDigest.getInstance("SHA-256")
                        .digest("no package".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
            + ", not "
            + archive.checksum(),
        refusal(() -> archive.unpack(file, folder.resolve("to"))));
  }

  // Noise

  @Test
  void noiseIsUniformAndRepeatable() {
    NoisePlugin.Settings settings = new NoisePlugin.Settings(16, 3, 7, 500, 3);
    ImageData data = new NoisePlugin().read(settings);
    assertEquals(new FeatureShape(3, 16, 16), data.task().input());
    assertEquals(7, data.task().classes());
    assertEquals(data.sha256(), new NoisePlugin().read(settings).sha256());
    assertNotEquals(
        data.sha256(), new NoisePlugin().read(new NoisePlugin.Settings(16, 3, 7, 500, 4)).sha256());
    long[] counts = new long[256];
    for (byte pixel : data.training().pixels()) {
      counts[pixel & 0xff]++;
    }
    ChiSquare.assertUniform(counts, "pixels");
    int[] classes = new int[7];
    for (int label : data.training().labels()) {
      classes[label]++;
    }
    assertArrayEquals(new int[] {72, 72, 72, 71, 71, 71, 71}, classes);
    assertEquals(
        "images (10) must be at least classes (20)",
        assertThrows(InvalidSettingException.class, () -> new NoisePlugin.Settings(8, 1, 20, 10, 0))
            .getMessage());
    assertEquals(
        "images (1000000) would take 3072000000 bytes, more than 268435456",
        assertThrows(
                InvalidSettingException.class,
                () -> new NoisePlugin.Settings(32, 3, 10, 1_000_000, 0))
            .getMessage());
  }

  // Resizing

  private static Images image(int height, int width, int... pixels) {
    byte[] bytes = new byte[pixels.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) pixels[i];
    }
    return new Images(new FeatureShape(1, height, width), bytes, new int[] {0});
  }

  private static int[] unsigned(byte[] bytes) {
    int[] values = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      values[i] = bytes[i] & 0xff;
    }
    return values;
  }

  @Test
  void resizingInterpolatesAndAverages() {
    // Twice as wide: centres at 0.25, 0.75, 1.25, 1.75 of pixels centred at 0.5 and 1.5.
    assertArrayEquals(
        new int[] {0, 50, 150, 200}, unsigned(Resize.to(image(1, 2, 0, 200), 1, 4).pixels()));
    assertArrayEquals(
        new int[] {0, 0, 50, 50, 150, 150, 200, 200},
        unsigned(Resize.to(image(2, 1, 0, 200), 4, 2).pixels()));
    // Half as wide: triangle of reach 2 around 1: weights 1/8, 3/8 ... cut off at the border.
    assertArrayEquals(
        new int[] {
          (int) ((3 * 0 + 3 * 100 + 1 * 200) / 7.0 + 0.5),
          (int) ((1 * 100 + 3 * 200 + 3 * 40) / 7.0 + 0.5)
        },
        unsigned(Resize.to(image(1, 4, 0, 100, 200, 40), 1, 2).pixels()));
    Images constant = image(3, 5, 77, 77, 77, 77, 77, 77, 77, 77, 77, 77, 77, 77, 77, 77, 77);
    for (int side : new int[] {1, 2, 3, 7, 11}) {
      for (byte value : Resize.to(constant, side, side).pixels()) {
        assertEquals(77, value);
      }
    }
  }

  @Test
  void resizingBeyondAnArrayIsRefused() {
    Images many = new Images(new FeatureShape(3, 1, 1), new byte[150_000], new int[50_000]);
    assertEquals(
        "50000 images of 3x256x256 do not fit into memory",
        refusal(() -> Resize.to(many, 256, 256)));
  }

  /** Whoever lacks the images must learn where they are to be had. */
  @Test
  void missingImagesCanBeFound() {
    UserException cifar =
        assertThrows(
            UserException.class,
            () ->
                new Cifar10Plugin()
                    .read(new Cifar10Plugin.Settings(folder.resolve("none"), AS_IS)));
    assertTrue(cifar.advice().contains("cifar-10-binary.tar.gz"), cifar.advice());
    assertTrue(
        cifar.advice().contains("https://www.cs.toronto.edu/~kriz/cifar.html"), cifar.advice());
    UserException idx =
        assertThrows(
            UserException.class,
            () -> new IdxPlugin().read(new IdxPlugin.Settings(folder.resolve("none"), AS_IS)));
    for (String part : List.of("train", "t10k")) {
      for (String file : List.of("-images-idx3-ubyte", "-labels-idx1-ubyte")) {
        assertTrue(idx.advice().contains(part + file), idx.advice());
      }
    }
  }

  // IDX

  private static byte[] idx(int magic, int[] dimensions, int bytes, int modulus)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(out);
    data.writeInt(magic);
    for (int dimension : dimensions) {
      data.writeInt(dimension);
    }
    for (int i = 0; i < bytes; i++) {
      data.writeByte((int) (Seeds.mix(i) >>> 60) % modulus);
    }
    return out.toByteArray();
  }

  private void writeIdx() throws IOException {
    Files.write(
        folder.resolve("train-images-idx3-ubyte"), idx(0x803, new int[] {30, 4, 6}, 720, 16));
    Files.write(folder.resolve("train-labels-idx1-ubyte"), idx(0x801, new int[] {30}, 30, 3));
    Files.write(
        folder.resolve("t10k-images-idx3-ubyte.gz"),
        gzip(idx(0x803, new int[] {5, 4, 6}, 120, 16)));
    Files.write(folder.resolve("t10k-labels-idx1-ubyte.gz"), gzip(idx(0x801, new int[] {5}, 5, 3)));
  }

  private ImageData readIdx() {
    return new IdxPlugin().read(new IdxPlugin.Settings(folder, AS_IS));
  }

  @Test
  void readsIdxPlainAndCompressed() throws IOException {
    writeIdx();
    ImageData data = readIdx();
    assertEquals(30, data.training().count());
    assertEquals(5, data.test().orElseThrow().count());
    assertEquals(new FeatureShape(1, 4, 6), data.task().input());
    assertEquals(3, data.task().classes());
    for (int i = 0; i < 720; i++) {
      assertEquals((int) (Seeds.mix(i) >>> 60) % 16, data.training().pixels()[i]);
    }
    ImageData square = new IdxPlugin().read(new IdxPlugin.Settings(folder, Optional.of(8)));
    assertEquals(new FeatureShape(1, 8, 8), square.task().input());
  }

  @Test
  void refusesDamagedIdx() throws IOException {
    assertEquals(
        "Data folder " + folder.resolve("none") + " does not exist",
        refusal(() -> new IdxPlugin().read(new IdxPlugin.Settings(folder.resolve("none"), AS_IS))));
    Path images = folder.resolve("train-images-idx3-ubyte");
    assertEquals(
        folder + " holds neither train-images-idx3-ubyte nor train-images-idx3-ubyte.gz",
        refusal(this::readIdx));
    writeIdx();
    byte[] good = Files.readAllBytes(images);
    Files.write(images, Arrays.copyOf(good, 500));
    assertEquals(images + ": the header announces 720 values, 484 follow", refusal(this::readIdx));
    Files.write(images, Arrays.copyOf(good, 737));
    assertEquals(images + ": the header announces 720 values, 721 follow", refusal(this::readIdx));
    Files.write(images, Arrays.copyOf(good, 10));
    assertEquals(images + ": ends at byte 10, inside its header", refusal(this::readIdx));
    Files.write(images, idx(0x802, new int[] {30, 4, 6}, 720, 16));
    assertEquals(
        images + ": starts with 0x00000802, not 0x00000803 (unsigned bytes in 3 dimensions)",
        refusal(this::readIdx));
    Files.write(images, idx(0x803, new int[] {30, -1, 6}, 720, 16));
    assertEquals(images + ": dimension 1 at byte 8 is 4294967295", refusal(this::readIdx));
    Files.write(images, idx(0x803, new int[] {29, 4, 6}, 29 * 24, 16));
    assertTrue(refusal(this::readIdx).startsWith(images + " has 29 images, "));
    writeIdx();
    Path testLabels = folder.resolve("t10k-labels-idx1-ubyte.gz");
    byte[] zip = Files.readAllBytes(testLabels);
    for (int cut = 1; cut < zip.length; cut++) {
      Files.write(testLabels, Arrays.copyOf(zip, zip.length - cut));
      assertEquals(
          testLabels + " is cut off: it ends in the middle of its compressed data",
          refusal(this::readIdx));
    }
    Files.write(testLabels, gzip(new byte[] {0, 0, 8, 1, 0x10, 0, 0, 0, 0, 1, 2}));
    assertTrue(
        refusal(this::readIdx)
            .startsWith(testLabels + ": the header announces 268435456 values, not more than "));
    Files.write(testLabels, gzip(new byte[] {0, 0, 8, 1, 0, 0, 0, 5, 0, 1, 2, 2, 0, 7}));
    assertEquals(
        testLabels + ": the header announces 5 values, more follow", refusal(this::readIdx));
    Files.write(testLabels, "not gzip".getBytes(StandardCharsets.US_ASCII));
    assertTrue(refusal(this::readIdx).startsWith(testLabels + " cannot be read: "));
    Files.write(testLabels, gzip(new byte[] {0, 0, 8, 1, 0, 0, 0, 5, 0, 1, 2, 9, 0}));
    assertEquals(
        folder.resolve("t10k-labels-idx1-ubyte.gz")
            + ": label (9) of image 3 does not occur in training",
        refusal(this::readIdx));
  }

  // CIFAR-10

  private static final int PER_FILE = 4;

  private static int cifarPixel(int image, int at) {
    return (int) (Seeds.mix(image * 3072L + at) >>> 56);
  }

  private void writeCifar(boolean binary) throws IOException {
    StringBuilder labels = new StringBuilder("[");
    for (int file = 0; file < 6; file++) {
      String name = file < 5 ? "data_batch_" + (file + 1) : "test_batch";
      ByteArrayOutputStream records = new ByteArrayOutputStream();
      BufferedImage sheet = new BufferedImage(1024, PER_FILE, BufferedImage.TYPE_INT_RGB);
      for (int row = 0; row < PER_FILE; row++) {
        int image = file * PER_FILE + row;
        records.write(image % 10);
        for (int at = 0; at < 3072; at++) {
          records.write(cifarPixel(image, at));
        }
        for (int at = 0; at < 1024; at++) {
          sheet.setRGB(
              at,
              row,
              cifarPixel(image, at) << 16
                  | cifarPixel(image, at + 1024) << 8
                  | cifarPixel(image, at + 2048));
        }
        if (file < 5) {
          labels.append(image == 0 ? "" : ",").append(image % 10);
        }
      }
      if (binary) {
        Files.write(folder.resolve(name + ".bin"), records.toByteArray());
      } else {
        ImageIO.write(sheet, "png", folder.resolve(name + ".png").toFile());
      }
    }
    Files.writeString(folder.resolve("train_lables.json"), labels + "]");
    Files.writeString(folder.resolve("test_lables.json"), "[0, 1, 2, 3]");
  }

  private ImageData readCifar() {
    return new Cifar10Plugin().read(folder, PER_FILE, AS_IS);
  }

  @Test
  void readsCifarFromBinaryBatchesAndSheetsAlike() throws IOException {
    writeCifar(false);
    ImageData sheets = readCifar();
    assertEquals(20, sheets.training().count());
    assertEquals(4, sheets.test().orElseThrow().count());
    for (int image = 0; image < 20; image++) {
      assertEquals(image % 10, sheets.training().labels()[image]);
      for (int at = 0; at < 3072; at++) {
        assertEquals(cifarPixel(image, at), sheets.training().pixels()[image * 3072 + at] & 0xff);
      }
    }
    writeCifar(true);
    assertEquals(sheets.sha256(), readCifar().sha256());
  }

  @Test
  void refusesDamagedBatches() throws IOException {
    assertEquals(
        folder + " holds neither data_batch_1.bin nor data_batch_1.png", refusal(this::readCifar));
    writeCifar(true);
    Path batch = folder.resolve("data_batch_3.bin");
    byte[] good = Files.readAllBytes(batch);
    Files.write(batch, Arrays.copyOf(good, good.length - 1));
    assertEquals(batch + ": 12291 bytes, not 12292; record 3 is cut off", refusal(this::readCifar));
    Files.write(batch, Arrays.copyOf(good, good.length + 1));
    assertEquals(batch + ": more than the 12292 bytes that belong there", refusal(this::readCifar));
    good[3073] = 77;
    Files.write(batch, good);
    assertEquals(
        batch + ": label (77) of record 1 at byte 3073 must be 0 to 9", refusal(this::readCifar));
    Files.delete(batch);
    assertEquals(batch + " does not exist", refusal(this::readCifar));
  }

  @Test
  void refusesDamagedSheets() throws IOException {
    writeCifar(false);
    Path sheet = folder.resolve("data_batch_2.png");
    byte[] good = Files.readAllBytes(sheet);
    Files.write(sheet, Arrays.copyOf(good, good.length / 2));
    assertTrue(refusal(this::readCifar).startsWith(sheet.toString()));
    Files.writeString(sheet, "no image");
    assertEquals(
        sheet + " is not a PNG, JPEG, PGM/PPM, GIF, BMP, TIFF or WebP image",
        refusal(this::readCifar));
    ImageIO.write(new BufferedImage(1024, 3, BufferedImage.TYPE_INT_RGB), "png", sheet.toFile());
    assertEquals(sheet + ": 1024 x 3 pixels, not 1024 x 4", refusal(this::readCifar));
    Files.write(sheet, good);
    Path labels = folder.resolve("train_lables.json");
    Files.writeString(labels, "[1, 2]");
    assertEquals(
        labels + ": must be an array of 20 labels, not 2 values", refusal(this::readCifar));
    Files.writeString(labels, "[1,\n2,, 3]");
    assertTrue(refusal(this::readCifar).startsWith(labels + ":2: not JSON: "));
    Files.writeString(labels, "[" + "1,".repeat(19) + "10]");
    assertEquals(labels + ": label (10) of image 19 must be 0 to 9", refusal(this::readCifar));
    Files.writeString(labels, "");
    assertTrue(refusal(this::readCifar).startsWith(labels.toString()));
  }

  // Folders of images

  private void writeImage(String path, int width, int height, int rgb) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, rgb);
      }
    }
    String format = path.endsWith(".png") ? "png" : "jpg";
    assertTrue(ImageIO.write(image, format, file.toFile()));
  }

  private ImageData readFolder(int channels) {
    return new ImageFolderPlugin().read(new ImageFolderPlugin.Settings(folder, 4, channels));
  }

  @Test
  void readsFoldersInTheOrderOfTheirNames() throws IOException {
    writeImage("dog/b.png", 5, 7, 0x102030);
    writeImage("dog/a.jpeg", 9, 4, 0x808080);
    writeImage("cat/z.PNG".toLowerCase(java.util.Locale.ROOT), 4, 4, 0xff0000);
    Files.writeString(folder.resolve("dog/notes.txt"), "not an image");
    Files.writeString(folder.resolve("dog/.hidden.png"), "not an image");
    ImageData data = readFolder(3);
    assertEquals(2, data.task().classes());
    assertArrayEquals(new int[] {0, 1, 1}, data.training().labels());
    byte[] pixels = data.training().pixels();
    assertEquals(255, pixels[0] & 0xff);
    assertEquals(0, pixels[16]);
    assertEquals(0x80, pixels[48] & 0xff, 2);
    assertEquals(0x10, pixels[96]);
    assertEquals(0x20, pixels[112]);
    assertEquals(0x30, pixels[128]);
    ImageData grey = readFolder(1);
    assertEquals(new FeatureShape(1, 4, 4), grey.task().input());
    assertEquals((299 * 255 + 500) / 1000, grey.training().pixels()[0] & 0xff);
    assertThrows(InvalidSettingException.class, () -> new ImageFolderPlugin.Settings(folder, 4, 2));
  }

  @Test
  void greyImagesKeepTheirValues() throws IOException {
    BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 16; i++) {
      image.getRaster().setSample(i % 4, i / 4, 0, 16 * i + 3);
    }
    Files.createDirectories(folder.resolve("a"));
    ImageIO.write(image, "png", folder.resolve("a/x.png").toFile());
    writeImage("b/x.png", 4, 4, 0);
    byte[] pixels = readFolder(1).training().pixels();
    for (int i = 0; i < 16; i++) {
      assertEquals(16 * i + 3, pixels[i] & 0xff);
    }
  }

  @Test
  void readsTrainAndTest() throws IOException {
    writeImage("train/a/1.png", 4, 4, 1);
    writeImage("train/b/1.png", 4, 4, 2);
    writeImage("test/b/1.png", 4, 4, 3);
    ImageData data = readFolder(3);
    assertArrayEquals(new int[] {0, 1}, data.training().labels());
    assertArrayEquals(new int[] {1}, data.test().orElseThrow().labels());
    writeImage("test/c/1.png", 4, 4, 3);
    assertEquals(
        folder.resolve("test/c") + ": there is no class c in " + folder.resolve("train"),
        refusal(() -> readFolder(3)));
  }

  @Test
  @Tag("slow")
  void refusesDamagedFolders() throws IOException {
    assertEquals(
        folder + " holds no sub-folder, but needs at least two sub-folders, one for each class",
        refusal(() -> readFolder(3)));
    writeImage("a/1.png", 4, 4, 1);
    Files.createDirectories(folder.resolve("b"));
    assertEquals(
        folder.resolve("b") + " holds no image that is read", refusal(() -> readFolder(3)));
    Path file = folder.resolve("b/x.png");
    Files.writeString(file, "text");
    assertEquals(
        file + " is not a PNG, JPEG, PGM/PPM, GIF, BMP, TIFF or WebP image",
        refusal(() -> readFolder(3)));
    writeImage("b/x.png", 300, 300, 0x123456);
    byte[] good = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(good, good.length / 2));
    assertTrue(refusal(() -> readFolder(3)).startsWith(file.toString()));
    for (int at = 8; at < good.length; at += 3) {
      byte[] damaged = good.clone();
      damaged[at] ^= (byte) 0xff;
      Files.write(file, damaged);
      try {
        readFolder(3);
      } catch (UserException e) {
        assertTrue(
            String.valueOf(e.getMessage()).startsWith(file.toString()), "byte " + at + ": " + e);
      }
    }
    Files.delete(file);
    Files.deleteIfExists(folder.resolve("b"));
    Files.createDirectories(folder.resolve("test"));
    assertTrue(refusal(() -> readFolder(3)).contains(" holds test but not train"));
  }

  /** The header of a PNG that announces 60000 x 60000 pixels: 10 GB decoded, 60 bytes as a file. */
  @Test
  void refusesHugeImagesBeforeDecodingThem() throws IOException {
    writeImage("a/1.png", 4, 4, 1);
    writeImage("b/1.png", 4, 4, 1);
    Path file = folder.resolve("b/1.png");
    byte[] bytes = Files.readAllBytes(file);
    for (int at : new int[] {16, 20}) {
      bytes[at + 2] = (byte) (60000 >> 8);
      bytes[at + 3] = (byte) 60000;
    }
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(bytes, 12, 17);
    for (int i = 0; i < 4; i++) {
      bytes[29 + i] = (byte) (crc.getValue() >> (24 - 8 * i));
    }
    Files.write(file, bytes);
    assertEquals(
        file
            + ": 60000 x 60000 pixels are too many; at most 32768 x 32768 and 67108864 in all are"
            + " read",
        refusal(() -> readFolder(3)));
  }

  @Test
  @Tag("slow")
  void damagedPngAndJpegFilesAreRefused() throws IOException {
    BufferedImage pixels = new BufferedImage(24, 24, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 24 * 24; i++) {
      pixels.setRGB(i % 24, i / 24, i * 7919);
    }
    for (String format : List.of("png", "jpg")) {
      Path file = folder.resolve("whole." + format);
      assertTrue(ImageIO.write(pixels, format, file.toFile()));
      byte[] whole = Files.readAllBytes(file);
      assertEquals(24, Rows.of(file, 100, 100).width());
      for (int length = 0; length < whole.length; length++) {
        Files.write(file, Arrays.copyOf(whole, length));
        String message = refusal(() -> Rows.of(file, 100, 100));
        assertTrue(message.startsWith(file.toString()), message);
      }
    }
  }

  private Path writeGreyMap(String name, String header, int... values) throws IOException {
    byte[] head = header.getBytes(StandardCharsets.ISO_8859_1);
    byte[] bytes = Arrays.copyOf(head, head.length + values.length);
    for (int i = 0; i < values.length; i++) {
      bytes[head.length + i] = (byte) values[i];
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  @Test
  void greyMapsAreRead() throws IOException {
    for (String header :
        List.of(
            "P5 3 2 255\n", "P5\n# made by\n# a scanner\n3\t2\n#\n255\n", "P5#x\r3\r2\r255\r")) {
      Rows image = Rows.of(writeGreyMap("a.pgm", header, 0, 1, 127, 128, 254, 255), 3, 2);
      assertEquals(3, image.width());
      assertEquals(2, image.height());
      assertEquals(0x7f7f7f, image.rgb(2, 0));
      assertEquals(0x808080, image.rgb(0, 1));
      assertArrayEquals(new int[] {0x808080, 0xfefefe, 0xffffff}, image.rgbRow(1));
    }
    Rows few = Rows.of(writeGreyMap("a.pgm", "P5 4 1 3\n", 0, 1, 2, 3), 9, 9);
    assertArrayEquals(new int[] {0, 0x555555, 0xaaaaaa, 0xffffff}, few.rgbRow(0));
    writeGreyMap("a/1.PGM", "P5 1 1 255\n", 200);
    writeGreyMap("b/1.pgm", "P5 1 1 255\n", 100);
    Files.delete(folder.resolve("a.pgm"));
    assertEquals(200, readFolder(3).training().pixels()[0] & 0xff);
  }

  @Test
  void damagedGreyMapsAreRefused() throws IOException {
    String header = "P5 # comment\n2 2\n255\n";
    byte[] whole = Files.readAllBytes(writeGreyMap("a.pgm", header, 1, 2, 3, 4));
    Path file = folder.resolve("a.pgm");
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      String message = refusal(() -> Rows.of(file, 100, 100));
      assertTrue(message.startsWith(file.toString()), message);
    }
    assertEquals(2, Rows.of(Files.write(file, whole), 100, 100).width());
    for (var bad :
        java.util.Map.of(
                "P5 99999 99999 255\n",
                ": 99999 x 99999 pixels are too many; at most 100 x 100 and 67108864 in all are"
                    + " read",
                "P5 1 1 65535\n",
                " has values up to 65535, but only 8 bits, values up to 255, are read",
                "P5 1 1 9\n\n",
                " is damaged: the value 10 at byte 9 is more than the header's greatest, 9",
                "P5 0 1 255\n",
                " is damaged: its header has no sound width at byte 3 (a whole number of 1 to"
                    + " 999999999)",
                "P5 1 -1 255\n",
                " is damaged: its header has no sound height at byte 5 (a whole number of 1 to"
                    + " 999999999)",
                "P5 1 1 99999999999 ",
                " is damaged: its header has no sound greatest value at byte 7 (a whole number of 1"
                    + " to 999999999)",
                "P5 2 2 255\n\1",
                " is cut off: the image goes on after byte 12",
                "P4 1 1\n\1",
                " is not a PNG, JPEG, PGM/PPM, GIF, BMP, TIFF or WebP image")
            .entrySet()) {
      writeGreyMap("a.pgm", bad.getKey());
      assertEquals(file + bad.getValue(), refusal(() -> Rows.of(file, 100, 100)));
    }
  }

  /** As a picture viewer shows them: the grey value three times, and colours without the alpha. */
  @Test
  void greyAndTransparentImagesAmongColouredOnes() throws IOException {
    BufferedImage grey = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSample(0, 0, 0, 128);
    BufferedImage deep = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(0, 0, 0, 128 << 8 | 9);
    BufferedImage clear = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    clear.setRGB(0, 0, 0x40806020);
    Path file = folder.resolve("a.png");
    for (BufferedImage image : List.of(grey, deep)) {
      assertTrue(ImageIO.write(image, "png", file.toFile()));
      assertEquals(0x808080, Rows.of(file, 9, 9).rgb(0, 0));
      byte[] luma = ImageFile.read(file, new FeatureShape(1, 1, 1));
      assertArrayEquals(new byte[] {(byte) 128}, luma);
    }
    assertTrue(ImageIO.write(clear, "png", file.toFile()));
    assertEquals(0x806020, Rows.of(file, 9, 9).rgb(0, 0));
  }

  /** The rows of an image file as they are given to whoever reads it. */
  private record Rows(List<int[]> rows) {
    static Rows of(Path file, int mostWidth, int mostHeight) {
      List<int[]> rows = new java.util.ArrayList<>();
      try (ImageRows image = ImageRows.open(file, mostWidth, mostHeight)) {
        image.forEach(row -> rows.add(row.clone()));
      }
      return new Rows(rows);
    }

    int width() {
      return rows.get(0).length;
    }

    int height() {
      return rows.size();
    }

    int rgb(int x, int y) {
      return rows.get(y)[x];
    }

    int[] rgbRow(int y) {
      return rows.get(y);
    }
  }
}
