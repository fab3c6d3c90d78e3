package nas.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import nas.space.choices.ChoiceSettings;
import nas.space.choices.ChoiceSpace;
import nas.space.choices.ChoiceString;
import nas.space.listed.ListedSpace;
import nas.space.nasbench101.NasBench101Cell;
import nas.space.nasbench101.NasBench101Settings;
import nas.space.nasbench101.NasBench101Space;
import nas.space.nasbench201.CanonicalDefinition;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class ChoiceSequenceTest {

  private static ChoiceSpace choices(int positions) {
    List<String> options = IntStream.range(0, 10).mapToObj(String::valueOf).toList();
    return new ChoiceSpace(new ChoiceSettings(positions, options, "-"));
  }

  @Test
  void enumeratedPointsAreTheDigitsOfTheirIndex() {
    for (int points : new int[] {1, 7, 10, 11, 100, 347}) {
      List<ChoiceString> list = choices(3).enumerate().limit(points).toList();
      ListedSpace<ChoiceString> space = new ListedSpace<>(choices(3), list);
      ChoiceSequence<ChoiceString> sequence = ChoiceSequence.ofEnumeration(space);
      assertEquals(String.valueOf(points - 1).length(), sequence.length());
      assertEquals(
          (points - 1) / (int) Math.pow(10, sequence.length() - 1) + 1, sequence.sizes().get(0));
      for (int index = 0; index < points; index++) {
        List<Integer> digits = sequence.encode(list.get(index));
        assertEquals(
            index, digits.stream().reduce(0, (number, digit) -> 10 * number + digit), "digits");
        assertEquals(Optional.of(list.get(index)), sequence.decode(digits));
      }
    }
    List<ChoiceString> list = choices(3).enumerate().limit(347).toList();
    ChoiceSequence<ChoiceString> sequence =
        ChoiceSequence.ofEnumeration(new ListedSpace<>(choices(3), list));
    assertEquals(Optional.empty(), sequence.decode(List.of(3, 4, 7)));
    assertThrows(
        InvalidArchitectureException.class,
        () -> sequence.encode(new ChoiceString(List.of(9, 9, 9))));
  }

  @Tag("slow")
  @Test
  void spacesTooLargeToNumberAreRefused() {
    assertEquals(6, ChoiceSequence.ofEnumeration(choices(6)).length());
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class, () -> ChoiceSequence.ofEnumeration(choices(7)));
    assertEquals(
        "the space choices has no encoding as a sequence of choices, and with 10000000 points it is"
            + " too large to number them (at most 1000000)",
        refusal.getMessage());
  }

  @Test
  void choicesOfTheBenchmarksAreThePublishedOnes() {
    ChoiceSequence<NasBench101Cell> cells =
        new NasBench101Space(NasBench101Settings.published()).choiceSequence();
    assertEquals(26, cells.length());
    assertEquals(List.of(2, 3), cells.sizes().subList(20, 22));
    // Bit 15 is the edge from the input straight to the output.
    List<Integer> choices = new ArrayList<>(Collections.nCopies(26, 0));
    assertEquals(Optional.empty(), cells.decode(choices));
    choices.set(15, 1);
    assertEquals(2, cells.decode(choices).orElseThrow().pruned().orElseThrow().vertices());

    NasBench201Space space =
        new NasBench201Space(
            new NasBench201Settings(16, 5, NetworkVariant.TRAINED, CanonicalDefinition.STRING));
    assertEquals(List.of(5, 5, 5, 5, 5, 5), ChoiceSequence.of(space).sizes());
    Set<List<Integer>> sequences = new HashSet<>();
    space.enumerate().forEach(cell -> sequences.add(ChoiceSequence.of(space).encode(cell)));
    assertEquals(15_625, sequences.size());
    assertEquals(
        "|nor_conv_3x3~0|+|none~0|avg_pool_3x3~1|+|skip_connect~0|none~1|nor_conv_1x1~2|",
        space.format(ChoiceSequence.of(space).decode(List.of(3, 0, 4, 1, 0, 2)).orElseThrow()));
  }

  @Test
  void listedSpacesDecodeListedPointsOnly() {
    List<ChoiceString> list = List.of(new ChoiceString(List.of(1, 2)));
    ChoiceSequence<ChoiceString> sequence = ChoiceSequence.of(new ListedSpace<>(choices(2), list));
    assertEquals(Optional.of(list.get(0)), sequence.decode(List.of(1, 2)));
    assertEquals(Optional.empty(), sequence.decode(List.of(2, 1)));
    assertEquals(List.of(10, 10), sequence.sizes());
  }
}
