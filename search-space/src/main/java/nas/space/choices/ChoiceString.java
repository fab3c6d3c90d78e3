package nas.space.choices;

import java.util.List;

/**
 * One option at each position.
 *
 * @param choices indices of the options, position by position
 */
public record ChoiceString(List<Integer> choices) {
  /** Copies the list. */
  public ChoiceString {
    choices = List.copyOf(choices);
  }
}
