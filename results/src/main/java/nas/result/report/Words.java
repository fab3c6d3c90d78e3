package nas.result.report;

import java.util.Locale;

/** Words in sentences and headings. */
public final class Words {

  private Words() {}

  /** Returns a phrase that begins with a capital letter. */
  public static String capitalised(String phrase) {
    int second = phrase.offsetByCodePoints(0, 1);
    return phrase.substring(0, second).toUpperCase(Locale.ROOT) + phrase.substring(second);
  }
}
