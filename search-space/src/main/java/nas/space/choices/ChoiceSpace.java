package nas.space.choices;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import nas.core.text.ErrorText;
import nas.space.Blueprint;
import nas.space.DelegatingSpace;
import nas.space.Enumeration;
import nas.space.InvalidArchitectureException;
import nas.space.Space;
import nas.space.grammar.Derivation;
import nas.space.grammar.Grammar;
import nas.space.grammar.GrammarSpace;
import nas.space.grammar.Rule;

/**
 * All texts of k positions with one of m options each, such as {@code 8:16:64:32:8}.
 *
 * <p>It serves to search a table whose architectures the program cannot build. Every option is
 * drawn with the same probability at every position; the last position changes fastest in listings.
 */
public final class ChoiceSpace implements DelegatingSpace<ChoiceString> {

  private static final int MAX_TEXT = 100_000;

  private final ChoiceSettings settings;
  private final GrammarSpace<ChoiceString> inner;

  /** Creates the space. */
  public ChoiceSpace(ChoiceSettings settings) {
    this.settings = settings;
    Rule positions = Rule.repeat(settings.positions(), Rule.choose(settings.options()));
    inner =
        GrammarSpace.of(
            "choices",
            new Grammar(positions, settings.separator()),
            new GrammarSpace.Form<>(ChoiceSpace::choices, ChoiceSpace::derivation));
  }

  private static ChoiceString choices(Derivation derivation) {
    return new ChoiceString(derivation.parts().stream().map(Derivation::option).toList());
  }

  private static Derivation derivation(ChoiceString choices) {
    return Derivation.of(choices.choices().stream().map(Derivation::taking).toList());
  }

  @Override
  public Space<ChoiceString> inner() {
    return inner;
  }

  /** Returns all points, the last position changing fastest. */
  public Stream<ChoiceString> enumerate() {
    return Enumeration.of(inner).orElseThrow().enumerate();
  }

  @Override
  public ChoiceString parse(String text) {
    try {
      return inner.parse(text);
    } catch (InvalidArchitectureException refused) {
      throw new InvalidArchitectureException(
          "%s is no string of choices of this space: %s."
              .formatted(ErrorText.quote(text), problem(text.strip())));
    }
  }

  private String problem(String text) {
    if (text.length() > MAX_TEXT) {
      return "it has " + text.length() + " characters";
    }
    List<String> words = inner.grammar().split(text);
    Set<String> options = new HashSet<>(settings.options());
    return words.size() == settings.positions()
        ? words.stream()
            .filter(word -> !options.contains(word))
            .findFirst()
            .map(word -> ErrorText.quote(word) + " is no option")
            .orElse("it is written otherwise")
        : "it has " + words.size() + " positions, the space " + settings.positions();
  }

  @Override
  public String whyNo(Class<?> kind) {
    return kind == Blueprint.class
        ? "the space choices has no networks, only names of architectures that a table may know"
        : DelegatingSpace.super.whyNo(kind);
  }
}
