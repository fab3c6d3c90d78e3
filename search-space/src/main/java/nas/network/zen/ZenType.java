package nas.network.zen;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a block repeats.
 *
 * @param kind the layers of a unit
 * @param kernel side of its large convolutions, odd
 * @param expansion by how many times inverted units are wider inside; 0 for others
 */
public record ZenType(Kind kind, int kernel, int expansion) {

  /** Layers of a unit. */
  public enum Kind {
    /** A convolution, normalised, with a ReLU. */
    CONVOLUTION,
    /** Two convolutions with a shortcut. */
    RESIDUAL,
    /** Convolutions 1x1, k x k and 1x1 with a shortcut, twice. */
    BOTTLENECK,
    /** Convolutions 1x1, depthwise k x k and 1x1 with a shortcut, twice. */
    INVERTED
  }

  private static final Pattern NAME =
      Pattern.compile(
          "SuperConvK(?<conv>[1357])BNRELU"
              + "|SuperResK(?<plain>[357])K\\k<plain>"
              + "|SuperResK1K(?<narrow>[357])K1"
              + "|SuperResIDWE(?<times>[1246])K(?<depthwise>[357])");

  /** Returns the type of a name such as {@code SuperResK1K3K1}. */
  public static Optional<ZenType> of(String name) {
    Matcher match = NAME.matcher(name);
    if (!match.matches()) {
      return Optional.empty();
    }
    if (match.group("conv") != null) {
      return Optional.of(new ZenType(Kind.CONVOLUTION, Integer.parseInt(match.group("conv")), 0));
    }
    if (match.group("plain") != null) {
      return Optional.of(new ZenType(Kind.RESIDUAL, Integer.parseInt(match.group("plain")), 0));
    }
    if (match.group("narrow") != null) {
      return Optional.of(new ZenType(Kind.BOTTLENECK, Integer.parseInt(match.group("narrow")), 0));
    }
    return Optional.of(
        new ZenType(
            Kind.INVERTED,
            Integer.parseInt(match.group("depthwise")),
            Integer.parseInt(match.group("times"))));
  }

  /** Says whether its units have shortcuts. */
  public boolean isResidual() {
    return kind != Kind.CONVOLUTION;
  }

  /** Returns how strings name it. */
  public String name() {
    return switch (kind) {
      case CONVOLUTION -> "SuperConvK" + kernel + "BNRELU";
      case RESIDUAL -> "SuperResK" + kernel + "K" + kernel;
      case BOTTLENECK -> "SuperResK1K" + kernel + "K1";
      case INVERTED -> "SuperResIDWE" + expansion + "K" + kernel;
    };
  }
}
