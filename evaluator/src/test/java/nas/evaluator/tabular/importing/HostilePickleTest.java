package nas.evaluator.tabular.importing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import nas.core.UserException;
import nas.evaluator.tabular.Benchmark;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pickles and archives that were made to cost a reader time or memory, or to tell it lies. */
final class HostilePickleTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final long ALLOWED = 16 << 20;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  /** Writes the operations of a pickle. */
  private static final class Operations {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Operations add(String latin) {
      bytes.writeBytes(latin.getBytes(ISO_8859_1));
      return this;
    }

    Operations add(String latin, int times) {
      byte[] once = latin.getBytes(ISO_8859_1);
      for (int i = 0; i < times; i++) {
        bytes.writeBytes(once);
      }
      return this;
    }

    Operations number(char operation, int operand) {
      bytes.write(operation);
      bytes.writeBytes(
          ByteBuffer.allocate(Integer.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putInt(operand)
              .array());
      return this;
    }

    Operations text(String text) {
      return number('X', text.length()).add(text);
    }

    byte[] bytes() {
      return bytes.toByteArray();
    }
  }

  private static Object read(byte[] pickle) throws IOException, Pickle.RefusedException {
    return Pickle.read(new ByteArrayInputStream(pickle), PickledResults::shorten, ALLOWED);
  }

  private static String refusal(byte[] pickle) {
    return refusal(pickle, ALLOWED);
  }

  private static String refusal(byte[] pickle, long allowed) {
    return String.valueOf(
        assertTimeout(
            SOON,
            () ->
                assertThrows(
                        Pickle.RefusedException.class,
                        () ->
                            Pickle.read(
                                new ByteArrayInputStream(pickle), PickledResults::shorten, allowed))
                    .getMessage()));
  }

  /** Returns the message of importing a file with the one architecture name that is told. */
  private String nameRefusal(Operations name) throws IOException {
    Path file = folder.resolve("name.pth");
    Files.write(
        file,
        new Operations()
            .add("\u0080\u0002}(")
            .text("meta_archs")
            .add("](")
            .add(new String(name.bytes(), ISO_8859_1))
            .add("e")
            .text("arch2infos")
            .add("}K\u0000}su.")
            .bytes());
    UserException refused =
        assertTimeout(
            SOON,
            () ->
                assertThrows(
                    UserException.class, () -> BenchmarkImport.nasBench201(List.of(file), true)));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.startsWith(file.toString()) && message.length() < 500, message);
    return message;
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0085", "(t", "](", "}K\u0001"})
  void deepValuesAreRefused(String nesting) throws IOException {
    Operations deep = new Operations();
    if (nesting.equals("\u0085")) {
      deep.add(")").add(nesting, 300_000);
    } else if (nesting.equals("(t")) {
      deep.add("(", 100_000).add("t", 100_000);
    } else if (nesting.equals("](")) {
      deep.add(nesting, 100_000).add("e", 100_000);
    } else {
      deep.add(nesting, 100_000).add("N").add("s", 100_000);
    }
    assertTrue(nameRefusal(deep).contains("more than 100 deep in each other"));
  }

  @Test
  void aTupleInATupleManyTimesIsNeitherWrittenNorFollowed() throws IOException {
    // Doubled 90 times, it would have 2 to the power of 90 parts.
    Operations doubled = new Operations().add("K\u0001");
    for (int i = 0; i < 90; i++) {
      doubled.number('r', i).number('j', i).add("\u0086");
    }
    assertTrue(nameRefusal(doubled).contains("architecture 0 is called a tuple"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"N", "]", "}", "K\u0007", "\u0089"})
  void namesAreTexts(String operations) throws IOException {
    assertTrue(nameRefusal(new Operations().add(operations)).contains("is called "));
  }

  @Test
  void longNamesAreCutInMessages() throws IOException {
    assertTrue(nameRefusal(new Operations().text("|".repeat(1 << 20))).contains("|||..."));
  }

  @Test
  void giantNumbersAreRefused() {
    assertEquals(
        "a whole number has 800000 bytes",
        refusal(new Operations().number('\u008b', 800_000).add("w", 800_000).add(".").bytes()));
    assertEquals(
        "a whole number has 9000 digits",
        refusal(new Operations().add("I").add("7", 9000).add("\n.").bytes()));
  }

  @Test
  void theMemoGrowsWithTheFileOnly() {
    Operations growing = new Operations().add("N");
    for (int i = 0, index = 1000; i < 20; i++, index *= 3) {
      growing.number('r', index);
    }
    assertTrue(refusal(growing.bytes()).contains("number that is far too large"));
  }

  @Test
  void copiesOfALongListAreRefused() {
    Operations sets =
        new Operations().add("](").add("K\u0001", 50_000).add("e").number('r', 0).add("0");
    for (int i = 0; i < 50_000; i++) {
      sets.add("c__builtin__\nset\n").number('j', 0).add("\u0085R0");
    }
    assertEquals("it uses a long list again and again", refusal(sets.add("N.").bytes()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"]", "}", "(", "N", ")", "\u008f", "K\u0007\u0085", "G12345678"})
  @Tag("slow")
  void manyValuesAreRefusedBeforeMemoryIsFull(String operations) {
    String message =
        refusal(new Operations().add(operations, 8_000_000 / operations.length()).bytes());
    assertTrue(message.contains("more than the 16 MiB that are allowed"), message);
  }

  @Test
  @Tag("slow")
  void tupleKeysWithOneHashAreRefused() {
    // "Aa" and "BB" have one hash, and so have all words of 16 of them.
    Operations colliding = new Operations().add("}(");
    for (int i = 0; i < 1 << 15; i++) {
      StringBuilder word = new StringBuilder();
      for (int bit = 0; bit < 15; bit++) {
        word.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      colliding.text(word.toString()).add("\u0085N");
    }
    assertTrue(refusal(colliding.add("u.").bytes()).contains("keys that are tuples"));
  }

  @Test
  @Tag("slow")
  void entriesThatComeOneByOneTakeNoLongerThanAllAtOnce() throws IOException {
    int count = 60_000;
    Operations run = new Operations().add("}(").text("eval_acc1es").add("}(");
    for (int i = 0; i < count; i++) {
      run.text("%06d@4".formatted(i)).add("K\u0001");
    }
    run.add("u").text("epochs").add("K\u0005u");
    for (int i = 0; i < count; i++) {
      run.text("%06d".formatted(i)).add("Ns");
    }
    byte[] pickle = run.add(".").bytes();
    assertTimeout(
        SOON,
        () -> Pickle.read(new ByteArrayInputStream(pickle), PickledResults::shorten, 1L << 30));
    // As the value of another dictionary it is shortened, each time that it is put there.
    String whole = new String(pickle, 0, pickle.length - 1, ISO_8859_1);
    Operations inner = new Operations().add("}").text("run").add(whole).add("s.");
    assertTrue(refusal(inner.bytes(), 1L << 30).contains("more than 64 sets of images"));
  }

  private static Path sample(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(HostilePickleTest.class.getResource(name), name).toURI());
    } catch (java.net.URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Returns the pickle in a .pth file that is an archive. */
  private static byte[] pickleOf(Path archive) throws IOException {
    try (java.util.zip.ZipFile zip = new java.util.zip.ZipFile(archive.toFile())) {
      ZipEntry entry =
          zip.stream().filter(e -> e.getName().endsWith("/data.pkl")).findFirst().orElseThrow();
      return zip.getInputStream(entry).readAllBytes();
    }
  }

  private Path archive(int method, byte[] data, String... names) throws IOException {
    Path file = folder.resolve("made.pth");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String name : names) {
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(method);
        if (method == ZipEntry.STORED) {
          CRC32 crc = new CRC32();
          crc.update(data);
          entry.setCrc(crc.getValue());
          entry.setSize(data.length);
        }
        zip.putNextEntry(entry);
        zip.write(data);
        zip.closeEntry();
      }
    }
    return file;
  }

  private static byte[] imported(Path file, Path out) throws IOException {
    NatsBenchPickles.readTopologies(file, true).write(out);
    Benchmark.open(out).check();
    // Without the header, which has the checksum of the imported file.
    Benchmark benchmark = Benchmark.open(out);
    ByteBuffer values = ByteBuffer.allocate(8 * benchmark.rows() * benchmark.columns().size());
    for (int row = 0; row < benchmark.rows(); row++) {
      for (int column = 0; column < benchmark.columns().size(); column++) {
        values.putDouble(benchmark.value(row, column));
      }
    }
    return values.array();
  }

  @ParameterizedTest
  @ValueSource(ints = {ZipEntry.STORED, ZipEntry.DEFLATED})
  @Tag("slow")
  void everyDamagedByteOfAnArchiveIsRefusedOrChangesNothing(int method) throws IOException {
    byte[] pickle = pickleOf(sample("zip.pth"));
    Path file = archive(method, pickle, "a/version", "a/data.pkl");
    Path out = folder.resolve("out.bench");
    byte[] expected = imported(file, out);
    byte[] sound = Files.readAllBytes(file);
    int refusals = 0;
    int step = Math.max(1, sound.length / 250);
    for (int at = 0; at < sound.length; at += step) {
      byte[] damaged = sound.clone();
      damaged[at] ^= (byte) (1 << (at % 8));
      Files.write(file, damaged);
      try {
        org.junit.jupiter.api.Assertions.assertArrayEquals(
            expected, imported(file, out), "byte " + at);
      } catch (UserException refused) {
        refusals++;
      }
    }
    assertTrue(refusals > sound.length / step / 3, "refusals: " + refusals);
  }

  @Test
  void anArchiveHasOneTableAndNothingBehindIt() throws IOException {
    byte[] pickle = pickleOf(sample("zip.pth"));
    Path twice = archive(ZipEntry.DEFLATED, pickle, "a/data.pkl", "b/data.pkl");
    assertTrue(message(twice).contains("several members .../data.pkl"), message(twice));
    Path none = archive(ZipEntry.DEFLATED, pickle, "a/data.pkl2");
    assertTrue(message(none).contains("no member .../data.pkl"), message(none));
    byte[] longer = java.util.Arrays.copyOf(pickle, pickle.length + 1);
    assertTrue(
        message(archive(ZipEntry.STORED, longer, "a/data.pkl")).contains("something follows"));
  }

  private static String message(Path file) {
    return String.valueOf(
        assertTimeout(
            SOON,
            () ->
                assertThrows(UserException.class, () -> NatsBenchPickles.readTopologies(file, true))
                    .getMessage()));
  }

  @Tag("slow")
  @Test
  void bombsAreRefused() throws IOException {
    byte[] nothing = new byte[1 << 20];
    java.util.Arrays.fill(nothing, (byte) 'N');
    for (int i = 1; i < nothing.length; i += 2) {
      nothing[i] = '0';
    }
    Path zipped = folder.resolve("bomb.pth");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(zipped))) {
      zip.putNextEntry(new ZipEntry("a/data.pkl"));
      fill(zip, nothing);
    }
    assertTrue(message(zipped).contains("compressed bytes stand for more than"));
    Path bzipped = folder.resolve("bomb.pbz2");
    try (OutputStream bzip = new BZip2CompressorOutputStream(Files.newOutputStream(bzipped))) {
      fill(bzip, nothing);
    }
    assertTrue(message(bzipped).contains("compressed bytes stand for more than"));
  }

  private static void fill(OutputStream out, byte[] block) throws IOException {
    for (int i = 0; i < 150; i++) {
      out.write(block);
    }
  }

  @Test
  void everyBlockOfABzip2FileIsCompared() throws IOException {
    byte[] sound = Files.readAllBytes(sample("whole.pickle.pbz2"));
    Path file = folder.resolve("x.pickle.pbz2");
    Path out = folder.resolve("out.bench");
    byte[] expected = imported(sample("whole.pickle.pbz2"), out);
    List<Integer> passed = new ArrayList<>();
    for (int at = sound.length - 10; at < sound.length; at++) {
      byte[] damaged = sound.clone();
      damaged[at] ^= 0x40;
      Files.write(file, damaged);
      try {
        org.junit.jupiter.api.Assertions.assertArrayEquals(expected, imported(file, out));
        passed.add(at);
      } catch (UserException refused) {
        assertTrue(String.valueOf(refused.getMessage()).contains("x.pickle.pbz2"));
      }
    }
    // The last byte is filled up with bits that mean nothing.
    assertTrue(passed.size() <= 1, passed::toString);
  }

  @Test
  void ordinaryPicklesStayWithinTheLimits() {
    assertDoesNotThrow(() -> read(pickleOf(sample("zip.pth"))));
  }
}
