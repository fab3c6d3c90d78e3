package nas.result.report;

import java.util.Locale;

/** Words in sentences and headings. */
final class Words {

  private Words() {}

  /** Returns a phrase that begins with a capital letter. */
  static String capitalised(String phrase) {
    int second = phrase.offsetByCodePoints(0, 1);
    return phrase.substring(0, second).toUpperCase(Locale.ROOT) + phrase.substring(second);
  }
}
