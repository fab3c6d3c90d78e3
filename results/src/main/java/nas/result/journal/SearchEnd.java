package nas.result.journal;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Why a search ended: the last line of its journal. It goes when the search is given more budget
 * and goes on. Journals of earlier versions of the program lack it.
 *
 * @param reason the kind of reason
 * @param trials number of trials in the journal
 * @param detail what there is to say beside it, such as a number; may be empty
 */
public record SearchEnd(Reason reason, int trials, String detail) implements JournalEntry {

  /** Kinds of reasons. */
  public enum Reason {
    /** As many networks were trained as the budget allows. */
    BUDGET_SPENT("budget spent"),
    /** Every different architecture of the space was proposed. */
    SPACE_EXHAUSTED("space exhausted"),
    /** The strategy proposed nothing but duplicates for too long. */
    ONLY_DUPLICATES("only duplicates"),
    /** The strategy proposed for too long only architectures that the table does not hold. */
    NOT_IN_TABLE("only architectures that the table does not hold"),
    /** The training time is used up. */
    TIME_LIMIT("time limit reached"),
    /** A network has the accuracy that was wanted. */
    TARGET_REACHED("target accuracy reached"),
    /** The strategy has nothing more to propose. */
    NOTHING_TO_PROPOSE("the strategy has nothing more to propose");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    /** Returns the reason as people read it. */
    public String words() {
      return words;
    }

    /** Returns the word for it in journals, such as {@code budget-spent}. */
    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Reason> find(String word) {
      return Arrays.stream(values()).filter(reason -> reason.word().equals(word)).findFirst();
    }
  }

  /** Returns the reason with its detail as people read it. */
  public String inWords() {
    return detail.isEmpty() ? reason.words() : reason.words() + " (" + detail + ")";
  }
}
