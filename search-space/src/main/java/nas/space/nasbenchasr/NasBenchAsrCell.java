package nas.space.nasbenchasr;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.core.text.ErrorText;
import nas.space.InvalidArchitectureException;

/**
 * A cell of NAS-Bench-ASR: three nodes in a row with an operation each, and skips to every node
 * from the input and all nodes before.
 *
 * <p>Written as published, {@code [[op1,s10],[op2,s20,s21],[op3,s30,s31,s32]]}: node i adds to
 * operation op_i of node i - 1 the outputs of those nodes j, 0 being the input, of which s_ij is 1.
 * Operations are numbers, 0 to 5, in the order of {@link CellOperation}.
 *
 * @param operations the operations of nodes 1, 2 and 3
 * @param skips whether s10, s20, s21, s30, s31 and s32 are there, in this order
 */
public record NasBenchAsrCell(List<CellOperation> operations, List<Boolean> skips) {

  /** Number of nodes with an operation. */
  public static final int NODES = 3;

  /** Number of skips that may be there. */
  public static final int SKIPS = NODES * (NODES + 1) / 2;

  /** Number of cells, 6 to the power of 3 times 2 to the power of 6. */
  static final int CELLS = 13_824;

  /** How many options the numbers of the written form have, in their order. */
  static final List<Integer> OPTIONS = List.of(6, 2, 6, 2, 2, 6, 2, 2, 2);

  private static final String FORM = "[[op1,s10],[op2,s20,s21],[op3,s30,s31,s32]]";
  private static final Pattern NESTED =
      Pattern.compile(
          "[\\[(]{2}N,N[\\])],[\\[(]N,N,N[\\])],[\\[(]N,N,N,N[\\])]{2}"
              .replace("N", "([0-9]{1,4})"));
  private static final Pattern JOINED =
      Pattern.compile("N_N_N_N_N_N_N_N_N".replace("N", "([0-9]{1,4})"));
  private static final int LONGEST_TEXT = 200;

  /** Copies the lists and checks their lengths. */
  public NasBenchAsrCell {
    operations = List.copyOf(operations);
    skips = List.copyOf(skips);
    if (operations.size() != NODES || skips.size() != SKIPS) {
      throw new InvalidArchitectureException(
          "a NAS-Bench-ASR cell has %d operations and %d skips, got %d and %d"
              .formatted(NODES, SKIPS, operations.size(), skips.size()));
    }
  }

  /** Returns the operation of a node, 1 to 3. */
  public CellOperation operation(int node) {
    return operations.get(node - 1);
  }

  /** Returns whether the output of a node, or of the input (0), is added at a later one. */
  public boolean skip(int from, int to) {
    return skips.get(to * (to - 1) / 2 + from);
  }

  /** Returns the numbers of the written form in their order. */
  List<Integer> numbers() {
    List<Integer> numbers = new ArrayList<>();
    for (int node = 1; node <= NODES; node++) {
      numbers.add(CellOperation.ALL.indexOf(operation(node)));
      for (int from = 0; from < node; from++) {
        numbers.add(skip(from, node) ? 1 : 0);
      }
    }
    return List.copyOf(numbers);
  }

  /** Returns the cell of {@link #numbers()} within their {@link #OPTIONS}. */
  static NasBenchAsrCell of(List<Integer> numbers) {
    List<CellOperation> operations = new ArrayList<>();
    List<Boolean> skips = new ArrayList<>();
    int at = 0;
    for (int node = 1; node <= NODES; node++) {
      operations.add(CellOperation.ALL.get(numbers.get(at++)));
      for (int from = 0; from < node; from++) {
        skips.add(numbers.get(at++) == 1);
      }
    }
    return new NasBenchAsrCell(operations, skips);
  }

  /**
   * Returns the cell with a number from 0 to {@link #CELLS} - 1 in the order of the benchmark's
   * library: the first number of the written form changes fastest.
   */
  static NasBenchAsrCell ofIndex(int index) {
    List<Integer> numbers = new ArrayList<>();
    int rest = index;
    for (int options : OPTIONS) {
      numbers.add(rest % options);
      rest /= options;
    }
    return of(numbers);
  }

  /** Returns the number under which {@link #ofIndex} has the cell. */
  int index() {
    List<Integer> numbers = numbers();
    int index = 0;
    for (int position = OPTIONS.size() - 1; position >= 0; position--) {
      index = index * OPTIONS.get(position) + numbers.get(position);
    }
    return index;
  }

  /**
   * Reads the published form, with or without blanks, or its numbers joined by underscores.
   *
   * @throws InvalidArchitectureException if it is neither, saying which number cannot be
   */
  public static NasBenchAsrCell parse(String text) {
    String stripped = text.strip();
    if (stripped.length() > LONGEST_TEXT) {
      throw refused(text, "it has %,d characters".formatted(stripped.length()));
    }
    Matcher matcher = NESTED.matcher(stripped.replaceAll("[ \\t]", ""));
    if (!matcher.matches()) {
      matcher = JOINED.matcher(stripped);
      if (!matcher.matches()) {
        throw refused(
            text,
            "it is not of the form %s. Maybe write it as [[1,0],[1,0,0],[1,0,0,0]]"
                .formatted(FORM));
      }
    }
    List<Integer> numbers = new ArrayList<>();
    for (int position = 0; position < OPTIONS.size(); position++) {
      int number = Integer.parseInt(matcher.group(position + 1));
      if (number >= OPTIONS.get(position)) {
        String why =
            OPTIONS.get(position) == 2
                ? "number %d (%d) says whether a skip is there. Maybe 0 or 1"
                : "number %d (%d) is no operation. Maybe one from 0 to 5: "
                    + String.join(", ", CellOperation.NAMES);
        throw refused(text, why.formatted(position + 1, number));
      }
      numbers.add(number);
    }
    return of(numbers);
  }

  private static InvalidArchitectureException refused(String text, String why) {
    return new InvalidArchitectureException(
        "%s is not a NAS-Bench-ASR cell: %s.".formatted(ErrorText.quote(text), why));
  }

  /** Returns the published form without blanks. */
  @Override
  public String toString() {
    return "[[%d,%d],[%d,%d,%d],[%d,%d,%d,%d]]".formatted(numbers().toArray());
  }
}
