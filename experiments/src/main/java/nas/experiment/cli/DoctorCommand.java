package nas.experiment.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import nas.core.plugin.InvalidSettingException;
import nas.engine.tensor.PyTorch;
import nas.experiment.Version;
import nas.experiment.cli.Surroundings.Finding;
import nas.result.Provenance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what is there to compute with. */
@Command(
    name = "doctor",
    sortOptions = false,
    description = {
      "Say what this machine has to compute with, and what to do where something is missing.",
      "",
      "Loads the engine and compares its convolutions in single with those in double precision.",
      "The exit code is 2 where networks cannot be computed; tables can be searched even then."
    })
final class DoctorCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Surroundings surroundings =
        new Surroundings(
            Provenance.Machine.current(),
            Runtime.getRuntime().maxMemory(),
            System.getProperty("sun.jnu.encoding", "unknown"),
            PyTorch.libraryFolder(),
            System.getenv());
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.of("Program", Version.text() + Version.gitCommit().map(" at "::concat).orElse("")));
    findings.addAll(surroundings.findings());
    findings.addAll(engine(surroundings.environment()));
    int width = findings.stream().mapToInt(finding -> finding.what().length()).max().orElse(0);
    for (Finding finding : findings) {
      out.println(
          finding.what()
              + ": "
              + " ".repeat(width - finding.what().length())
              + finding.found()
              + finding.advice().map(advice -> ". Maybe " + advice + ".").orElse(""));
    }
    out.flush();
    return findings.stream().anyMatch(Finding::fatal) ? Main.USER_ERROR : 0;
  }

  private static List<Finding> engine(Map<String, String> environment) {
    try {
      PyTorch.prepare();
    } catch (InvalidSettingException refused) {
      return List.of(
          new Finding("PyTorch", refused.getMessage(), Optional.of(refused.advice()), true));
    }
    SortedMap<String, String> versions = PyTorch.versions();
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.of(
            "PyTorch",
            "%s by DJL %s, %s thread(s) a network"
                .formatted(
                    versions.get("pytorch"),
                    versions.get("djl"),
                    versions.get("intra-op-threads"))));
    findings.add(
        Finding.of(
            "Convolutions",
            Optional.ofNullable(versions.get("onednn"))
                .map(off -> "right without oneDNN, more slowly; with it they are wrong here")
                .orElse("right")));
    int gpus = PyTorch.gpus();
    Finding cards =
        Finding.of(
            "GPUs", gpus == 0 ? "none" : gpus + ", from gpu:0 to gpu:%d".formatted(gpus - 1));
    findings.add(
        gpus > 0
            ? cards
            : environment.containsKey("PYTORCH_LIBRARY_PATH")
                ? cards.advising(
                    "check that PYTORCH_LIBRARY_PATH is a PyTorch with CUDA, and that nvidia-smi"
                        + " shows a card")
                : cards.advising(
                    "see docs/own-data.md, 'On a GPU', if there is one: it takes a PyTorch with"
                        + " CUDA of your own"));
    return findings;
  }
}
