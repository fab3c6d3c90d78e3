package nas.experiment.score;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The experiment whose settings scores have where nothing else is said. */
public final class UsualExperiment {

  private UsualExperiment() {}

  /** Returns its text, in YAML. */
  public static String text() {
    try (InputStream in =
        Objects.requireNonNull(UsualExperiment.class.getResourceAsStream("usual.yaml"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
