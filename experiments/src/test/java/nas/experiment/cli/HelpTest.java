package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The help of all commands, and what messages and pages say of commands. */
final class HelpTest {

  private static final Pattern NAMED = Pattern.compile("-jar nas\\.jar ([a-z][a-z0-9-]*)");
  private static final Set<String> READ = Set.of("java", "md", "yaml", "txt", "json");

  private static List<CommandLine> commands() {
    List<CommandLine> commands = new ArrayList<>();
    collect(Main.commandLine(), commands);
    return commands;
  }

  private static void collect(CommandLine command, List<CommandLine> into) {
    into.add(command);
    command.getSubcommands().values().forEach(inner -> collect(inner, into));
  }

  @Test
  void everySummaryIsAWholeSentence() {
    for (CommandLine command : commands().subList(1, commands().size())) {
      String summary = command.getCommandSpec().usageMessage().description()[0];
      assertTrue(summary.matches("[A-Z].*[^.]\\."), command.getCommandName() + ": " + summary);
    }
  }

  @Test
  void linesEndBetweenWordsOnly() {
    for (CommandLine command : commands()) {
      String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
      for (String line : help.lines().toList()) {
        assertTrue(line.length() <= 100, line);
        assertFalse(line.strip().matches("([,;:\\])]|\\.(?![a-z])).*"), line);
      }
      String synopsis = help.substring(help.indexOf("Usage: ")).split("\n(?! )", 2)[0];
      for (String line : synopsis.lines().toList()) {
        assertEquals(
            line.chars().filter(c -> c == '[').count(),
            line.chars().filter(c -> c == ']').count(),
            line);
      }
      for (OptionSpec option : command.getCommandSpec().options()) {
        assertEquals(!option.hidden(), help.contains(option.longestName()), option.longestName());
      }
    }
  }

  @Test
  void commandsStandInGroups() {
    String help = Nas.say("--help").done();
    String list = help.substring(help.indexOf("\nCommands:\n"), help.indexOf("\nExit codes:"));
    List<String> groups =
        list.lines().filter(line -> line.matches(" [A-Z].*")).map(String::strip).toList();
    assertEquals(
        List.of(
            "Search",
            "Networks",
            "Metrics",
            "Tables of trained networks",
            "Lists of what there is",
            "This machine"),
        groups);
    Main.commandLine()
        .getSubcommands()
        .forEach(
            (name, command) -> {
              int at = list.indexOf("\n  " + name + " ");
              boolean isHidden = command.getCommandSpec().usageMessage().hidden();
              assertEquals(!isHidden, at > list.indexOf("Search"), name);
            });
    // The last group has what it should and nothing that somebody forgot to put into one.
    String last = list.substring(list.indexOf(" This machine\n"));
    assertEquals(1, last.lines().filter(line -> line.matches("  [a-z].*")).count(), last);
  }

  @Test
  @Tag("slow")
  void textsThatAreNoValuesAreRefusedInPlainWords() {
    for (CommandLine command : commands()) {
      for (OptionSpec option : command.getCommandSpec().options()) {
        Class<?> type = option.auxiliaryTypes()[0];
        if (option.arity().max() == 0 || type == String.class || type == Boolean.class) {
          continue;
        }
        List<Object> words =
            new ArrayList<>(List.of(command.getCommandSpec().qualifiedName().split(" ")));
        words = words.subList(Main.PROGRAM.split(" ").length, words.size());
        words.add(option.longestName() + "=no\0such");
        Nas.Said said = Nas.say(words.toArray());
        assertEquals(Main.USER_ERROR, said.exitCode(), words::toString);
        assertTrue(
            said.err().startsWith("Invalid value for option '" + option.longestName()), said::err);
        assertFalse(
            Pattern.compile("[a-z]\\.[A-Za-z]+\\.|Exception|cannot convert|[A-Z]{2,}")
                .matcher(
                    said.err().replaceAll("\\([A-Z=,. \\[\\]|a-z]+\\)|java -jar nas.jar.*", ""))
                .find(),
            said::err);
      }
    }
  }

  /** What bash itself says of the script: it completes commands, options and their values. */
  @Test
  void bashCompletes(@TempDir Path folder) throws IOException, InterruptedException {
    Assumptions.assumeTrue(Files.exists(Path.of("/bin/bash")), "there is no bash");
    Path script = Nas.write(folder.resolve("completion"), Nas.say("completion").done());
    String asked =
        """
        source %s
        compopt() { :; }
        ask() { COMP_WORDS=(nas "$@"); COMP_CWORD=$#; COMP_LINE="nas $*"; COMP_POINT=${#COMP_LINE}
          COMPREPLY=(); _complete_nas; echo "${COMPREPLY[*]}"; }
        ask com
        ask score --sam
        """
            .formatted(script);
    Process bash = new ProcessBuilder("bash", "-c", asked).redirectErrorStream(true).start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, bash.waitFor(), said);
    assertEquals("compare completion\n--sample\n", said);
  }

  @Test
  @Tag("slow")
  void commandsThatMessagesAndPagesNameExist() throws IOException {
    Set<String> known = Main.commandLine().getSubcommands().keySet();
    int found = 0;
    for (Path file : texts()) {
      // Some of the files are wrong on purpose and not UTF-8.
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      assertFalse(
          Pattern.compile("['`\"]nas (" + String.join("|", known) + ")\\b").matcher(text).find(),
          file + " names a command that nobody can type");
      Matcher named = NAMED.matcher(text);
      while (named.find()) {
        assertTrue(known.contains(named.group(1)), file + ": " + named.group());
        found++;
      }
    }
    assertTrue(found > 50, "found only " + found);
  }

  private static List<Path> texts() throws IOException {
    List<Path> texts = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of(".."))) {
      files
          .filter(file -> !file.toString().matches(".*/(target|\\.git|src/test/java)/.*"))
          .filter(file -> READ.contains(file.toString().replaceFirst(".*\\.", "")))
          .filter(Files::isRegularFile)
          .sorted()
          .forEach(texts::add);
    }
    return texts;
  }

  @Test
  void helpIsTheSameWhereOnlyTheNamedCommandIsMade() {
    CommandLine all = Main.commandLine();
    assertEquals(all.getUsageMessage(), Main.commandLine(new Main(), "--help").getUsageMessage());
    all.getSubcommands()
        .forEach(
            (name, command) -> {
              CommandLine alone = Main.commandLine(new Main(), name, "--help");
              assertEquals(Set.of(name), alone.getSubcommands().keySet());
              alone
                  .getSubcommands()
                  .values()
                  .forEach(one -> assertEquals(command.getUsageMessage(), one.getUsageMessage()));
            });
    assertEquals(
        all.getSubcommands().keySet(),
        Main.commandLine(new Main(), "scores").getSubcommands().keySet());
  }
}
