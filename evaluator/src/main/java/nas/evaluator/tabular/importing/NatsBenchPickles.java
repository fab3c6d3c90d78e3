package nas.evaluator.tabular.importing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import nas.core.UserException;
import nas.core.file.ExpandedStream;
import nas.core.file.ReadMeter;
import nas.core.file.ZipMember;
import nas.core.text.ErrorText;
import nas.evaluator.tabular.BenchmarkBuilder;
import nas.evaluator.tabular.Description;
import nas.space.InvalidArchitectureException;
import nas.space.nasbench201.NasBench201Architecture;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/**
 * Reads the official files of NAS-Bench-201 ({@code NAS-Bench-201-v1_1-096897.pth}) and NATS-Bench
 * (Dong et al. 2021, arXiv:2009.00437): {@code NATS-tss-v1_0-3ffb9.pickle.pbz2}, {@code
 * NATS-sss-v1_0-50262.pickle.pbz2}, or their folders {@code ...-simple} with one file for each
 * architecture.
 *
 * <p>A {@code .pth} file is what PyTorch saved: from version 1.6 on a zip archive with the pickle
 * {@code data.pkl}, before that four pickles in a row, the last of which is the data.
 */
public final class NatsBenchPickles {

  private static final BigInteger TORCH_MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final int BUFFER = 1 << 16;
  private static final String EXTENSION = ".pickle.pbz2";
  private static final int SIZE_SPACE = 32_768;
  private static final int LONGEST_NAME = 200;

  private NatsBenchPickles() {}

  /** Says whether a path is one of these files or folders. */
  static boolean isOne(Path path, byte[] head) {
    String name = String.valueOf(path.getFileName());
    return Files.isDirectory(path)
        || name.endsWith(EXTENSION)
        || name.endsWith(".pth")
        || startsWith(head, 'B', 'Z', 'h')
        || startsWith(head, 'P', 'K', 3, 4)
        || startsWith(head, 0x80, 2)
        || startsWith(head, 0x80, 4);
  }

