package nas.network.family;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Residual networks of grouped convolutions for large images. */
public final class ResNext implements NetworkFamily {

  @Override
  public String name() {
    return "resnext";
  }

  @Override
  public String summary() {
    return "Residual networks of grouped convolutions: Xie et al. 2017, arXiv:1611.05431";
  }

  @Override
  public List<String> members() {
    return Depth.names(
        "resnext",
        "14_16x4d",
        "14_32x2d",
        "14_32x4d",
        "26_32x2d",
        "26_32x4d",
        "50_32x4d",
        "101_32x4d",
        "101_64x4d");
  }

  @Override
  public int pixels() {
    return 224;
  }

  @Override
  public Optional<Member> find(String member) {
    return member("resnext", member, body -> body);
  }

  /**
   * Returns a member of a family of grouped convolutions; empty if there is none.
   *
   * @param prefix what the names of the family begin with
   * @param changed makes the body of units from that of this family
   */
  static Optional<Member> member(
      String prefix, String member, UnaryOperator<Residual.Body> changed) {
    Matcher name = Pattern.compile(prefix + NUMBERS).matcher(member);
    if (!name.matches()) {
      return Optional.empty();
    }
    int groups = Integer.parseInt(name.group(2));
    Residual.Body body = changed.apply(Residual.grouped(groups, Integer.parseInt(name.group(3))));
    return DeepDepth.bottlenecks(Integer.parseInt(name.group(1)))
        .map(
            units ->
                task -> {
                  Layers net = new Layers(member, task);
                  Stages<Integer> stages = Stages.bottlenecks(units);
                  int stem = Residual.stem(net, 64);
                  return net.classifier(stages.add(net, stem, Residual.unit(body)));
                });
  }

  /** Layers, groups and channels of a group. */
  private static final String NUMBERS = "([1-9]\\d{1,2})_([1-9]\\d{0,2})x([1-9]\\d{0,2})d";
}
