package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.SortedMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Everything a user can do wrong must end with exit code 2 and exactly the message in {@code
 * refusals/NAME.txt}, in which FOLDER stands for the folder of the test, and must leave every
 * journal as it was.
 *
 * <p>{@code -Dnas.golden.write=true} writes the files of all messages that differ, to be read
 * before they are committed.
 */
final class RefusalTest {

  private static final String FIRST_JOURNAL = "journal/01-random/000.jsonl";
  private static final String LAST_JOURNAL = "journal/02-aging-evolution/001.jsonl";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private void refused(String golden, Object... arguments) {
    Refusal.refused(folder, golden, arguments);
  }

  private Path experiment(String text) {
    return Nas.write(folder.resolve("tiny.yaml"), text);
  }

  private Path experiment() {
    return experiment(Nas.EXPERIMENT);
  }

  private Path out() {
    return folder.resolve("run");
  }

  private void refusedExperiment(String golden, String was, String becomes) {
    assertTrue(Nas.EXPERIMENT.contains(was), was);
    refused(golden, "run", experiment(Nas.EXPERIMENT.replace(was, becomes)), "--out", out());
    assertTrue(!Files.exists(out()), "no folder for an experiment that is refused");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "malformed-yaml | {trained-models: 6} | {trained-models: 6",
        "unknown-key | repetitions: | repetitons:",
        "wrong-type | repetitions: 2 | repetitions: twice",
        "negative-budget | trained-models: 6 | trained-models: -6",
        "budget-empty | trained-models: 6 | max-consecutive-duplicates: 6",
        "budget-hours | trained-models: 6 | hours: 0",
        "budget-target | trained-models: 6 | target-accuracy: 101",
        "population-below-tournament | population: 3 | population: 1",
        "unknown-strategy | random | randm",
        "unknown-search-space | nasbench201 | nasbench202",
        "unknown-evaluator | noisy | training-on-mars",
        "unknown-data | name: tiny | {name: tiny, data: mnist}",
        "baseline-near | name: tiny | report: {speedup: {baseline: aging-evolutoin}}",
        "baseline-far | name: tiny | report: {speedup: {baseline: xyzzyxyzzy}}",
        "seed-not-a-number | name: tiny | seed: .nan",
        "warmup-proxy | - random | - {random: {}, warmup: {proxy: synflw}}",
        "warmup-no-proxy | - random | - {random: {}, warmup: {samples: 10}}",
        "warmup-samples | - random | - {random: {}, warmup: {proxy: snip, samples: 0}}",
        "warmup-comma | - random | - {random: {}, warmup: {proxy: log-ranks(snip, nwot)}}",
        "warmup-rank-sum | - random | - {random: {}, warmup: {proxy: synflow + nwto}}",
        "metric-setting | - random | - {random: {}, warmup: {proxy: {zen: {images: 1}}}}",
        "metric-settings | - random | - {random: {}, warmup: {proxy: {zen: {imges: 64, formula:"
            + " cod}}}}",
        "metric-setting-in-sum | - random | - {random: {}, move-proposal: {proxy:"
            + " 'snip + zen(images=1)'}}",
        "metric-setting-of-preset | - random | - {random: {}, warmup: {proxy:"
            + " zen-code(images=32)}}",
        "metric-unknown-with-setting | - random | - {random: {}, warmup: {proxy: {zenn: {images:"
            + " 32}}}}",
        "metric-half-regularised | - random | - {random: {}, warmup: {proxy: swap(mu=40)}}",
        "metric-two-at-once | - random | - {random: {}, warmup: {proxy: {zen: {}, snip: {}}}}",
        "constraint-unknown | nasbench201 | {nasbench201: {}}:constraints: {paramters: '< 1e6'}",
        "constraint-excludes-all | nasbench201 | {nasbench201: {}}:constraints: {macs: '< 1e3'}",
        "fidelities-none | - random | - {successive-halving: {configurations: 9}}",
        "fidelities-none-hyperband | - random | - hyperband",
        "halving-eta | - random | - {successive-halving: {eta: 1}}",
        "fidelities-order | noisy | {training: {epochs: 9, fidelities: [3, 2]}}",
        "fidelities-not-whole | noisy | {training: {epochs: 9, fidelities: [0.5]}}",
        "predictor-feature | - random | - {regression-predictor: {features: [synflw]}}",
        "predictor-feature-twice | - random | - {regression-predictor: {features: [params,"
            + " params]}}",
        "predictor-model | - random | - {regression-predictor: {model: boosted}}",
        "predictor-points | - random | - {regression-predictor: {training-points: 4}}",
        "predictor-pool | - random | - {gcn-predictor: {pool: 99}}",
        "predictor-hidden | - random | - {gcn-predictor: {hidden: 10000}}",
        "predictor-dropout | - random | - {gcn-predictor: {dropout: .nan}}",
        "predictor-device | - random | - {gcn-predictor: {device: gpu}}",
        "reinforce-policy | - random | - {reinforce: {policy: gru}}",
        "reinforce-rate | - random | - {reinforce: {learning-rate: 0}}",
        "reinforce-momentum | - random | - {reinforce: {baseline-momentum: 1}}",
        "reinforce-batch | - random | - {reinforce: {batch: 1001}}",
        "reinforce-warmup-batch | - random | - {reinforce: {warmup-batch: 1}}",
        "reinforce-entropy | - random | - {reinforce: {entropy-bonus: .inf}}",
        "networks-unknown | name: tiny | networks: [resnet20, resnet21]",
        "networks-far | name: tiny | networks: [xyzzyxyzzy]",
        "networks-empty | name: tiny | networks: []",
        "networks-twice | name: tiny | networks: [resnet20, nin, resnet20]",
        "networks-strategy | name: tiny | networks: [random]",
        "networks-one | name: tiny | networks: resnet20",
        "networks-text | name: tiny | networks: [20]",
        "networks-images | name: tiny | networks: [alexnetb]",
        "hypervolume-one-objective | name: tiny | report: {hypervolume: {reference:"
            + " {accuracy-percent: 10}}}",
        "hypervolume-lacking | name: tiny | objectives: {parameters: lower}:report: {hypervolume:"
            + " {reference: {accuracy-percent: 10}}}",
        "hypervolume-unknown | name: tiny | objectives: {parameters: lower}:report: {hypervolume:"
            + " {reference: {accuracy-percent: 10, paramters: 1.0e6}}}",
        "hypervolume-range | name: tiny | objectives: {parameters: lower}:report: {hypervolume:"
            + " {reference: {accuracy-percent: 110, parameters: 1.0e6}}}",
        "hypervolume-logarithm | name: tiny | objectives: {parameters: lower}:report: {hypervolume:"
            + " {reference: {accuracy-percent: 10, parameters: 0}, logarithmic: [parameters]}}",
        "hypervolume-logarithmic | name: tiny | objectives: {parameters: lower}:report:"
            + " {hypervolume: {reference: {accuracy-percent: 10, parameters: 1.0e6}, logarithmic:"
            + " [macs]}}",
        "scalarise-unknown | - random | - {random: {}, scalarise: {accuracy: 1}}",
        "scalarise-no-objective | - random | - {random: {}, scalarise: {accuracy-percent: 1,"
            + " log10(macs): -2}}",
        "scalarise-sign | - random | - {random: {}, scalarise: {accuracy-percent: -1}}",
        "scalarise-zero | - random | - {random: {}, scalarise: {accuracy-percent: 0}}",
        "scalarise-word | - random | - {random: {}, scalarise: {accuracy-percent: high}}",
        "scalarise-empty | - random | - {random: {}, scalarise: {}}",
        "move-share | - random | - {random: {}, move-proposal: {proxy: snip, random-share: 2}}",
      })
  @Tag("slow")
  void experimentFile(String golden, String was, String becomes) {
    String plain =
        becomes.equals("{name: tiny, data: mnist}")
            ? "name: tiny\ndata: mnist"
            : becomes.startsWith("report:")
                    || becomes.startsWith("networks:")
                    || becomes.startsWith("objectives:")
                ? "name: tiny\n" + becomes
                : becomes;
    refusedExperiment(
        golden,
        was,
        golden.startsWith("seed")
            ? "name: tiny\nseed: .nan"
            : plain.replace("}:constraints", "}\nconstraints").replace("}:report", "}\nreport"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "auto-misspelt | final-training: {batch-size: atuo}",
        "auto-of-another-key | final-training: {momentum: auto}",
        "auto-of-sounds | data: tones & final-training: {epochs: auto, batch-size: auto}",
        "auto-of-another-optimizer | final-training: {learning-rate: auto, optimizer: adam}",
        "auto-epochs-below-warmup | final-training: {epochs: auto, warmup-epochs: 500}",
        "auto-size-of-no-folder | data: {image-folder: {folder: nowhere, size: auto}}"
            + " & final-training: {epochs: auto}",
        "auto-count-of-no-folder | data: {image-folder: {folder: nowhere}}"
            + " & final-training: {epochs: auto}",
        "auto-size-of-patterns | data: {patterns: {size: auto}} & final-training: {epochs: auto}"
      })
  void numbersThatDoNotFollowFromImages(String golden, String settings) {
    refusedExperiment(golden, "name: tiny", "name: tiny\n" + settings.replace(" & ", "\n"));
  }

  @Test
  void votesOfTooMany() {
    refused(
        "warmup-vote",
        "run",
        experiment(
            Nas.EXPERIMENT
                .replace("search-space: nasbench201", "search-space: nasbench101")
                .replace("- random", "- {random: {}, warmup: {proxy: vote, samples: 100000}}")),
        "--out",
        out());
  }

  @Test
  @Tag("slow")
  void bracketsThatTheBudgetDoesNotPayFor() {
    String text =
        Nas.EXPERIMENT
            .replace("evaluator: noisy", "evaluator: {training: {epochs: 9, fidelities: [1, 3]}}")
            .replace("- random", "- {successive-halving: {configurations: CONFIGURATIONS}}");
    refused(
        "halving-budget", "run", experiment(text.replace("CONFIGURATIONS", "27")), "--out", out());
    refused(
        "halving-configurations",
        "run",
        experiment(text.replace("CONFIGURATIONS", "8")),
        "--out",
        out());
  }

  /** Whatever is refused is refused before there is a folder: the mended file may run in it. */
  @Test
  void imagesThatAreTooFewForTheMetrics() throws IOException {
    imageFolder();
    Path experiment =
        experiment(
            Nas.EXPERIMENT
                .replace(
                    "name: tiny",
                    "name: tiny\ndata: {image-folder: {folder: images}}\nproxies: {batch-size: 99}")
                .replace("- random", "- {random: {}, warmup: {proxy: nwot, samples: 3}}"));
    refused("proxies-too-few-images", "run", experiment, "--out", out());
    assertFalse(Files.exists(out()), "no folder for an experiment that is refused");
  }

  @Test
  @Tag("slow")
  void experimentFileMissing() {
    experiment();
    refused("experiment-missing", "run", folder.resolve("tny.yaml"));
    refused("experiment-missing-folder", "run", folder.resolve("nowhere/tny.yaml"));
  }

  @Test
  void experimentFileEmptyOrBinary() throws IOException {
    refused("experiment-empty", "run", experiment(""));
    Path binary = Files.write(folder.resolve("image.yaml"), new byte[] {(byte) 0x89, 'P', 'N'});
    refused("experiment-binary", "run", binary);
  }

  @Test
  void usage() {
    refused("usage-no-argument", "run");
    refused("usage-unknown-command", "rnu");
    refused("usage-unknown-command-far", "xyzzyxyzzy");
    refused("usage-unknown-option", "run", experiment(), "--worker", "2");
    refused("usage-unknown-option-far", "--xyzzyxyzzy");
    refused("usage-too-many", "status", "a", "b");
    refused("usage-no-value", "run", experiment(), "--out");
  }

  @Test
  @Tag("slow")
  void optionsOfRun() {
    Path experiment = experiment();
    refused("workers-zero", "run", experiment, "--workers", "0");
    refused("workers-text", "run", experiment, "--workers", "two");
    refused("workers-spark-absent", "run", experiment, "--workers", "spark://host:7077");
    refused(
        "workers-spark-processes",
        "run",
        experiment,
        "--workers",
        "spark",
        "--set",
        "execution.isolation=process");
    refused("set-without-equals", "run", experiment, "--set", "seed");
    refused("set-unknown-key", "run", experiment, "--set", "sed=3");
    refused("set-wrong-type", "run", experiment, "--set", "budget.trained-models=many");
    refused("set-malformed", "run", experiment, "--set", "budget={trained-models: 3");
  }

  @Test
  @Tag("slow")
  void optionsOfOtherCommands() {
    Path run = Nas.finishedRun(folder);
    refused("best-count-zero", "best", run, "--count", "0");
    refused("best-count-text", "best", run, "--count", "all");
    refused("listing-near", "strategies", "randm");
    refused("listing-far", "spaces", "xyzzyxyzzy");
  }

  @Test
  @Tag("slow")
  void scoring() throws IOException {
    Path store = folder.resolve("store");
    String tiny = "{nasbench201: {channels: 2, cells-per-stage: 1}}";
    refused("score-nothing", "score");
    refused("score-all-and-sample", "score", "--all", "--sample", "3");
    refused("score-sample-zero", "score", "--sample", "0");
    refused("score-sample-text", "score", "--sample", "ten");
    refused("score-metric-near", "score", "--sample", "3", "--metrics", "snip,gradnorm");
    refused("score-metric-setting", "score", "--sample", "3", "--metrics", "snip,zen(images=1)");
    refused("score-metric-key", "score", "--sample", "3", "--metrics", "{zen: {imges: 8}}");
    refused("score-metric-open", "score", "--sample", "3", "--metrics", "snip,zen(images=8");
    refused(
        "score-metric-twice", "score", "--sample", "3", "--metrics", "zico(batches=3,batches=4)");
    refused("score-metric-of-preset", "score", "--sample", "3", "--metrics", "zen-code(images=8)");
    refused("score-metric-far", "score", "--sample", "3", "--metrics", "xyzzyxyzzy");
    refused("score-metric-empty", "score", "--sample", "3", "--metrics", "snip,,plain");
    refused("score-console", "score", "--sample", "9", "--metrics", "params");
    refused("score-architecture", "score", "--arch", "|conv~0|");
    refused("score-space", "score", "--sample", "3", "--space", "nasbnech201");
    refused("score-space-setting", "score", "--sample", "3", "--space", "{nasbench201: {c: 8}}");
    refused("score-space-yaml", "score", "--sample", "3", "--space", "{nasbench201: {c: 8}");
    refused("score-data", "score", "--sample", "3", "--data", "cifar10");
    refused("score-batch", "score", "--sample", "3", "--set", "proxies.batch-size=0");
    refused("score-precision", "score", "--sample", "3", "--set", "proxies.precision=float16");
    refused("score-initialiser", "score", "--sample", "3", "--set", "proxies.initialiser=he");
    refused("score-no-list", "score", "--archs", folder.resolve("none.txt"));
    refused("score-empty-list", "score", "--archs", Nas.write(folder.resolve("e.txt"), "\n\n"));
    refused(
        "score-bad-list", "score", "--archs", Nas.write(folder.resolve("b.txt"), "\n|conv~0|\n"));
    Object[] some = {"score", "--sample", "3", "--space", tiny, "--metrics", "snip"};
    Object[] sound = with(some, "--data", "digits", "--store", store);
    refused("score-too-many-images", with(sound, "--set", "proxies.batch-size=2000"));
    refused("score-balanced", with(sound, "--set", "proxies={batch-size: 64, balanced: true}"));
    refused("score-image-size", with(some, "--data", "{digits: {resize: 2}}", "--store", store));
    refused("score-store-is-a-file", with(some, "--data", "digits", "--store", experiment()));
    refused(
        "score-many-voters",
        "score",
        "--space",
        "nasbench101",
        "--all",
        "--metrics",
        "vote",
        "--out",
        out());
    Nas.say(sound).done();
    Path scores;
    try (Stream<Path> files = Files.list(store)) {
      scores = files.findFirst().orElseThrow();
    }
    String text = Files.readString(scores);
    Files.writeString(scores, text.replaceFirst("snip@1=", "snip@1=1"));
    refused("score-store-damaged", sound);
    Files.writeString(scores, text.replaceFirst("seed=42", "seed=43"));
    refused("score-store-foreign", sound);
    Files.write(scores, new byte[] {0, 1, 2, 3});
    refused("score-store-binary", sound);
  }

  private static Object[] with(Object[] arguments, Object... more) {
    return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray();
  }

  @Test
  void dataForAClusterThatIsNone() {
    Path sound = experiment(Nas.EXPERIMENT);
    refused("ship-data-here", "run", sound, "--ship-data", "--out", out());
    refused("ship-data-here", "score", sound, "--sample", 2, "--ship-data", "--workers", 2);
    assertTrue(!Files.exists(out()), "no folder for a run that is refused");
  }

  @Test
  void deviceThatIsNotThere() {
    assumeTrue(!Files.exists(Path.of("/dev/nvidia0")), "this machine has a GPU");
    refused(
        "training-no-gpu",
        "run",
        experiment(Nas.EXPERIMENT.replace("noisy", "{training: {epochs: 1, device: gpu:7}}")),
        "--out",
        out());
    Path sound = experiment(Nas.EXPERIMENT);
    refused("device-no-gpu", "run", sound, "--device", "gpu:7", "--out", out());
    refused("device-no-gpu", "run", sound, "--device", "gpu:7,gpu:8", "--out", out());
    refused("device-no-gpu", "score", sound, "--sample", 2, "--device", "gpu:7");
    refused("device-no-gpu", "train", sound, "--arch", "any", "--device", "gpu:7");
    refused("device-mixed", "run", sound, "--device", "cpu,cpu", "--out", out());
    assertTrue(!Files.exists(out()), "no folder for a run that is refused");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "reduced-samples-none | samples: 0.0001",
        "reduced-samples-share | samples: 3/2",
        "reduced-samples-word | samples: some",
        "reduced-resolution-low | resolution: 2",
        "reduced-resolution-high | resolution: 1024",
        "reduced-channels-divide | channels: 1/3",
        "reduced-cells-none | cells: 0.01",
        "reduced-preset | preset: econas++",
        "reduced-stop | epochs: 3, stop-after: 5",
        "reduced-full-stop | training: {stop-after: 5}",
        "reduced-full-fidelities | 'training: {fidelities: [1, 2]}'",
        "reduced-folds | 'training: {folds: 5}'",
        "reduced-fidelities-order | 'fidelities: [{epochs: 5}, {epochs: 2}]'",
        "reduced-fidelities-cost | 'fidelities: [{resolution: 4}]'",
        "reduced-adam-momentum | 'training: {optimizer: adam, momentum: 1}'"
      })
  @Tag("slow")
  void reductions(String golden, String settings) {
    refusedExperiment(
        golden, "evaluator: noisy", "evaluator: {reduced-training: {" + settings + "}}");
  }

  @ParameterizedTest
  @CsvSource({"cifar10", "idx", "image-folder"})
  @Tag("slow")
  void dataFolderMissing(String reader) {
    refusedExperiment(
        "data-missing-" + reader,
        "name: tiny",
        "name: tiny\ndata: {" + reader + ": {folder: nowhere}}");
  }

  @Test
  @Tag("slow")
  void dataFolderEmpty() throws IOException {
    Files.createDirectory(folder.resolve("nothing"));
    for (String reader : new String[] {"cifar10", "idx", "image-folder"}) {
      refusedExperiment(
          "data-empty-" + reader,
          "name: tiny",
          "name: tiny\ndata: {" + reader + ": {folder: nothing}}");
    }
  }

  @Test
  void cifarBatchCutShort() throws IOException {
    Path data = Files.createDirectory(folder.resolve("cifar"));
    Files.write(data.resolve("data_batch_1.bin"), new byte[3073 * 2 + 100]);
    refusedExperiment(
        "data-cut-cifar10", "name: tiny", "name: tiny\ndata: {cifar10: {folder: cifar}}");
  }

  @Test
  @Tag("slow")
  void idxFileCutShort() throws IOException {
    Path data = Files.createDirectory(folder.resolve("idx"));
    byte[] images =
        ByteBuffer.allocate(16 + 50).putInt(0x803).putInt(2).putInt(8).putInt(8).array();
    byte[] labels = ByteBuffer.allocate(8 + 2).putInt(0x801).putInt(2).array();
    for (String part : new String[] {"train", "t10k"}) {
      Files.write(data.resolve(part + "-images-idx3-ubyte"), images);
      Files.write(data.resolve(part + "-labels-idx1-ubyte"), labels);
    }
    refusedExperiment("data-cut-idx", "name: tiny", "name: tiny\ndata: {idx: {folder: idx}}");
    Path packed = data.resolve("train-images-idx3-ubyte.gz");
    Files.delete(data.resolve("train-images-idx3-ubyte"));
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(images);
    }
    Files.write(packed, Arrays.copyOf(Files.readAllBytes(packed), 20));
    refusedExperiment("data-cut-idx-gz", "name: tiny", "name: tiny\ndata: {idx: {folder: idx}}");
  }

  @Test
  @Tag("slow")
  void imageDamaged() throws IOException {
    Path image = imageFolder();
    Files.write(image, Arrays.copyOf(Files.readAllBytes(image), 60));
    refusedExperiment(
        "data-cut-image", "name: tiny", "name: tiny\ndata: {image-folder: {folder: images}}");
    Files.writeString(image, "no image");
    refusedExperiment(
        "data-no-image", "name: tiny", "name: tiny\ndata: {image-folder: {folder: images}}");
  }

  @Test
  void dataThatCannotBeFetchedOrChecked() throws IOException {
    refused("data-fetch-unknown", "data", "fetch", "cifar11");
    refused("data-fetch-via", "data", "fetch", "cifar10", "--via", "nmp");
    refused("data-fetch-via-one", "data", "fetch", "fashion-mnist", "--via", "authors");
    Path archive = Nas.write(folder.resolve("cifar.tar.gz"), "no archive");
    Path to = folder.resolve("cifar");
    refused("data-fetch-other", "data", "fetch", "cifar10", "--from", archive, "--to", to);
    assertTrue(!Files.exists(to), "nothing is written");
    refused("data-fetch-nowhere", "data", "fetch", "cifar100", "--from", folder.resolve("no"));
    refused("data-check-nowhere", "data", "check", folder.resolve("no"));
    Path image = imageFolder();
    Files.write(image, Arrays.copyOf(Files.readAllBytes(image), 60));
    refused("data-check-cut", "data", "check", folder.resolve("images"));
  }

  /** Writes a small data set and returns one of its images. */
  private Path imageFolder() throws IOException {
    for (int image = 0; image < 8; image++) {
      BufferedImage pixels = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
      pixels.setRGB(image % 8, image / 2, 0xffffff);
      Path kind = folder.resolve("images/" + (image % 2 == 0 ? "cat" : "dog"));
      Files.createDirectories(kind);
      ImageIO.write(pixels, "png", kind.resolve(image + ".png").toFile());
    }
    return folder.resolve("images/cat/0.png");
  }

  @Test
  void imagesThatDoNotFitTheSpace() {
    refused(
        "images-do-not-fit",
        "run",
        experiment(
            Nas.EXPERIMENT
                .replace("noisy", "{training: {epochs: 1}}")
                .replace("name: tiny", "name: tiny\ndata: {digits: {resize: 6}}")),
        "--out",
        out());
  }

  @Test
  @Tag("slow")
  void runFolderIsNone() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Path file = experiment();
    refused("run-folder-empty", "run", empty);
    for (String command : new String[] {"status", "best", "report"}) {
      refused("run-folder-empty", command, empty);
      refused("run-folder-missing", command, folder.resolve("nowhere"));
      refused("run-folder-is-a-file", command, file);
    }
  }

  @Test
  @Tag("slow")
  void runFolderCannotBeMade() throws IOException {
    Path experiment = experiment();
    refused("out-is-a-file", "run", experiment, "--out", experiment);
    refused("out-below-a-file", "run", experiment, "--out", experiment.resolve("run"));
    Path other = Files.createDirectory(folder.resolve("photos"));
    Files.writeString(other.resolve("holiday.jpg"), "");
    refused("out-holds-other-things", "run", experiment, "--out", other);
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "/proc is not there");
    refused("out-in-proc", "run", experiment, "--out", "/proc/nas-run");
  }

  @Test
  void runFolderReadOnly() throws IOException {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    assumeTrue(closed.toFile().setWritable(false) && !Files.isWritable(closed), "runs as root");
    refused("out-read-only", "run", experiment(), "--out", closed);
    refused("out-below-read-only", "run", experiment(), "--out", closed.resolve("run"));
  }

  @Test
  void diskFull() throws IOException {
    assumeTrue(Files.exists(Path.of("/dev/full")), "/dev/full is not there");
    Path run = Nas.finishedRun(folder);
    Files.delete(run.resolve("run.lock"));
    Files.createSymbolicLink(run.resolve("run.lock"), Path.of("/dev/full"));
    refused("disk-full", "run", run);
    Files.delete(run.resolve("run.lock"));
  }

  @Test
  @Tag("slow")
  void journalIsNoFile() throws IOException {
    Path run = Nas.finishedRun(folder);
    Files.delete(run.resolve(FIRST_JOURNAL));
    Files.createDirectory(run.resolve(FIRST_JOURNAL));
    refused("journal-is-a-folder", "run", run);
    refused("journal-is-a-folder", "status", run);
  }

  @Test
  void runFolderOfAnotherExperiment() {
    Path run = Nas.finishedRun(folder);
    refused(
        "another-experiment",
        "run",
        experiment(),
        "--out",
        run,
        "--set",
        "seed=7",
        "--set",
        "strategies[1].aging-evolution.population=4");
    refused("another-experiment-in-place", "run", run, "--set", "repetitions=1");
    refused("out-for-a-run-folder", "run", run, "--out", folder.resolve("other"));
  }

  @Test
  @Tag("slow")
  void journalOfAnotherExperiment() throws IOException {
    Path run = Nas.finishedRun(folder);
    Files.writeString(run.resolve("journal/notes.txt"), "mine");
    refused("journal-folder-holds-other-things", "run", run);
  }

  @Test
  @Tag("slow")
  void experimentInTheRunFolderDamaged() throws IOException {
    Path run = Nas.finishedRun(folder);
    String text = Files.readString(run.resolve("experiment.yaml"));
    Files.writeString(run.resolve("experiment.yaml"), text.replace("nasbench201", "|conv~0|"));
    for (String command : new String[] {"run", "status", "best", "report"}) {
      refused("run-experiment-damaged", command, run);
    }
    Files.writeString(run.resolve("experiment.yaml"), text.substring(0, 20));
    refused("run-experiment-cut", "status", run);
  }

  @Test
  @Tag("slow")
  void journalDamaged() throws IOException {
    Path run = Nas.finishedRun(folder);
    Path journal = run.resolve(LAST_JOURNAL);
    String text = Files.readString(journal);
    Files.writeString(journal, text.replaceFirst("\"trial\":1,", "\"trial\":9,"));
    // The first journal has a torn end, which must not be repaired before the other is refused.
    Path first = run.resolve(FIRST_JOURNAL);
    Files.writeString(first, Files.readString(first).substring(0, 1000));
    for (String command : new String[] {"run", "status", "best", "report"}) {
      refused("journal-changed", command, run);
    }
    int trials = text.indexOf('\n') + 1;
    String sixTrials = text.substring(0, text.lastIndexOf('\n', text.length() - 2) + 1);
    Files.writeString(
        journal, text.substring(0, trials) + text.substring(text.indexOf('\n', trials) + 1));
    refused("journal-line-missing", "run", run);
    Files.writeString(journal, sixTrials + "garbage");
    refused("journal-foreign-end", "run", run);
    Files.writeString(journal, sixTrials + "\n");
    refused("journal-empty-line", "run", run);
    Files.writeString(journal, "garbage\n" + text);
    refused("journal-first-line", "run", run);
  }

  /** Another repetition, seed, strategy, experiment; and one that does not say what it is of. */
  @Test
  @Tag("slow")
  void journalOfAnotherSearch() throws IOException {
    Path run = Nas.finishedRun(folder);
    Path journal = run.resolve(LAST_JOURNAL);
    String text = Files.readString(journal);
    String[][] others = {
      {"seed", "seed=7"},
      {"strategy", "strategies[1].aging-evolution.population=4"},
      {"experiment", "search-space={nasbench201: {channels: 4}}"},
    };
    Path elsewhere = folder.resolve("elsewhere");
    for (String[] other : others) {
      Path foreign = elsewhere.resolve(other[0]);
      Nas.say("run", experiment(), "--out", foreign, "--set", other[1]).done();
      Files.copy(foreign.resolve(LAST_JOURNAL), journal, StandardCopyOption.REPLACE_EXISTING);
      refusedByAll("journal-of-another-" + other[0], run);
    }
    Files.writeString(
        journal, Files.readString(run.resolve("journal/02-aging-evolution/000.jsonl")));
    refusedByAll("journal-of-another-repetition", run);
    Files.writeString(journal, text.substring(text.indexOf('\n') + 1));
    refusedByAll("journal-without-identity", run);
    Files.writeString(journal, text);
    Nas.say("run", run).done();
  }

  /** Their journals do not say what they are of: they are tried on the strategies. */
  @Test
  @Tag("slow")
  void journalOfAnotherSearchInARunOfAnEarlierVersion() throws IOException {
    Path run = Nas.ofEarlierVersion(Nas.finishedRun(folder));
    String status = Nas.say("status", run).done();
    assertTrue(status.startsWith("tiny: 24 of 24 networks"), status);
    Path other = folder.resolve("elsewhere/seed");
    Nas.say("run", experiment(), "--out", other, "--set", "seed=7").done();
    Path journal = Nas.ofEarlierVersion(other).resolve(LAST_JOURNAL);
    Files.copy(journal, run.resolve(LAST_JOURNAL), StandardCopyOption.REPLACE_EXISTING);
    refusedByAll("journal-of-an-earlier-version", run);
    // If none fits, the strategies of that version were others, and its results are still shown.
    Path experiment = run.resolve("experiment.yaml");
    Files.writeString(experiment, Files.readString(experiment).replace("seed: 42", "seed: 43"));
    Nas.say("status", run).done();
  }

  private void refusedByAll(String golden, Path run) {
    for (String command : new String[] {"run", "status", "best", "report", "train"}) {
      refused(golden, command, run);
    }
    refused(golden, "compare", folder.resolve("elsewhere/seed"), run, "--anyway");
  }

  @Test
  @Tag("slow")
  void journalForged() throws IOException {
    Path run = Nas.finishedRun(folder);
    String cell = "|none~0|+|none~0|none~1|+|none~0|none~1|skip_connect~2|";
    Nas.forgeLastTrial(run.resolve(LAST_JOURNAL), cell);
    refused("journal-forged", "run", run);
    Nas.forgeLastTrial(run.resolve(LAST_JOURNAL), "|conv~0|");
    refused("journal-architecture", "best", run);
    refused("journal-architecture", "report", run);
  }

  @Test
  void journalLongerThanTheSearch() throws IOException {
    Path run = Nas.finishedRun(folder);
    Path experiment = run.resolve("experiment.yaml");
    Files.writeString(
        experiment, Files.readString(experiment).replace("trained-models: 6", "trained-models: 5"));
    refused("journal-too-long", "run", run);
  }

  @Test
  @Tag("slow")
  void provenanceDamaged() throws IOException {
    Path run = Nas.finishedRun(folder);
    Path provenance = run.resolve("provenance.json");
    String text = Files.readString(provenance);
    Files.writeString(provenance, text.substring(0, text.indexOf("memory-bytes") + 6));
    refused("provenance-cut", "run", run);
    refused("provenance-cut", "report", run);
    Files.writeString(provenance, text.replace("\"root-seed\" : 42", "\"root-seed\" : \"x\""));
    refused("provenance-wrong-type", "run", run);
    Files.writeString(provenance, text.replace("started-at", "began-at"));
    refused("provenance-unknown-key", "run", run);
    Files.write(provenance, new byte[] {(byte) 0xff, 0, 1});
    refused("provenance-binary", "run", run);
    Files.delete(provenance);
    refused("provenance-missing", "run", run);
  }

  @Test
  @Tag("slow")
  void dataChangedSinceTheRunBegan() throws IOException {
    Path image = imageFolder();
    Path experiment =
        experiment(
            Nas.EXPERIMENT.replace(
                "name: tiny", "name: tiny\ndata: {image-folder: {folder: images}}"));
    Nas.say("run", experiment, "--out", out()).done();
    Nas.keepTrials(out().resolve(LAST_JOURNAL), 3);
    Files.copy(image, folder.resolve("images/cat/another.png"));
    SortedMap<String, String> before = Nas.journals(folder);
    Nas.Said said = Nas.say("run", out());
    assertEquals(Main.USER_ERROR, said.exitCode(), said.err());
    assertEquals(
        "The run in FOLDER/run began with other data or another engine: evaluator.data-sha256: SHA"
            + " became SHA. Maybe restore what it began with, or choose another folder with"
            + " --out.\n",
        said.err().replace(folder.toString(), "FOLDER").replaceAll("[0-9a-f]{64}", "SHA"));
    assertEquals(before, Nas.journals(folder));
  }

  @Test
  void pluginJars() throws IOException {
    Path experiment = experiment();
    Path broken = Files.writeString(folder.resolve("broken.jar"), "no jar");
    refused("plugins-missing", "run", experiment, "--plugins", folder.resolve("nowhere.jar"));
    for (String[] command :
        new String[][] {{"run", experiment.toString()}, {"strategies"}, {"schema"}}) {
      refused(
          "plugins-broken",
          Stream.concat(Arrays.stream(command), Stream.of("--plugins", broken)).toArray());
    }
    Path services = folder.resolve("wrong/META-INF/services/nas.strategy.StrategyPlugin");
    Files.createDirectories(Objects.requireNonNull(services.getParent()));
    Files.write(services, "org.example.Missing\n".getBytes(StandardCharsets.UTF_8));
    Nas.Said said = Nas.say("strategies", "--plugins", folder.resolve("wrong"));
    assertEquals(
        "Warning: A strategy (FOLDER/wrong) cannot be loaded: Provider org.example.Missing not"
            + " found.\n",
        said.err().replace(folder.toString(), "FOLDER"));
    assertEquals(0, said.exitCode());
  }

  @Test
  @Tag("slow")
  void metrics() {
    refused("metric-near", "proxies", "synflo");
    refused("metric-far", "proxies", "xyzzyxyzzy");
    refused("metric-plan-near", "proxies", "plan", "--metrics", "snip,gradnorm,grasp");
    refused("metric-plan-empty", "proxies", "plan", "--metrics", "snip,,grasp");
    refused("metric-plan-none", "proxies", "plan");
  }

  private Path golden() {
    return Nas.write(folder.resolve("golden.json"), Nas.goldenSubset());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "no-space | `\"space\": \"nasbench101\"` | `\"spac\": \"nasbench101\"`",
        "unknown-space | `\"space\": \"nasbench101\"` | `\"space\": \"nasbench102\"`",
        "space-far | `\"space\": \"nasbench101\"` | `\"space\": \"darts\"`",
        "no-network | `\"arch\"` | `\"architecture\"`",
        "no-matrix | `\"matrix\"` | `\"rows\"`",
        "no-fields | `\"layers\"` | `\"a\"`",
        "no-batch | `\"batch\": 8` | `\"batches\": 8`",
        "no-measures | `\"measures\"` | `\"b\"`",
        "architecture | `|+|nor_conv_1x1~0|` | `|+|nor_conv_7x7~0|`",
        "operation | `maxpool3x3` | `maxpool5x5`",
        "matrix-type | `[[0, 1, 0], [` | `[[0, \"1\", 0], [`",
        "matrix-number | `[[0, 1, 0], [` | `[[0, 2, 0], [`",
        "matrix-shape | `[[0, 1, 0], [` | `[[0, 1], [`",
        "matrix-row | `[[0, 1, 0], [` | `[7, [`",
        "ops-type | `[\"input\", \"maxpool3x3\"` | `[\"input\", 3`",
        "channels-text | `\"channels\": 16` | `\"channels\": \"16\"`",
        "channels-zero | `\"stem_channels\": 16` | `\"stem_channels\": 0`",
        "cells-huge | `\"cells_per_stage\": 5` | `\"cells_per_stage\": 99999999999`",
        "classes-few | `\"classes\": 10` | `\"classes\": 2`",
        "classes-more | `\"classes\": 10` | `\"classes\": 11`",
        "batch-zero | `\"batch\": 8` | `\"batch\": 0`",
        "batch-huge | `\"batch\": 8` | `\"batch\": 100000`",
        "batch-fraction | `\"batch\": 8` | `\"batch\": 8.5`",
        "layers-text | `\"layers\": [\"stem\", ` | `\"layers\": \"stem\", \"c\": [`",
        "layers-missing | `\"layers\": [\"stem\", ` | `\"layers\": [`",
        "layers-unknown | `\"cell0.edge0->3\"` | `\"cell0.edge0->2\"`",
        "layers-twice | `\"cell0.edge0->3\"` | `\"stem\"`",
        "layers-number | `\"cell0.edge0->3\"` | `3`",
        "parameters | `\"conv_linear_parameters\": 100202` | `\"conv_linear_parameters\": 100203`",
        "loss-text | `\"loss\": 2.4` | `\"loss\": \"x\", \"c\": 2.4`",
        "measures-list | `\"measures\": {` | `\"measures\": [1], \"c\": {`",
        "measures-empty | `\"measures\": {` | `\"measures\": {}, \"c\": {`",
        "measure-near | `\"grad_norm\"` | `\"gradnorm\"`",
        "measure-far | `\"fisher\"` | `\"xyzzyxyzzy\"`",
        "measure-text | `\"fisher\": ` | `\"fisher\": \"3.86\", \"c\": `",
        "measure-nan | `\"fisher\": ` | `\"fisher\": NaN, \"c\": `",
        "measure-infinite | `\"fisher\": ` | `\"fisher\": 1e999, \"c\": `",
        "measure-null | `\"fisher\": ` | `\"fisher\": null, \"c\": `",
        "measure-twice | `\"fisher\"` | `\"snip\"`",
        "synflow-logarithm | `\"synflow\": ` | `\"synflow\": -3.5, \"c\": `",
      })
  @Tag("slow")
  void goldenFile(String golden, String was, String becomes) {
    String text = Nas.goldenSubset();
    assertTrue(text.contains(was), was);
    refused(
        "golden-" + golden,
        "verify",
        Nas.write(folder.resolve("golden.json"), text.replace(was, becomes)));
  }

  @Test
  @Tag("slow")
  void goldenFileAsAWhole() throws IOException {
    golden();
    refused("golden-missing", "verify", folder.resolve("gold.json"));
    refused("golden-folder", "verify", folder);
    String text = Nas.goldenSubset();
    Path bad = folder.resolve("bad.json");
    refused("golden-cut", "verify", Nas.write(bad, text.substring(0, text.length() - 400)));
    refused("golden-cut-in-text", "verify", Nas.write(bad, text.substring(0, 60)));
    refused("golden-no-end", "verify", Nas.write(bad, text.substring(0, text.length() - 2)));
    refused(
        "golden-no-two-fields",
        "verify",
        Nas.write(bad, text.replace("\"classes\": 10,", "").replace("\"batch\": 8,", "")));
    String large = text.replace("channels\": 16", "channels\": 256");
    refused(
        "golden-too-large",
        "verify",
        Nas.write(bad, large.replace("\"batch\": 8", "\"batch\": 256")));
    refused("golden-and-more", "verify", Nas.write(bad, text + "{}"));
    refused("golden-object", "verify", Nas.write(bad, "{\"cases\": " + text + "}"));
    refused("golden-numbers", "verify", Nas.write(bad, "[8, 9]"));
    refused("golden-null", "verify", Nas.write(bad, "[null]"));
    refused("golden-empty-array", "verify", Nas.write(bad, "[]"));
    refused("golden-empty", "verify", Nas.write(bad, ""));
    refused("golden-text", "verify", Nas.write(bad, "name: tiny\n"));
    refused("golden-nested", "verify", Nas.write(bad, "[".repeat(100_000)));
    refused(
        "golden-binary",
        "verify",
        Files.write(bad, new byte[] {'[', '"', (byte) 0x89, 'P', (byte) 0xff, 0}));
    refused("golden-huge", "verify", Nas.write(bad, " ".repeat((16 << 20) + 1)));
    assumeTrue(Files.exists(Path.of("/dev/zero")), "/dev/zero is not there");
    refused("golden-endless", "verify", "/dev/zero");
  }

  @Test
  @Tag("slow")
  void optionsOfVerify() {
    Path file = golden();
    refused("verify-no-file", "verify");
    refused("verify-precision", "verify", file, "--precision", "float16");
    refused("verify-memory-format", "verify", file, "--memory-format", "nhwc");
    refused("verify-tolerance-zero", "verify", file, "--tolerance", "0");
    refused("verify-tolerance-nan", "verify", file, "--tolerance", "NaN");
    refused("verify-tolerance-text", "verify", file, "--tolerance", "tight");
    refused("verify-case-far", "verify", file, "--case", "4");
    refused("verify-case-text", "verify", file, "--case", "|conv~0|");
    refused("verify-metric-near", "verify", file, "--metrics", "snip,grad_nrm");
    refused("verify-metric-absent", "verify", file, "--metrics", "zico");
    refused(
        "verify-metric-absent-in-case",
        "verify",
        file,
        "--case",
        "2",
        "--metrics",
        "synflow-backprop-reduction-bn");
  }

  @Test
  @Tag("slow")
  void runningTwiceInOneProcess() throws IOException {
    Path run = Nas.finishedRun(folder);
    SortedMap<String, String> before = Nas.journals(folder);
    try (var lock = new nas.result.journal.RunFolder(run).lock()) {
      Nas.Said said = Nas.say("run", run);
      assertEquals(Main.USER_ERROR, said.exitCode());
      assertEquals(
          "Process PID is running in FOLDER/run (it holds FOLDER/run/run.lock). Maybe wait until it"
              + " ends, stop it, or use another run folder.\n",
          said.err()
              .replace(folder.toString(), "FOLDER")
              .replace("Process " + ProcessHandle.current().pid(), "Process PID"));
      assertEquals(before, Nas.journals(folder));
      assertTrue(lock != null);
    }
  }

  @Test
  void defectOfAPluginIsNoFaultOfTheUser() throws IOException {
    Nas.Said said =
        Nas.say(
            "run",
            experiment(Nas.EXPERIMENT.replace("noisy", "{noisy: {defective: true}}")),
            "--out",
            out(),
            "--workers",
            1);
    assertEquals(Main.DEFECT, said.exitCode());
    String[] lines = said.err().split("\n", -1);
    assertTrue(
        lines[0].matches(
            "This is a defect of the program or of a plug-in\\. The evaluation of trial 0 of"
                + " random, repetition 0 \\(\\|.*\\|\\) broke off:"
                + " java\\.lang\\.IllegalStateException: the noise is too loud"),
        lines[0]);
    assertTrue(lines[1].matches("Details are in .*nas-error-.*\\.txt\\."), lines[1]);
    Path details = Path.of(lines[1].substring("Details are in ".length(), lines[1].length() - 1));
    assertTrue(Files.readString(details).contains("NoisyPlugin"));
    Files.delete(details);
  }

  private static final String MAPPING =
      """
      name: mine
      space: choices
      choices: {positions: 2, options: [a, b], separator: '-'}
      architecture: arch
      columns:
        - {column: val, holds: d accuracy-percent validation@5 seed 3}
        - {column: test, holds: d accuracy-percent test@5 mean}
      """;

  private Path mapping(String was, String becomes) {
    assertTrue(MAPPING.contains(was), was);
    return Nas.write(folder.resolve("mapping.yaml"), MAPPING.replace(was, becomes));
  }

  private Path csv(String rows) {
    return Nas.write(folder.resolve("mine.csv"), "arch,val,test\n" + rows);
  }

  private Path bench() {
    return folder.resolve("mine.bench");
  }

  private void refusedImport(String golden, Path csv, Path mapping) {
    refused(golden, "import", "csv", csv, "--mapping", mapping, "--out", bench());
    assertTrue(!Files.exists(bench()), "no benchmark of an import that is refused");
  }

  @Test
  @Tag("slow")
  void importsOfCsv() {
    Path sound = mapping("mine", "mine");
    refusedImport("import-csv-repeated", csv("a-a,1,2\na-a,1,2\n"), sound);
    refusedImport("import-csv-other-architecture", csv("a-c,1,2\n"), sound);
    refusedImport("import-csv-not-a-number", csv("a-a,NaN,2\n"), sound);
    refusedImport("import-csv-beyond-percent", csv("a-a,1,200\n"), sound);
    refusedImport("import-csv-cut", csv("a-a,1\n"), sound);
    refusedImport("import-csv-empty", csv(""), sound);
    refusedImport("import-csv-missing", folder.resolve("nowhere.csv"), sound);
    Path csv = csv("a-a,1,2\n");
    refusedImport("import-mapping-no-column", csv, mapping("column: test", "column: tset"));
    refusedImport("import-mapping-no-run", csv, mapping(" seed 3", ""));
    refusedImport("import-mapping-seed", csv, mapping("seed 3", "seed x"));
    refusedImport("import-mapping-split", csv, mapping("validation@5", "validaton@5"));
    refusedImport(
        "import-mapping-mean-of", csv, mapping("validation@5 seed 3", "validation@5 mean-of 3+2"));
    refusedImport("import-mapping-twice", csv, mapping("test@5 mean", "validation@5 seed 3"));
    refusedImport("import-mapping-unknown-key", csv, mapping("architecture:", "architectures:"));
    refusedImport("import-mapping-no-choices", csv, mapping("choices:", "# choices:"));
    refusedImport("import-mapping-separator", csv, mapping("'-'", "'a'"));
    refusedImport("import-mapping-malformed", csv, mapping("[a, b]", "[a, b"));
    refusedImport("import-mapping-missing", csv, folder.resolve("mappng.yaml"));
  }

  private static final String NASBENCH201_HEADER =
      "index,arch_str,params,c10_val_200_mean,c10_val_200_naslib,c10valid_test_200_mean,"
          + "c10_test_200_mean,c100_val_200_naslib,c100_test_200_mean,in16_val_200_naslib,"
          + "in16_test_200_mean,c10_val_12,c10_test_12,c100_val_12,c100_test_12,in16_val_12,"
          + "in16_test_12,c10valid_train_sec_per_epoch,c10valid_train_loss,c10valid_train_acc\n";

  /** A row of the published table; index and cell belong together. */
  private static final String NASBENCH201_ROW =
      "0,|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|"
          + "+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|,129306"
          + ",50".repeat(14)
          + ",7.2,0.3,88.9\n";

  @Test
  void importsOfIncompleteTables() {
    Path csv = folder.resolve("accuracies.csv");
    Nas.write(csv, NASBENCH201_HEADER + NASBENCH201_ROW);
    refused("import-nasbench201-incomplete", "import", "nasbench201", csv, "--out", bench());
    Nas.write(csv, NASBENCH201_HEADER + NASBENCH201_ROW + NASBENCH201_ROW);
    refused(
        "import-nasbench201-repeated", "import", "nasbench201", csv, "--partial", "--out", bench());
    assertTrue(!Files.exists(bench()), "nothing is written");
  }

  @Test
  @Tag("slow")
  void importsOfOtherFiles() throws IOException {
    Path csv = csv("a-a,1,2\n");
    refused("import-unknown-kind", "import", "nasbench202", csv, "--out", bench());
    refused("import-no-mapping", "import", "csv", csv, "--out", bench());
    refused("import-no-out", "import", "csv", csv);
    refused("import-not-nasbench201", "import", "nasbench201", csv, "--out", bench());
    refused("import-not-nasbench101", "import", "nasbench101", csv, "--out", bench());
    refused("import-not-nasbench301", "import", "nasbench301", csv, "--out", bench());
    refused("import-not-nasbench-nlp", "import", "nasbench-nlp", csv, "--out", bench());
    Path evil = folder.resolve("evil.pth");
    // What Python's pickle makes of an object whose reduction is os.system("touch /tmp/pwned").
    Files.write(
        evil,
        java.util.HexFormat.of()
            .parseHex(
                "80027d7100580a0000006d6574615f6172636873710163706f7369780a73797374656d0a7102581000"
                    + "0000746f756368202f746d702f70776e65647103857104527105732e"));
    refused("import-malicious-pickle", "import", "nasbench201", evil, "--out", bench());
    assertTrue(!Files.exists(Path.of("/tmp/pwned")), "nothing may be executed");
    Path record = folder.resolve("nasbench.tfrecord");
    Files.write(record, new byte[100]);
    refused("import-tfrecord-checksum", "import", "nasbench101", record, "--out", bench());
    refused("import-folder", "import", "nats-sss", folder, "--out", bench());
  }

  private Path benchmark() {
    Path csv = csv("a-a,1,2\na-b,3,4\nb-a,5,6\n");
    Nas.say("import", "csv", csv, "--mapping", mapping("mine", "mine"), "--out", bench()).done();
    return bench();
  }

  @Test
  void benchmarkFiles() throws IOException {
    Path bench = benchmark();
    refused("benchmarks-query-architecture", "benchmarks", "query", bench, "a-c");
    refused(
        "benchmarks-query-column",
        "benchmarks",
        "query",
        bench,
        "a-a",
        "--column",
        "d accuracy-percent test@5 seed 3");
    refused(
        "benchmarks-query-words", "benchmarks", "query", bench, "a-a", "--column", "test accuracy");
    refused("benchmarks-list-column", "benchmarks", "list", bench, "--having", "parameters");
    refused("benchmarks-unknown-command", "benchmarks", "chek", bench);
    refused("benchmarks-missing", "benchmarks", "check", folder.resolve("none.bench"));
    refused("benchmarks-folder", "benchmarks", "info", folder);
    refused("benchmarks-other-file", "benchmarks", "info", csv(""));
    byte[] sound = Files.readAllBytes(bench);
    Files.write(bench, Arrays.copyOf(sound, sound.length - 1));
    refused("benchmarks-cut", "benchmarks", "info", bench);
    byte[] flipped = sound.clone();
    flipped[200] ^= 4;
    Files.write(bench, flipped);
    refused("benchmarks-header-damaged", "benchmarks", "check", bench);
    flipped = sound.clone();
    flipped[sound.length - 10] ^= 4;
    Files.write(bench, flipped);
    refused("benchmarks-body-damaged", "benchmarks", "check", bench);
  }

  private static final String TABULAR =
      """
      name: tiny
      search-space: {choices: {positions: 2, options: [a, b], separator: '-'}}
      evaluator:
        tabular:
          benchmark: mine.bench
          dataset: d
          search-on: validation@5 seed 3
          report: test@5 mean
          missing: fail
      budget: {trained-models: 3}
      strategies: [random]
      """;

  private void refusedTabular(String golden, String was, String becomes) {
    assertTrue(TABULAR.contains(was), was);
    refused(golden, "run", experiment(TABULAR.replace(was, becomes)), "--out", out());
    assertTrue(!Files.exists(out()), "no folder for an experiment that is refused");
  }

  @Test
  @Tag("slow")
  void experimentsOnDamagedTables() throws IOException {
    Path bench = benchmark();
    byte[] sound = Files.readAllBytes(bench);
    Files.write(bench, Arrays.copyOf(sound, sound.length - 1));
    refusedTabular("tabular-cut", "name: tiny", "name: tiny");
    byte[] flipped = sound.clone();
    flipped[sound.length - 10] ^= 4;
    Files.write(bench, flipped);
    refusedTabular("tabular-body-damaged", "name: tiny", "name: tiny");
    refusedTabular("tabular-body-damaged", "missing: fail", "missing: refuse");
  }

  @Test
  @Tag("slow")
  void experimentsOnTables() {
    benchmark();
    refusedTabular("tabular-no-run", "validation@5 seed 3", "validation@5");
    refusedTabular("tabular-no-column", "validation@5 seed 3", "validation@6 mean");
    refusedTabular("tabular-no-dataset", "dataset: d", "dataset: cifar10");
    refusedTabular("tabular-per-trial", "test@5 mean", "test@5 per-trial");
    refusedTabular("tabular-missing", "missing: fail", "missing: refuse");
    refusedTabular("tabular-measure", "missing: fail", "measure: [latency-ms.phone]");
    refusedTabular(
        "tabular-measured-latency",
        "name: tiny",
        "constraints: {latency-ms.measured: '<= 5'}\nname: tiny");
    refusedTabular("tabular-no-file", "mine.bench", "none.bench");
    refusedTabular("tabular-other-file", "mine.bench", "mine.csv");
    refusedTabular("tabular-other-space", "{choices: {positions: 2", "{choices: {positions: 3");
    refusedTabular(
        "tabular-space-of-another-name",
        "{choices: {positions: 2, options: [a, b], separator: '-'}}",
        "nasbench201");
    refusedTabular(
        "listed-missing",
        "{choices: {positions: 2, options: [a, b], separator: '-'}}",
        "{listed: {space: nasbench101, file: cells.txt}}");
  }
}
