package nas.experiment.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of the program, as the build wrote it into the jar. */
final class Version implements IVersionProvider {

  /** Returns the version, such as {@code 0.1.0}. */
  static String text() {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      if (in == null) {
        throw new IllegalStateException("version.properties is not on the class path");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new IllegalStateException("version.properties cannot be read", e);
    }
    return properties.getProperty("version");
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "nas " + text(), "Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")"
    };
  }
}
