package nas.engine.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a reader of images found: what it left out, by reason, and what people should know of what
 * it read.
 *
 * @param leftOut what was left out, by reason
 * @param notes whole sentences without a full stop
 */
public record Inventory(List<LeftOut> leftOut, List<String> notes) {

  /** Everything was read, and there is nothing to say of it. */
  public static final Inventory NOTHING = new Inventory(List.of(), List.of());

  private static final int EXAMPLES = 3;

  /** Copies the lists. */
  public Inventory {
    leftOut = List.copyOf(leftOut);
    notes = List.copyOf(notes);
  }

  /**
   * Files or folders that were left out for one reason.
   *
   * @param what what they are and why, such as {@code .heic (format not read)}
   * @param names their paths, relative to the folder that was read
   */
  public record LeftOut(String what, List<String> names) {

    /** Copies the list. */
    public LeftOut {
      names = List.copyOf(names);
    }

    @Override
    public String toString() {
      String examples = names.stream().limit(EXAMPLES).collect(Collectors.joining(", "));
      return String.format(
          Locale.ROOT,
          "%,d %s: %s%s",
          names.size(),
          what,
          examples,
          names.size() > EXAMPLES ? ", ..." : "");
    }
  }

  /** Collects what is left out and what is to say. */
  static final class Builder {
    private final TreeMap<String, List<String>> leftOut = new TreeMap<>();
    private final List<String> notes = new ArrayList<>();

    void leaveOut(String what, String name) {
      leftOut.computeIfAbsent(what, unused -> new ArrayList<>()).add(name);
    }

    void leaveOut(LeftOut left) {
      left.names().forEach(name -> leaveOut(left.what(), name));
    }

    void note(String sentence) {
      notes.add(sentence);
    }

    Inventory build() {
      return new Inventory(
          leftOut.entrySet().stream()
              .map(entry -> new LeftOut(entry.getKey(), entry.getValue()))
              .toList(),
          notes);
    }
  }

  /** Returns how many files and folders were left out. */
  public int countLeftOut() {
    return leftOut.stream().mapToInt(left -> left.names().size()).sum();
  }

  /** Returns what was left out in one line, or nothing if everything was read. */
  public Optional<String> summary() {
    return leftOut.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "left out: "
                + leftOut.stream().map(LeftOut::toString).collect(Collectors.joining("; ")));
  }

  /** Returns all there is to say, a sentence a line; what was left out comes first. */
  public List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    summary().ifPresent(sentences::add);
    sentences.addAll(notes);
    return sentences;
  }
}
