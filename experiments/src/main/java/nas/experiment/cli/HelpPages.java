package nas.experiment.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Lays out the help of commands: lines end between words only, and commands stand in groups. */
final class HelpPages {

  private static final int COLUMNS = 100;
  private static final int WIDEST_LABEL = 24;

  /** The commands of the program by what they are about. */
  private static final Map<String, List<String>> GROUPS = new LinkedHashMap<>();

  static {
    GROUPS.put(
        "Search",
        List.of(
            "run", "status", "view", "best", "report", "compare", "reproduce", "export-events"));
    GROUPS.put("Networks", List.of("train", "export", "predict", "evaluate"));
    GROUPS.put("Metrics", List.of("score", "correlate", "proxies", "verify"));
    GROUPS.put("Tables of trained networks", List.of("import", "benchmarks"));
    GROUPS.put(
        "Lists of what there is",
        List.of("spaces", "networks", "strategies", "evaluators", "data", "schema", "completion"));
    GROUPS.put("This machine", List.of("doctor"));
  }

  private final Help help;

  private HelpPages(Help help) {
    this.help = help;
  }

  /** Sets the layout of a command line and all its commands. */
  static void register(CommandLine line) {
    line.setUsageHelpWidth(COLUMNS);
    line.setHelpFactory(WholeTokens::new);
    for (CommandLine command : line.getSubcommands().values()) {
      setHeadings(command);
    }
    setSections(line);
    line.getHelpSectionMap()
        .put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, help -> new HelpPages(help).groups());
  }

  private static void setHeadings(CommandLine command) {
    command
        .getCommandSpec()
        .usageMessage()
        .parameterListHeading("%nArguments:%n")
        .optionListHeading("%nOptions:%n")
        .commandListHeading("%nCommands:%n");
    setSections(command);
    command.getSubcommands().values().forEach(HelpPages::setHeadings);
  }

  private static void setSections(CommandLine command) {
    Map<String, CommandLine.IHelpSectionRenderer> sections = command.getHelpSectionMap();
    sections.put(
        UsageMessageSpec.SECTION_KEY_PARAMETER_LIST, help -> new HelpPages(help).arguments());
    sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, help -> new HelpPages(help).options());
    sections.put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, help -> new HelpPages(help).commands());
  }

  /** Breaks the synopsis where a bracket is closed, never within one. */
  private static final class WholeTokens extends Help {

    WholeTokens(CommandSpec command, ColorScheme colours) {
      super(command, colours);
    }

    @Override
    protected String insertSynopsisCommandName(int headingLength, Text details) {
      String command = commandSpec().qualifiedName();
      int indent = headingLength + command.length() + 1;
      StringBuilder lines = new StringBuilder(colorScheme().commandText(command).toString());
      int column = indent - 1;
      for (Text token : tokens(details)) {
        int length = token.plainString().length();
        if (column + 1 + length > COLUMNS && column > indent) {
          lines.append(System.lineSeparator()).append(" ".repeat(indent - 1));
          column = indent - 1;
        }
        lines.append(' ').append(token);
        column += 1 + length;
      }
      return lines.append(System.lineSeparator()).toString();
    }

    private static List<Text> tokens(Text details) {
      List<Text> tokens = new ArrayList<>();
      String plain = details.plainString();
      int depth = 0;
      int start = 0;
      for (int at = 0; at <= plain.length(); at++) {
        char c = at < plain.length() ? plain.charAt(at) : ' ';
        depth += c == '[' ? 1 : c == ']' ? -1 : 0;
        if (c == ' ' && depth == 0) {
          if (at > start) {
            tokens.add(details.substring(start, at));
          }
          start = at + 1;
        }
      }
      return tokens;
    }
  }

  /**
   * What stands on the left, and what on the right says of it.
   *
   * @param label as it looks on a terminal
   * @param length characters of it that are seen
   */
  private record Row(String label, int length, String text) {

    static Row of(Text label, String text) {
      return new Row(label.toString(), label.plainString().length(), text);
    }
  }

  private String arguments() {
    return table(
        help.commandSpec().positionalParameters().stream()
            .filter(argument -> !argument.hidden())
            .map(this::row)
            .toList());
  }

  private Row row(PositionalParamSpec argument) {
    return Row.of(label(argument), description(argument));
  }

  private String options() {
    List<OptionSpec> last = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    for (OptionSpec option : help.commandSpec().options()) {
      if (option.usageHelp() || option.versionHelp()) {
        last.add(option);
      } else if (!option.hidden()) {
        rows.add(row(option));
      }
    }
    last.forEach(option -> rows.add(row(option)));
    return table(rows);
  }

  private Row row(OptionSpec option) {
    boolean single = List.of(option.names()).stream().anyMatch(name -> !name.startsWith("--"));
    String indent = single ? "" : "    ";
    String names =
        List.of(option.names()).stream()
            .map(name -> help.colorScheme().optionText(name).toString())
            .collect(Collectors.joining(", "));
    Text label = label(option);
    int length =
        indent.length() + String.join(", ", option.names()).length() + label.plainString().length();
    return new Row(indent + names + label, length, description(option));
  }

  private Text label(ArgSpec argument) {
    return help.parameterLabelRenderer()
        .renderParameterLabel(argument, help.ansi(), help.colorScheme().optionParamStyles());
  }

  private static String description(ArgSpec argument) {
    return String.join(" ", argument.description());
  }

  private String commands() {
    return table(rows(List.copyOf(help.subcommands().keySet())));
  }

  /** Returns the commands by groups; what is in none comes last. */
  private String groups() {
    List<String> rest = new ArrayList<>(help.subcommands().keySet());
    StringBuilder text = new StringBuilder();
    List<Row> all = rows(rest);
    int width = width(all);
    for (Map.Entry<String, List<String>> group : GROUPS.entrySet()) {
      List<String> names = group.getValue().stream().filter(rest::contains).toList();
      // Other programs of the project have commands of their own, and none of most groups.
      if (names.isEmpty()) {
        continue;
      }
      rest.removeAll(names);
      text.append(System.lineSeparator())
          .append(' ')
          .append(group.getKey())
          .append(System.lineSeparator())
          .append(table(rows(names), width));
    }
    return text + table(rows(rest), width);
  }

  private List<Row> rows(List<String> names) {
    return help.subcommands().entrySet().stream()
        .filter(command -> names.contains(command.getKey()))
        .sorted(Comparator.comparingInt(command -> names.indexOf(command.getKey())))
        .map(
            command ->
                Row.of(
                    help.colorScheme().commandText(command.getKey()), summary(command.getValue())))
        .toList();
  }

  private static String summary(Help command) {
    UsageMessageSpec usage = command.commandSpec().usageMessage();
    String[] lines = usage.header().length > 0 ? usage.header() : usage.description();
    return lines.length == 0 ? "" : lines[0];
  }

  private static int width(List<Row> rows) {
    return rows.stream().mapToInt(Row::length).filter(n -> n <= WIDEST_LABEL).max().orElse(0);
  }

  private static String table(List<Row> rows) {
    return table(rows, width(rows));
  }

  /** Labels that are too wide have a line of their own. */
  private static String table(List<Row> rows, int width) {
    StringBuilder text = new StringBuilder();
    int indent = width + 4;
    for (Row row : rows) {
      text.append("  ").append(row.label());
      if (row.length() > width) {
        text.append(System.lineSeparator()).append(" ".repeat(indent));
      } else {
        text.append(" ".repeat(indent - 2 - row.length()));
      }
      List<String> lines = wrapped(row.text(), COLUMNS - indent);
      text.append(String.join(System.lineSeparator() + " ".repeat(indent), lines))
          .append(System.lineSeparator());
    }
    return text.toString();
  }

  private static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
