package nas.experiment.config;

import java.util.ArrayList;
import java.util.List;
import nas.proxy.metric.Metrics;
import nas.space.ErrorText;
import nas.space.plugin.InvalidSettingException;

/** Zero-cost metrics as experiment files name them. */
final class ProxyName {

  /** The published vote, which ranks architectures but scores none. */
  static final String VOTE = "vote";

  private ProxyName() {}

  /**
   * Refuses a name that no metric has.
   *
   * @throws InvalidSettingException suggests the nearest name
   */
  static void require(String name) {
    if (!name.equals(VOTE) && Metrics.find(name).isEmpty()) {
      List<String> known = new ArrayList<>(Metrics.names());
      known.add(VOTE);
      throw new InvalidSettingException(
          "proxy",
          "There is no metric " + ErrorText.quote(name),
          ErrorText.nearest(name, known)
              .map(nearest -> "you mean " + nearest)
              .orElse("see 'java -jar nas.jar proxies'"));
    }
  }
}
