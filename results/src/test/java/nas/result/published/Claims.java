package nas.result.published;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What stands behind every sentence with a number: for each file ({@code ##}) and each command or
 * file of results ({@code ###}) the sentences that follow from it ({@code -}), and beside some of
 * them the {@link Cell} whose text the sentence must hold.
 *
 * @param introduction what stands before the first file
 * @param files by path, then by evidence
 */
record Claims(String introduction, Map<String, Map<String, List<Claim>>> files) {

  /** The evidence of sentences that nobody has given any for. */
  static final String MISSING = "No evidence yet";

  private static final String CELL = "  - `";

  /** What is no number, though it has digits. */
  private static final Pattern NAMES =
      Pattern.compile(
          "`[^`]*`|\\]\\([^)]*\\)|NAS-Bench-\\w+|CIFAR-\\d+|ImageNet\\d*(-\\d+k?)?|Java"
              + " \\d+|float\\d+|x86-64|\\w*[A-Za-z_]\\w*-?\\d\\w*|arXiv:\\d+\\.\\d+|DOI"
              + " \\S+|(?<=[A-Z]\\w{1,20} (and [A-Z]\\w{1,20} |et al\\. )?)(19|20)\\d\\d|CC BY"
              + " \\d\\.\\d");

  private static final Pattern SENTENCE_END =
      Pattern.compile("(?<=[.?!][)\"”]?)\\s+(?=[\"(\\[`*]*[A-Z])");

  /**
   * A sentence with a number.
   *
   * @param sentence as the file has it, in one line
   * @param cells what it must hold, each as a line of the file of claims
   */
  record Claim(String sentence, List<String> cells) {}

  static Claims parse(String markdown) {
    StringBuilder introduction = new StringBuilder();
    Map<String, Map<String, List<Claim>>> files = new LinkedHashMap<>();
    Map<String, List<Claim>> file = new LinkedHashMap<>();
    List<Claim> claims = new ArrayList<>();
    for (String line : markdown.lines().toList()) {
      if (line.startsWith("## ")) {
        file = files.computeIfAbsent(line.substring(3).strip(), path -> new LinkedHashMap<>());
      } else if (line.startsWith("### ")) {
        claims = file.computeIfAbsent(line.substring(4).strip(), evidence -> new ArrayList<>());
      } else if (line.startsWith("- ")) {
        claims.add(new Claim(line.substring(2).strip(), new ArrayList<>()));
      } else if (line.startsWith(CELL)) {
        claims.get(claims.size() - 1).cells().add(line.strip().replaceAll("^- `|`$", ""));
      } else if (files.isEmpty()) {
        introduction.append(line).append('\n');
      }
    }
    return new Claims(introduction.toString(), files);
  }

  /** Returns the files of results that are named as evidence. */
  Stream<String> evidenceFiles() {
    return evidence("results/[\\w./-]+(?=`)");
  }

  /** Returns the tests that are named as evidence. */
  Stream<String> evidenceTests() {
    return evidence("[A-Z]\\w*Test(?=[.`])");
  }

  private Stream<String> evidence(String pattern) {
    Pattern quoted = Pattern.compile("(?<=`)" + pattern);
    return files.values().stream()
        .flatMap(evidences -> evidences.keySet().stream())
        .flatMap(evidence -> quoted.matcher(evidence).results())
        .map(found -> found.group())
        .distinct();
  }

  String markdown() {
    StringBuilder text = new StringBuilder(introduction);
    files.forEach(
        (path, evidences) -> {
          text.append("## ").append(path).append("\n\n");
          evidences.forEach(
              (evidence, claims) ->
                  text.append("### ").append(evidence).append("\n\n").append(lines(claims)));
        });
    return text.toString().stripTrailing() + "\n";
  }

  private static String lines(List<Claim> claims) {
    return claims.stream()
        .flatMap(
            claim ->
                Stream.concat(
                    Stream.of("- " + claim.sentence()),
                    claim.cells().stream().map(cell -> CELL + cell + "`")))
        .collect(Collectors.joining("\n", "", "\n\n"));
  }

  /** Returns what is wrong with the claims about a file; nothing if all is well. */
  List<String> faults(String path, String markdown, Rows rows) {
    Set<String> said = sentences(markdown);
    Set<String> listed = new LinkedHashSet<>();
    List<String> faults = new ArrayList<>();
    files
        .getOrDefault(path, Map.of())
        .forEach(
            (evidence, claims) -> {
              for (Claim claim : claims) {
                listed.add(claim.sentence());
                if (evidence.equals(MISSING)) {
                  faults.add("nothing stands behind: " + claim.sentence());
                }
                faults.addAll(faults(claim, rows));
              }
            });
    listed.stream()
        .filter(sentence -> !said.contains(sentence))
        .forEach(sentence -> faults.add("no longer said: " + sentence));
    said.stream()
        .filter(sentence -> !listed.contains(sentence))
        .forEach(sentence -> faults.add("not listed: " + sentence));
    return faults.stream().map(fault -> path + ": " + fault).toList();
  }

  private static List<String> faults(Claim claim, Rows rows) {
    List<String> faults = new ArrayList<>();
    for (String cell : claim.cells()) {
      String value = Cell.parse(cell, Map.of()).text(rows);
      if (!Pattern.compile("(?<![\\w.,])" + Pattern.quote(value) + "(?!\\w|[.,]\\d)")
          .matcher(claim.sentence())
          .find()) {
        faults.add("the files have " + value + " (" + cell + "): " + claim.sentence());
      }
    }
    return faults;
  }

  /** Returns claims without sentences that a file no longer has, and with those it has now. */
  Claims updated(String path, String markdown) {
    Set<String> unlisted = new LinkedHashSet<>(sentences(markdown));
    Map<String, List<Claim>> kept = new LinkedHashMap<>();
    files
        .getOrDefault(path, Map.of())
        .forEach(
            (evidence, claims) -> {
              List<Claim> still =
                  claims.stream().filter(claim -> unlisted.remove(claim.sentence())).toList();
              if (!still.isEmpty()) {
                kept.put(evidence, new ArrayList<>(still));
              }
            });
    unlisted.forEach(
        sentence ->
            kept.computeIfAbsent(MISSING, evidence -> new ArrayList<>())
                .add(new Claim(sentence, List.of())));
    Map<String, Map<String, List<Claim>>> all = new LinkedHashMap<>(files);
    all.put(path, kept);
    return new Claims(introduction, all);
  }

  /** Returns the sentences with numbers, outside of generated tables and code. */
  static Set<String> sentences(String markdown) {
    String prose =
        MarkdownTables.without(markdown)
            .replaceAll("(?ms)^ *```.*?^ *```$", "\n")
            .replaceAll("(?s)<!--.*?-->", "")
            .replaceAll("(?m)^#.*$", "\n")
            .replaceAll("!\\[[^]]*]\\([^)]*\\)", "");
    Set<String> sentences = new LinkedHashSet<>();
    for (String block : prose.split("\\n\\s*\\n|\\n(?=\\s*(- |\\d+\\. |\\|))", -1)) {
      String line = block.strip().replaceAll("^(- |\\d+\\. )", "").replaceAll("\\s+", " ");
      Stream<String> parts =
          line.startsWith("|") ? Stream.of(line) : SENTENCE_END.splitAsStream(line);
      parts.filter(Claims::hasNumber).forEach(sentences::add);
    }
    return sentences;
  }

  private static boolean hasNumber(String sentence) {
    Matcher digits = Pattern.compile("\\d").matcher(NAMES.matcher(sentence).replaceAll(""));
    return digits.find();
  }
}
