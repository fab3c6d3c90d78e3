package nas.network.zen;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import nas.core.UserException;
import nas.network.family.NetworkFamily;

/** Networks of Zen-NAS: those that were published, by their names, and any other by its string. */
public final class ZenFamily implements NetworkFamily {

  private static final String SEARCHED_INITIALLY =
      "SuperConvK3BNRELU(3,8,1,1)SuperResK3K3(8,16,1,8,1)SuperResK3K3(16,32,2,16,1)"
          + "SuperResK3K3(32,64,2,32,1)SuperResK3K3(64,64,2,32,1)SuperConvK1BNRELU(64,128,1,1)";

  private static final Map<String, String> PUBLISHED = published();

  private static Map<String, String> published() {
    Map<String, String> published = new LinkedHashMap<>();
    published.put("zennet_initial", SEARCHED_INITIALLY);
    published.put(
        "zennet_cifar_05m",
        "SuperConvK3BNRELU(3,64,1,1)SuperResK1K5K1(64,168,1,16,3)SuperResK1K3K1(168,80,2,32,4)"
            + "SuperResK1K5K1(80,112,2,16,3)SuperResK1K5K1(112,144,1,24,3)"
            + "SuperResK1K3K1(144,32,2,40,1)SuperConvK1BNRELU(32,512,1,1)");
    published.put(
        "zennet_cifar_1m",
        "SuperConvK3BNRELU(3,88,1,1)SuperResK1K7K1(88,120,1,16,1)SuperResK1K7K1(120,192,2,16,3)"
            + "SuperResK1K5K1(192,224,1,24,4)SuperResK1K5K1(224,96,2,24,2)"
            + "SuperResK1K3K1(96,168,2,40,3)SuperResK1K3K1(168,112,1,48,3)"
            + "SuperConvK1BNRELU(112,512,1,1)");
    return published;
  }

  /** Returns the string of a published network. */
  static String published(String name) {
    return Objects.requireNonNull(PUBLISHED.get(name));
  }

  /** Returns the strings of the published networks by their names. */
  public static Map<String, String> strings() {
    return Collections.unmodifiableMap(PUBLISHED);
  }

  @Override
  public String name() {
    return "zen";
  }

  @Override
  public String summary() {
    return "Networks of Zen-NAS, found without training; any other by its string: Lin et al. 2021,"
        + " arXiv:2102.01063";
  }

  @Override
  public List<String> members() {
    return List.copyOf(PUBLISHED.keySet());
  }

  @Override
  public int pixels() {
    return 32;
  }

  @Override
  public Optional<Member> find(String member) {
    String text = PUBLISHED.getOrDefault(member, member);
    if (!text.startsWith("Super")) {
      return Optional.empty();
    }
    ZenNetwork network;
    try {
      network = ZenNetwork.parse(text);
    } catch (IllegalArgumentException malformed) {
      throw new UserException(
          "'" + shortened(text) + "' is no network of Zen-NAS: " + malformed.getMessage(),
          "write blocks as in zennet_initial: " + SEARCHED_INITIALLY.substring(0, 55) + "...");
    }
    return Optional.of(task -> ZenBuilder.build(network, task, true).named(member));
  }

  private static String shortened(String text) {
    return text.length() < 60 ? text : text.substring(0, 57) + "...";
  }
}
