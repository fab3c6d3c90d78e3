package nas.experiment.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import nas.engine.tensor.Device;
import nas.engine.tensor.Devices;
import nas.experiment.config.Assignment;
import nas.experiment.config.Experiment;
import nas.experiment.config.LoadedExperiment;
import picocli.CommandLine.Option;

/** Where a command executes networks. */
final class DeviceOption {

  private static final String NAME = "--device";

  /** Networks are scored on one device, and trained side by side on several. */
  private static final String SCORING = "proxies.";

  @Option(
      names = NAME,
      paramLabel = "DEVICE",
      description =
          "Where networks are executed: cpu, or a GPU such as gpu:0; trainings of a run share"
              + " several (gpu:0,gpu:1, or gpus for all). By default as an experiment says, else cpu.")
  private Optional<String> device = Optional.empty();

  /**
   * Returns the device of a command that needs one and reads no experiment.
   *
   * @throws nas.core.plugin.InvalidSettingException if it is not there
   */
  Device one() {
    return device.map(Device::parse).orElse(Device.CPU);
  }

  /**
   * Reads an experiment and puts the device into it; settings that are given by their keys come
   * after it.
   *
   * @param reader reads the experiment with such changes, before all others
   * @param wanted which of the {@linkplain Experiment#deviceKeys() keys} are meant
   * @throws nas.core.plugin.InvalidSettingException if it is not there; what a cluster has only its
   *     workers know
   */
  LoadedExperiment read(
      Function<List<Assignment>, LoadedExperiment> reader, Predicate<String> wanted) {
    LoadedExperiment unchanged = reader.apply(List.of());
    if (device.isEmpty()) {
      return unchanged;
    }
    Experiment experiment = unchanged.experiment();
    if (experiment.execution().cluster().isEmpty()) {
      Devices.parse(device.get());
    }
    return reader.apply(
        experiment.deviceKeys().stream()
            .filter(wanted)
            .map(key -> Assignment.ofOption(NAME, key, value(key)))
            .toList());
  }

  private String value(String key) {
    String given = device.orElseThrow();
    return key.startsWith(SCORING) ? Devices.firstNamed(given) : given;
  }

  /** Says whether a key is about scoring networks without training. */
  static boolean isOfScoring(String key) {
    return key.startsWith(SCORING);
  }

  /** Returns the option as it has to be given again; begins with a space unless empty. */
  String arguments() {
    return device.map(given -> " " + NAME + " " + Main.shellQuoted(given)).orElse("");
  }
}