  private static boolean startsWith(byte[] head, int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (i >= head.length || (head[i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads the topology search space, which is NAS-Bench-201's.
   *
   * @param partial whether architectures may be missing
   * @throws UserException if the file cannot be read, would execute something, or lacks
   *     architectures
   */
  public static Imported readTopologies(Path path, boolean partial) {
    return read(
        path,
        partial,
        NasBench201Csv.CELLS,
        new Description(
            "nasbench201",
            "nasbench201",
            Description.Keys.TEXT,
            "NAS-Bench-201 and NATS-Bench, https://github.com/D-X-Y/NATS-Bench",
            "MIT",
            "cifar10-valid: trained on half of CIFAR-10's training images, cifar10: on all. The"
                + " mean is that of the seeds there are. Costs are those with 10 classes."));
  }

  /**
   * Reads the size search space: five numbers of channels, as the space {@code choices} with five
   * positions writes them.
   *
   * @param partial whether architectures may be missing
   * @throws UserException if the file cannot be read, would execute something, or lacks
   *     architectures
   */
  public static Imported readSizes(Path path, boolean partial) {
    return read(
        path,
        partial,
        SIZE_SPACE,
        new Description(
            "nats-sss",
            "choices",
            Description.Keys.TEXT,
            "NATS-Bench, https://github.com/D-X-Y/NATS-Bench",
            "MIT",
            "Channels of five stages: search-space: {choices: {positions: 5, options: ['8', '16',"
                + " '24', '32', '40', '48', '56', '64']}}. cifar10-valid: trained on half of"
                + " CIFAR-10's training images, cifar10: on all. Costs are those with 10"
                + " classes."));
  }

  private static Imported read(Path path, boolean partial, int expected, Description description) {
    BenchmarkBuilder builder = new BenchmarkBuilder(description);
    PickledResults.Reader results = new PickledResults.Reader(builder);
    if (Files.isDirectory(path)) {
      readFolder(path, builder, results);
    } else {
      Map<?, ?> root = dictionary(path, load(path));
      if (!(root.get("meta_archs") instanceof List<?> names)
          || !(root.get("arch2infos") instanceof Map<?, ?> infos)) {
        throw Pickle.refused(path, "it lacks meta_archs and arch2infos");
      }
      List<Long> indices = new ArrayList<>();
      for (Object index : infos.keySet()) {
        if (!(index instanceof Long number) || number < 0 || number >= names.size()) {
          throw Pickle.refused(path, "it has records for the index " + Pickle.described(index));
        }
        indices.add(number);
      }
      Collections.sort(indices);
      for (long index : indices) {
        addArchitecture(
            path,
            name(path, names, (int) index),
            Objects.requireNonNull(infos.get(index)),
            builder,
            results);
      }
    }
    if (!partial && builder.rows() != expected) {
      throw new UserException(
          path + ": " + builder.rows() + " of " + expected + " architectures are there",
          "fetch it again, or give --partial if this is all you want");
    }
    return Imported.of(builder, List.of(path));
  }

  private static void readFolder(
      Path folder, BenchmarkBuilder builder, PickledResults.Reader results) {
    Path meta = folder.resolve("meta" + EXTENSION);
    if (!Files.exists(meta)) {
      throw new UserException(
          "There is no " + meta.getFileName() + " in the folder " + folder,
          "name the unpacked folder of NATS-Bench, which ends in -simple or -full");
    }
    if (!(dictionary(meta, load(meta)).get("meta_archs") instanceof List<?> names)) {
      throw Pickle.refused(meta, "it lacks meta_archs");
    }
    List<Path> files;
    try (Stream<Path> listed = Files.list(folder)) {
      files =
          listed
              .filter(
                  file -> String.valueOf(file.getFileName()).matches("\\d{1,6}\\.pickle\\.pbz2"))
              .sorted()
              .toList();
    } catch (IOException e) {
      throw SourceFiles.unreadable(folder, e);
    }
    for (Path file : files) {
      int index = Integer.parseInt(String.valueOf(file.getFileName()).replace(EXTENSION, ""));
      if (index >= names.size()) {
        throw Pickle.refused(file, "the benchmark has " + names.size() + " architectures only");
      }
      addArchitecture(file, name(file, names, index), load(file), builder, results);
    }
  }

  private static String name(Path file, List<?> names, int index) {
    if (names.get(index) instanceof String name && name.length() <= LONGEST_NAME) {
      return name;
    }
    throw Pickle.refused(
        file, "architecture " + index + " is called " + Pickle.described(names.get(index)));
  }

  private static void addArchitecture(
      Path file,
      String name,
      Object records,
      BenchmarkBuilder builder,
      PickledResults.Reader results) {
    String key = name;
    try {
      if (name.startsWith("|")) {
        key = NasBench201Architecture.parse(name).toString();
      }
    } catch (InvalidArchitectureException e) {
      throw Pickle.refused(file, String.valueOf(e.getMessage()).replaceFirst("\\.$", ""));
    }
    if (!key.matches("[!-~]{1,200}")) {
      throw Pickle.refused(file, "an architecture is called " + ErrorText.quote(name));
    }
    if (builder.find(key).isPresent()) {
      throw Pickle.refused(file, "the architecture " + key + " stands twice");
    }
    int row = builder.addRow(key);
    for (Object record : dictionary(file, records).values()) {
      try {
        results.add(row, record);
      } catch (Pickle.RefusedException e) {
        throw Pickle.refused(file, e.getMessage() + " (architecture " + key + ")");
      }
    }
  }

  private static Map<?, ?> dictionary(Path file, Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw Pickle.refused(file, "it holds no dictionary");
  }

  /** Returns the data of a file, all of which is read and compared with its checksums. */
  static Object load(Path file) {
    try (InputStream raw =
        new BufferedInputStream(ReadMeter.counted(Files.newInputStream(file)), BUFFER)) {
      raw.mark(16);
      byte[] head = raw.readNBytes(4);
      raw.reset();
      if (startsWith(head, 'P', 'K', 3, 4)) {
        return loadZip(file);
      }
      if (!startsWith(head, 'B', 'Z', 'h')) {
        return loadPickles(raw);
      }
      InputStream input = new BZip2CompressorInputStream(raw, true);
      return loadPickles(
          new BufferedInputStream(new ExpandedStream(input, Files.size(file)), BUFFER));
    } catch (Pickle.RefusedException e) {
      throw Pickle.refused(file, e.getMessage());
    } catch (IOException e) {
      throw SourceFiles.unreadable(file, e);
    }
  }

  private static Object loadPickles(InputStream input) throws IOException, Pickle.RefusedException {
    Object first = Pickle.read(input, PickledResults::shorten);
    if (!TORCH_MAGIC.equals(first)) {
      requireEnd(input);
      return first;
    }
    // Magic number, version of the format, properties of the machine: then the data, and behind
    // them the names and contents of tensors, which are not needed and have no checksum.
    Pickle.read(input, PickledResults::shorten);
    Pickle.read(input, PickledResults::shorten);
    return Pickle.read(input, PickledResults::shorten);
  }

  /** Refuses what follows the data; at the end of compressed data their checksum is compared. */
  private static void requireEnd(InputStream input) throws IOException, Pickle.RefusedException {
    if (input.read() >= 0) {
      throw new Pickle.RefusedException("something follows behind the end of its data");
    }
  }

  private static Object loadZip(Path file) throws IOException, Pickle.RefusedException {
    try (ZipFile zip = new ZipFile(file.toFile());
        InputStream input =
            new BufferedInputStream(ReadMeter.counted(ZipMember.open(zip, "/data.pkl")), BUFFER)) {
      Object data = Pickle.read(input, PickledResults::shorten);
      requireEnd(input);
      return data;
    }
  }
}
