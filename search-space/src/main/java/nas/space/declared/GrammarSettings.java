package nas.space.declared;

import java.util.Optional;
import nas.core.plugin.InFile;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Schema;
import nas.core.plugin.Setting;
import nas.core.plugin.Tree;

/**
 * A space as a file declares it; see docs/own-space.md.
 *
 * @param separator what stands between two words of an architecture
 * @param constants values by name
 * @param size which of them decide how large networks are
 * @param blocks graphs of operations by name
 * @param rules rules by name
 * @param stem what the images meet first, a graph
 * @param body what an architecture may be, a rule
 * @param head what turns the last feature map into the classes, a graph
 */
@InFile
public record GrammarSettings(
    @Setting(value = "What stands between two words of an architecture.", byDefault = "':'")
        String separator,
    @Setting(value = "Values by name, such as {width: 16}.", byDefault = "{}")
        @Schema(definitions = GrammarSettings.SCHEMA, name = "grammar.constants")
        Tree constants,
    @Setting(
            value = "Which constants say how large networks are, for reduced training.",
            byDefault = "{}")
        Size size,
    @Setting(
            value =
                "Blocks by name: lists of operations, or {parameters: [...], graph: [...]}, of which"
                    + " each reads the one before or those that from names.",
            byDefault = "{}")
        @Schema(definitions = GrammarSettings.SCHEMA, name = "grammar.blocks")
        Tree blocks,
    @Setting(value = "Rules by name.", byDefault = "{}")
        @Schema(definitions = GrammarSettings.SCHEMA, name = "grammar.rules")
        Tree rules,
    @Setting(value = "What the images meet first, a list of operations.", byDefault = "[]")
        @Schema(definitions = GrammarSettings.SCHEMA, name = "grammar.graph")
        Tree stem,
    @Setting(
            "What an architecture may be: blocks and operations with options in lists, choose,"
                + " repeat, optional, sequence, graph, let.")
        @Schema(definitions = GrammarSettings.SCHEMA, name = "grammar.rule")
        Tree body,
    @Setting(
            "What turns the last feature map into the classes, such as [global-average-pool,"
                + " {linear: {out-features: classes}}].")
        @Schema(definitions = GrammarSettings.SCHEMA, name = "grammar.graph")
        Tree head) {

  /**
   * Constants by which reduced training makes networks smaller.
   *
   * @param channels the one that says how wide they are
   * @param cells the one that says how deep they are
   */
  public record Size(
      @Setting("The constant that says how wide networks are.") Optional<String> channels,
      @Setting("The constant that says how deep networks are.") Optional<String> cells) {

    boolean isNamed() {
      return channels.isPresent() || cells.isPresent();
    }
  }

  static final String SCHEMA = "grammar.schema.json";

  /** Checks the separator. */
  public GrammarSettings {
    if (!separator.matches("[!-~]{1,10}") || separator.matches(".*[A-Za-z0-9(),].*")) {
      throw new InvalidSettingException(
          "separator",
          "separator (%s) must be 1 to 10 printable ASCII characters, no letters, digits, commas"
                  .formatted(separator)
              + " and parentheses",
          "leave it out");
    }
  }
}
