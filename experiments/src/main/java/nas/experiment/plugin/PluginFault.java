package nas.experiment.plugin;

import java.util.Optional;
import nas.core.text.ErrorText;

/**
 * A plug-in that is there and cannot be used, while all others can.
 *
 * @param noun what it would be, such as {@code strategy}
 * @param name by which it would be used; empty if it tells none
 * @param problem a sentence without its full stop that names its class and says what is wrong
 */
public record PluginFault(String noun, Optional<String> name, String problem) {

  /** Returns the fault of a plug-in that exists as an object. */
  static PluginFault of(String noun, Optional<String> name, Class<?> type, String reason) {
    return new PluginFault(noun, name, Plugins.describe(type) + " cannot be used: " + reason);
  }

  /** Returns what to say where somebody names it, without the full stop. */
  String refusal() {
    return "There is no usable " + noun + " " + ErrorText.quote(name.orElse("")) + ": " + problem;
  }
}
