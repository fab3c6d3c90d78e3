package nas.experiment.plugin;

import java.util.List;

/** Says which plug-ins cannot be used and why; the message has one line for each problem. */
public final class PluginException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  PluginException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** Returns the problems; at least one. */
  public List<String> problems() {
    return problems;
  }
}
