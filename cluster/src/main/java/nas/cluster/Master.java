package nas.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.core.UserException;

/**
 * A master of Spark's own cluster manager, {@code spark://HOST:PORT}, or several that stand in for
 * each other, joined by commas.
 *
 * @param url its address
 * @param places hosts and ports, at least one
 */
record Master(String url, List<InetSocketAddress> places) {

  private static final String SCHEME = "spark://";
  private static final Pattern PLACE =
      Pattern.compile("([^:\\s]+|\\[[0-9a-fA-F:.]+\\]):([0-9]{1,5})");
  private static final int MOST_PORTS = 65_535;
  private static final int PATIENCE_MILLISECONDS = 5_000;

  /** Says whether an address is one of Spark's own cluster manager. */
  static boolean isOne(String url) {
    return url.startsWith(SCHEME);
  }

  /**
   * Reads an address; hosts are looked up.
   *
   * @throws UserException if it is malformed
   */
  static Master of(String url) {
    List<InetSocketAddress> places = new ArrayList<>();
    for (String place : List.of(url.substring(SCHEME.length()).split(",", -1))) {
      Matcher parts = PLACE.matcher(place);
      if (!parts.matches() || Integer.parseInt(parts.group(2)) > MOST_PORTS) {
        throw new UserException(
            "The address of Spark's master (" + url + ") must be spark://HOST:PORT",
            "take it from the first lines of the master's log; 7077 is the usual port");
      }
      places.add(new InetSocketAddress(parts.group(1), Integer.parseInt(parts.group(2))));
    }
    return new Master(url, places);
  }

  /** Says whether every host is this machine. */
  boolean isHere() {
    return places.stream().allMatch(place -> isHere(place.getAddress()));
  }

  private static boolean isHere(InetAddress address) {
    try {
      return address != null
          && (address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null);
    } catch (SocketException unknown) {
      return false;
    }
  }

  /**
   * Refuses a master that does not answer at all, which Spark notices after a minute.
   *
   * @throws UserException if nothing listens at any of its places
   */
  void requireListening() {
    List<String> reasons = new ArrayList<>();
    for (InetSocketAddress place : places) {
      try (Socket socket = new Socket()) {
        socket.connect(place, PATIENCE_MILLISECONDS);
        return;
      } catch (UnknownHostException unknown) {
        reasons.add("there is no host " + place.getHostString());
      } catch (IOException refused) {
        reasons.add(String.valueOf(refused.getMessage()));
      }
    }
    throw new UserException(
        "Spark's master at %s does not answer: %s".formatted(url, String.join("; ", reasons)),
        "start it, or correct host and port, which stand in the first lines of its log");
  }
}
