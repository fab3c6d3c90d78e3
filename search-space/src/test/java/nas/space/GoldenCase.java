package nas.space;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.core.SharedFiles;

/**
 * The parts of a golden case that concern the network: which one it is, its layers with weights and
 * how many numbers they hold.
 */
public record GoldenCase(String text, List<String> layers, long convolutionAndLinearParameters) {

  /** Returns the cases of a space. */
  public static List<GoldenCase> of(String space) throws IOException {
    String json = Files.readString(SharedFiles.require("golden/zero-cost-golden.json"));
    List<GoldenCase> cases = new ArrayList<>();
    for (String part : json.split("(?=\"space\":)", -1)) {
      if (part.startsWith("\"space\": \"" + space + "\"")) {
        cases.add(
            new GoldenCase(
                part,
                strings(part, "layers"),
                Long.parseLong(find(part, "\"conv_linear_parameters\": (\\d+)"))));
      }
    }
    return cases;
  }

  /** Returns the value of a text field. */
  public String string(String key) {
    return find(text, "\"" + key + "\": \"([^\"]*)\"");
  }

  /** Returns the value of a list of texts. */
  public List<String> strings(String key) {
    return strings(text, key);
  }

  /** Returns the digits of a field, however they are nested. */
  public String digits(String key) {
    return find(text, "\"" + key + "\": ([\\[\\]\\d,\\s]*)").replaceAll("\\D", "");
  }

  private static List<String> strings(String text, String key) {
    Matcher matcher =
        Pattern.compile("\"([^\"]*)\"").matcher(find(text, "\"" + key + "\": \\[([^\\]]*)\\]"));
    List<String> strings = new ArrayList<>();
    while (matcher.find()) {
      strings.add(matcher.group(1));
    }
    return strings;
  }

  private static String find(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + pattern + " in " + text);
    }
    return matcher.group(1);
  }
}
