package nas.evaluator.tabular.importing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.core.UserException;
import nas.core.file.CsvReader;

/** Reads benchmarks in whatever format their files are. */
public final class BenchmarkImport {

  /** The first byte of a pickle, from protocol 2 on. */
  private static final int PICKLE = 0x80;

  private BenchmarkImport() {}

  /**
   * Reads NAS-Bench-201: CSV tables of accuracies and, if given, of latencies, those of
   * NAS-Landscapes and published scores, or one official file or folder.
   *
   * @param partial whether cells may be missing
   * @throws UserException if a file cannot be read or is something else
   */
  public static Imported nasBench201(List<Path> files, boolean partial) {
    if (files.size() == 1 && NatsBenchPickles.isOne(files.get(0), head(files.get(0)))) {
      return NatsBenchPickles.readTopologies(files.get(0), partial);
    }
    List<NasBench201Means.Accuracies> means = new ArrayList<>();
    List<Path> scores = new ArrayList<>();
    List<Path> accuracies = new ArrayList<>();
    List<Path> latencies = new ArrayList<>();
    for (Path file : files) {
      if (NatsBenchPickles.isOne(file, head(file))) {
        throw new UserException(
            file + " is an official file, which cannot be joined with others", "import it alone");
      }
      try (CsvReader csv = CsvReader.open(file)) {
        if (NasBench201Means.isHeader(csv.header())) {
          means.add(NasBench201Means.Accuracies.named(file));
        } else if (NasBench201Means.isScores(csv.header())) {
          scores.add(file);
        } else {
          (NasBench201Csv.isHeader(csv.header()) ? accuracies : latencies).add(file);
        }
      }
    }
    if (!means.isEmpty() && accuracies.isEmpty() && latencies.isEmpty()) {
      return NasBench201Means.read(means, scores, partial);
    }
    if (!means.isEmpty() || !scores.isEmpty()) {
      throw new UserException(
          "Tables of NAS-Landscapes and of scores cannot be joined with others",
          "import cifar10_avg.csv and the like, with a file of scores if you have one, alone");
    }
    if (accuracies.size() != 1 || latencies.size() > 1) {
      throw new UserException(
          "There must be one table of accuracies (with the columns arch_str and c10_val_200_mean)"
              + " and at most one of latencies, not "
              + accuracies.size()
              + " and "
              + latencies.size(),
          "use 'java -jar nas.jar import csv' with a mapping for other tables");
    }
    return NasBench201Csv.read(
        accuracies.get(0),
        latencies.isEmpty() ? Optional.empty() : Optional.of(latencies.get(0)),
        partial);
  }

  /**
   * Reads NAS-Bench-101: CSV tables of means, of single runs or of both, one official tfrecord
   * file, a pickled table of means, or the pickled runs of NASBenchAPI.
   *
   * @param partial whether cells may be missing
   * @throws UserException if a file cannot be read or is something else
   */
  public static Imported nasBench101(List<Path> files, boolean partial) {
    if (files.size() == 1) {
      Path file = files.get(0);
      if (String.valueOf(file.getFileName()).endsWith(".tfrecord")
          || NasBench101TfRecord.isTfRecord(head(file))) {
        return NasBench101TfRecord.read(file, partial);
      }
      if (isPickle(file)) {
        return isTable(file)
            ? NasBench101Means.read(file, partial)
            : NasBench101Pickle.read(file, partial);
      }
    }
    for (Path file : files) {
      try (CsvReader csv = CsvReader.open(file)) {
        if (!NasBench101Csv.isHeader(csv.header())) {
          throw new UserException(
              file + " is no table of NAS-Bench-101: it has no column adj_bits",
              "use 'java -jar nas.jar import csv' with a mapping for other tables");
        }
      }
    }
    return NasBench101Csv.read(files, partial);
  }

  /**
   * Reads NAS-Bench-301: the surrogate's accuracies of NAS-Bench-Suite-Zero in JSON, or the pickled
   * trainings of NASBenchAPI.
   *
   * @throws UserException if the file cannot be read or is something else
   */
  public static Imported nasBench301(Path file) {
    return isPickle(file) ? NasBench301Pickle.read(file) : NasBench301Json.read(file);
  }

  /** Says whether a file, decompressed if it is compressed, begins as a pickle does. */
  private static boolean isPickle(Path file) {
    if (Files.isDirectory(file)) {
      return false;
    }
    try (InputStream input = SourceFiles.open(file)) {
      return input.read() == PICKLE;
    } catch (IOException e) {
      throw SourceFiles.unreadable(file, e);
    }
  }

  /** Says whether a pickle begins as one of a table of pandas does. */
  private static boolean isTable(Path file) {
    try (InputStream input = SourceFiles.open(file)) {
      return new String(input.readNBytes(256), StandardCharsets.ISO_8859_1).contains("pandas");
    } catch (IOException e) {
      throw SourceFiles.unreadable(file, e);
    }
  }

  private static byte[] head(Path file) {
    if (Files.isDirectory(file)) {
      return new byte[0];
    }
    try (InputStream input = Files.newInputStream(file)) {
      return input.readNBytes(16);
    } catch (IOException e) {
      throw SourceFiles.unreadable(file, e);
    }
  }
}
