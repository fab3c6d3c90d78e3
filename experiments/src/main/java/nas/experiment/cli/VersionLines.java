package nas.experiment.cli;

import nas.experiment.Version;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class VersionLines implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {
      "nas " + Version.text(),
      "Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")"
    };
  }
}
