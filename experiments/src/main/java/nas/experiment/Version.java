package nas.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;

/** The version of the program, as the build wrote it into the jar. */
public final class Version {

  private Version() {}

  /** Returns the version, such as {@code 0.1.0}. */
  public static String text() {
    return properties("version.properties").getProperty("version", "unknown");
  }

  /** Returns the commit it was built from, if it was built in a clone. */
  public static Optional<String> gitCommit() {
    Properties git = properties("git.properties");
    return Optional.ofNullable(git.getProperty("git.commit.id.full"))
        .map(commit -> commit + (git.getProperty("git.dirty", "").equals("true") ? "-dirty" : ""));
  }

  private static Properties properties(String resource) {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream(resource)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(resource + " cannot be read", e);
    }
    return properties;
  }
}
