package nas.space;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The points of a space, and for each of them the decimal digits of its index.
 *
 * @param points in the order of the enumeration
 * @param indices where each point stands
 * @param sizes number of values of each digit, highest first
 */
record EnumeratedPoints<A>(
    Space<A> space, List<A> points, Map<A, Integer> indices, List<Integer> sizes) {

  private static final int MOST_POINTS = 1_000_000;
  private static final int RADIX = 10;

  static <A> EnumeratedPoints<A> of(Space<A> space) {
    if (space.size().compareTo(BigInteger.valueOf(MOST_POINTS)) > 0) {
      throw new IllegalArgumentException(
          "the space "
              + space.name()
              + " has no encoding as a sequence of choices, and with "
              + space.size()
              + " points it is too large to number them (at most "
              + MOST_POINTS
              + ")");
    }
    Enumeration<A> enumeration =
        Enumeration.of(space)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the space %s has no encoding as a sequence of choices, and its points cannot be numbered"
                            .formatted(space.name())));
    List<A> points = enumeration.enumerate().toList();
    Map<A, Integer> indices = new HashMap<>();
    for (int index = 0; index < points.size(); index++) {
      indices.putIfAbsent(points.get(index), index);
    }
    return new EnumeratedPoints<>(space, points, indices, digits(points.size()));
  }

  private static List<Integer> digits(int points) {
    List<Integer> sizes = new ArrayList<>();
    int last = points - 1;
    while (last >= RADIX) {
      sizes.add(0, RADIX);
      last /= RADIX;
    }
    sizes.add(0, last + 1);
    return sizes;
  }

  Optional<A> decode(List<Integer> digits) {
    int index = 0;
    for (int digit : digits) {
      index = index * RADIX + digit;
    }
    return index < points.size() ? Optional.of(points.get(index)) : Optional.empty();
  }

  List<Integer> encode(A architecture) {
    Integer index = indices.get(architecture);
    if (index == null) {
      index = indices.get(space.representative(architecture));
    }
    if (index == null) {
      throw new InvalidArchitectureException(
          space.format(architecture) + " is not among the points that the space enumerates.");
    }
    List<Integer> digits = new ArrayList<>();
    int rest = index;
    for (int position = 0; position < sizes.size(); position++) {
      digits.add(0, rest % RADIX);
      rest /= RADIX;
    }
    return digits;
  }
}
