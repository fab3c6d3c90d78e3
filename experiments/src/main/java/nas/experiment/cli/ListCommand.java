package nas.experiment.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import nas.core.Seeds;
import nas.core.UserException;
import nas.core.text.ErrorText;
import nas.core.text.NumberText;
import nas.experiment.config.Assignment;
import nas.experiment.config.ExperimentReader;
import nas.experiment.config.Family;
import nas.experiment.config.SettingDescription;
import nas.experiment.plugin.PluginDescription;
import nas.experiment.plugin.PluginTables;
import nas.result.table.Field;
import nas.result.table.JsonText;
import nas.result.table.Table;
import nas.space.Space;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists what experiments can name, with settings and papers. */
abstract sealed class ListCommand implements Runnable {

  @Mixin private JsonOption json = new JsonOption();

  @Mixin private PluginOptions plugins = new PluginOptions();

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "Show only this one.")
  private Optional<String> only = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  private static final int EXAMPLES = 3;

  private final Family family;

  ListCommand(Family family) {
    this.family = family;
  }

  /** Lists search spaces. */
  @Command(name = "spaces", description = "List the search spaces and their settings.")
  static final class Spaces extends ListCommand {

    @Option(
        names = "--space",
        paramLabel = "SPACE",
        description =
            "Show this space, as an experiment would name it: how many architectures it has, and"
                + " some of them.")
    private Optional<String> space = Optional.empty();

    Spaces() {
      super(Family.SEARCH_SPACE);
    }

    @Override
    public void run() {
      if (space.isEmpty()) {
        super.run();
      } else {
        show(
            ScoreCommand.usual(
                    reader(), List.of(Assignment.ofOption("--space", "search-space", space.get())))
                .createSearchSpace());
      }
    }
  }

  /** Lists strategies. */
  @Command(name = "strategies", description = "List the search strategies and their settings.")
  static final class Strategies extends ListCommand {
    Strategies() {
      super(Family.STRATEGY);
    }
  }

  /** Lists evaluators. */
  @Command(name = "evaluators", description = "List the evaluators and their settings.")
  static final class Evaluators extends ListCommand {
    Evaluators() {
      super(Family.EVALUATOR);
    }
  }

  /** Lists data sources. */
  @Command(
      name = "data",
      description = {
        "List the sources of images and their settings; check or fetch data sets.",
        "",
        "Without a command it lists what 'data:' in an experiment can name."
      },
      subcommands = {DataCommands.Check.class, DataCommands.Fetch.class})
  static final class Data extends ListCommand {
    Data() {
      super(Family.DATA);
    }
  }

  @Override
  public void run() {
    List<PluginDescription> known = plugins.load().describe(family);
    List<PluginDescription> shown =
        known.stream()
            .filter(plugin -> only.isEmpty() || plugin.name().equals(only.get()))
            .toList();
    if (shown.isEmpty()) {
      List<String> names = known.stream().map(PluginDescription::name).toList();
      String wanted = only.orElse("");
      throw new UserException(
          "There is no " + family.noun() + " " + ErrorText.quote(wanted),
          ErrorText.nearest(wanted, names)
              .map(nearest -> "you mean " + nearest)
              .orElse("use one of " + String.join(", ", names)));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json.isGiven()) {
      out.print(JsonText.of(PluginTables.of(spec.name(), shown)));
      out.flush();
      return;
    }
    for (int i = 0; i < shown.size(); i++) {
      if (i > 0) {
        out.println();
      }
      print(shown.get(i), out);
    }
    out.flush();
  }

  final ExperimentReader reader() {
    return plugins.reader();
  }

  final <A> void show(Space<A> space) {
    RandomGenerator random = Seeds.generator(0);
    List<String> examples =
        Stream.generate(() -> space.format(space.sample(random))).limit(EXAMPLES).toList();
    PrintWriter out = spec.commandLine().getOut();
    if (json.isGiven()) {
      Map<String, Table> tables = new LinkedHashMap<>();
      tables.put(
          "space",
          Table.of(
              List.of(
                  Field.text("name", Space::name),
                  Field.text("architectures", shown -> shown.size().toString()),
                  Field.text("drawing", Space::drawing)),
              List.<Space<?>>of(space)));
      tables.put(
          "examples", Table.of(List.of(Field.text("architecture", example -> example)), examples));
      out.print(JsonText.of(tables));
    } else {
      out.println(space.name() + ": " + NumberText.count(space.size()) + " architectures");
      out.println();
      out.println("For example" + (space.drawing().isEmpty() ? "" : ", " + space.drawing()) + ":");
      examples.forEach(example -> out.println("  " + example));
    }
    out.flush();
  }

  private static void print(PluginDescription plugin, PrintWriter out) {
    out.println(plugin.name());
    wrap("  ", sentence(plugin.summary()), out);
    plugin.paper().ifPresent(paper -> wrap("  Paper: ", paper.toString(), out));
    printSettings(plugin.settings(), out);
  }

  /** Prints settings, indented below what takes them. */
  static void printSettings(List<SettingDescription> settings, PrintWriter out) {
    for (SettingDescription setting : settings) {
      String otherwise = setting.required() ? "; required" : "; optional";
      wrap(
          "    " + setting.key() + ": ",
          values(setting)
              + setting.byDefault().map(value -> "; default " + value).orElse(otherwise),
          out);
      wrap("        ", sentence(setting.description()), out);
    }
  }

  private static String values(SettingDescription setting) {
    if (setting.range().isEmpty()) {
      return setting.type();
    }
    return switch (setting.type()) {
      case "word" -> "one of " + setting.range();
      case "list of word" -> "list of " + setting.range();
      default -> setting.type() + ", " + setting.range();
    };
  }

  /** Plug-ins come from many hands: with capital and full stop or without. */
  static String sentence(String text) {
    if (text.isEmpty()) {
      return text;
    }
    String begun = Character.toUpperCase(text.charAt(0)) + text.substring(1);
    return begun.endsWith(".") ? begun : begun + ".";
  }

  /**
   * Prints words in lines of at most 98 characters, those below the first as far in as its words.
   */
  static void wrap(String indent, String text, PrintWriter out) {
    StringBuilder line = new StringBuilder(indent);
    for (String word : text.split(" ", -1)) {
      if (line.length() + word.length() > 98 && !line.toString().isBlank()) {
        out.println(line.toString().stripTrailing());
        line = new StringBuilder(" ".repeat(indent.length()));
      }
      line.append(word).append(' ');
    }
    out.println(line.toString().stripTrailing());
  }
}
