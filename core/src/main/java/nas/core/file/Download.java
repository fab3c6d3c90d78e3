package nas.core.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLConnection;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import javax.net.ssl.SSLException;
import nas.core.UserException;
import org.jspecify.annotations.Nullable;

/**
 * Fetches published files, because a user asked for them, and lets nothing pass for a file that it
 * is not.
 *
 * <p>A file appears under its name only whole and with the size and checksum that are known of it;
 * a file that was there before stays until then. Connections are encrypted ({@code https}),
 * wherever they lead on to; only servers of this machine itself are asked without.
 */
public final class Download {

  private static final int CONNECT_MILLIS = 20_000;
  private static final int READ_MILLIS = 60_000;
  private static final int MOST_REDIRECTS = 5;
  private static final int BUFFER = 1 << 16;
  private static final int PAGE_HEAD = 512;
  private static final String AGAIN = "fetch it again; if that changes nothing, ";

  private final RemoteFile wanted;
  private final String otherwise;

  /** What a server promises. */
  private record Answer(URI address, HttpURLConnection connection, OptionalLong bytes) {

    boolean isPage() {
      return Optional.ofNullable(connection.getContentType())
          .filter(type -> type.toLowerCase(Locale.ROOT).startsWith("text/html"))
          .isPresent();
    }

    /** Returns the MD5 that many stores of files send as the tag of a version. */
    Optional<FileDigest> stated() {
      return Optional.ofNullable(connection.getHeaderField("ETag"))
          .map(tag -> tag.replace("\"", ""))
          .filter(tag -> tag.matches("[0-9a-f]{32}"))
          .map(FileDigest::parse);
    }
  }

  private Download(RemoteFile wanted, String otherwise) {
    this.wanted = wanted;
    this.otherwise = otherwise;
  }

  /**
   * Fetches a file. The bytes that arrive are counted by {@link ReadMeter}.
   *
   * @param to where it goes; its folder is created
   * @param otherwise what to do where there is no network, without the leading "Maybe"
   * @throws UserException if it cannot be had or written, or is not what was published
   */
  public static void fetch(RemoteFile wanted, Path to, String otherwise) {
    new Download(wanted, otherwise).write(to);
  }

  private void write(Path to) {
    Answer answer = ask();
    try {
      OptionalLong size = wanted.bytes().isPresent() ? wanted.bytes() : answer.bytes();
      requireRoom(to, size);
      long[] came = new long[1];
      WholeFile.replace(
          to, out -> came[0] = copy(answer, out), written -> inspect(answer, written, came[0]));
    } catch (IOException e) {
      throw FileProblem.explain("write", to, e);
    } finally {
      answer.connection().disconnect();
    }
  }

  private Answer ask() {
    URI address = wanted.address();
    for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
      requireEncrypted(address);
      HttpURLConnection connection = open(address);
      try {
        int status = connection.getResponseCode();
        String location = connection.getHeaderField("Location");
        if (status / 100 == 3 && location != null) {
          connection.disconnect();
          address = address.resolve(location);
        } else if (status == HttpURLConnection.HTTP_OK) {
          long length = connection.getContentLengthLong();
          return new Answer(
              address, connection, length < 0 ? OptionalLong.empty() : OptionalLong.of(length));
        } else {
          connection.disconnect();
          throw unavailable(
              "the server answers " + status,
              status == HttpURLConnection.HTTP_NOT_FOUND
                  ? "it was moved; " + otherwise
                  : otherwise);
        }
      } catch (IllegalArgumentException e) {
        throw unavailable("it leads on to what is no address", otherwise);
      } catch (IOException e) {
        throw unavailable(reason(address, e), otherwise);
      }
    }
    throw unavailable("it leads on more than " + MOST_REDIRECTS + " times", otherwise);
  }

  private HttpURLConnection open(URI address) {
    try {
      URLConnection connection = address.toURL().openConnection();
      if (connection instanceof HttpURLConnection http) {
        http.setInstanceFollowRedirects(false);
        http.setConnectTimeout(CONNECT_MILLIS);
        http.setReadTimeout(READ_MILLIS);
        http.setUseCaches(false);
        // The bytes as they are published, whose number the server can say.
        http.setRequestProperty("Accept-Encoding", "identity");
        return http;
      }
    } catch (IOException e) {
      throw unavailable(reason(address, e), otherwise);
    }
    throw unavailable("it is no address of the web", otherwise);
  }

  private void requireEncrypted(URI address) {
    boolean encrypted = "https".equals(address.getScheme());
    if (encrypted || ("http".equals(address.getScheme()) && isOwn(address.getHost()))) {
      return;
    }
    String where =
        address.equals(wanted.address()) ? "it is" : "it leads on to " + address + ", which is";
    throw unavailable(
        where + " not encrypted",
        "a sign-in page of the network answers: sign in, or " + otherwise);
  }

  private static boolean isOwn(@Nullable String host) {
    return host != null
        && (host.equals("localhost")
            || host.equals("[::1]")
            || host.matches("127([.]\\d{1,3}){3}"));
  }

  private static String reason(URI address, IOException failure) {
    if (failure instanceof UnknownHostException) {
      return "there is no way to " + address.getHost();
    } else if (failure instanceof SocketTimeoutException) {
      return address.getHost() + " does not answer in time";
    } else if (failure instanceof ConnectException || failure instanceof NoRouteToHostException) {
      return address.getHost() + " cannot be reached";
    } else if (failure instanceof SSLException) {
      return "the connection to " + address.getHost() + " is not safe: " + failure.getMessage();
    }
    String said = failure.getMessage();
    return said == null ? failure.getClass().getSimpleName() : said;
  }

  private static void requireRoom(Path to, OptionalLong bytes) throws IOException {
    Path folder = to.toAbsolutePath();
    while (folder != null && !Files.isDirectory(folder)) {
      folder = folder.getParent();
    }
    if (folder != null && bytes.isPresent()) {
      long free = Files.getFileStore(folder).getUsableSpace();
      if (bytes.getAsLong() > free) {
        throw new UserException(
            "%s would have %,d bytes, and the disk has %,d left"
                .formatted(to, bytes.getAsLong(), free),
            "free some space, or choose a folder on another disk");
      }
    }
  }

  private long copy(Answer answer, OutputStream out) throws IOException {
    long limit =
        wanted.bytes().isPresent()
            ? wanted.bytes().getAsLong()
            : answer.bytes().orElse(Long.MAX_VALUE - 1);
    long came = 0;
    byte[] buffer = new byte[BUFFER];
    try (InputStream input = ReadMeter.counted(stream(answer))) {
      // A byte more than there should be is enough to know.
      while (came <= limit) {
        int read = read(answer, input, buffer, came);
        if (read < 0) {
          break;
        }
        out.write(buffer, 0, read);
        came += read;
      }
    }
    return came;
  }

  private InputStream stream(Answer answer) {
    try {
      return answer.connection().getInputStream();
    } catch (IOException e) {
      throw unavailable(reason(answer.address(), e), otherwise);
    }
  }

  private int read(Answer answer, InputStream input, byte[] buffer, long came) {
    try {
      return input.read(buffer);
    } catch (IOException e) {
      if (answer.bytes().isPresent() && !(e instanceof SocketTimeoutException)) {
        throw cutOff(answer, came);
      }
      throw unavailable(
          reason(answer.address(), e) + " after %,d bytes".formatted(came), otherwise);
    }
  }

  private UserException cutOff(Answer answer, long came) {
    return new UserException(
        "%s was cut off: %,d of %,d bytes came"
            .formatted(wanted.address(), came, answer.bytes().getAsLong()),
        AGAIN + otherwise);
  }

  private void inspect(Answer answer, Path written, long came) throws IOException {
    if (answer.bytes().isPresent() && came < Math.min(answer.bytes().getAsLong(), most(answer))) {
      throw cutOff(answer, came);
    }
    boolean longEnough = wanted.bytes().isEmpty() || wanted.bytes().getAsLong() == came;
    Optional<FileDigest> expected = wanted.digest().isPresent() ? wanted.digest() : answer.stated();
    if (longEnough && expected.isPresent() && expected.get().isOf(written)) {
      return;
    }
    if (answer.isPage() || isPage(written)) {
      throw new UserException(
          wanted.address() + " gave a web page and not the file",
          "a sign-in page of the network answers: sign in, or " + otherwise);
    }
    if (!longEnough) {
      throw changed(
          "it has %s bytes, not %,d"
              .formatted(
                  came > wanted.bytes().getAsLong() && answer.bytes().isEmpty()
                      ? "more"
                      : "%,d".formatted(answer.bytes().orElse(came)),
                  wanted.bytes().getAsLong()));
    }
    if (expected.isPresent()) {
      FileDigest found = FileDigest.of(expected.get().kind(), written);
      throw changed(
          "its %s is %s, not %s"
              .formatted(found.kind().words(), found.digits(), expected.get().digits()));
    }
  }

  private long most(Answer answer) {
    return wanted.bytes().orElse(answer.bytes().orElse(Long.MAX_VALUE));
  }

  private UserException changed(String how) {
    return new UserException(
        wanted.address() + " is not the file that was published: " + how,
        AGAIN + "it was changed where it is published: " + otherwise);
  }

  /** Says whether a file begins as a web page does. */
  static boolean isPage(Path file) throws IOException {
    try (InputStream input = Files.newInputStream(file)) {
      String head =
          new String(input.readNBytes(PAGE_HEAD), StandardCharsets.ISO_8859_1)
              .stripLeading()
              .toLowerCase(Locale.ROOT);
      return head.startsWith("<!doctype html") || head.startsWith("<html");
    }
  }

  private UserException unavailable(String why, String advice) {
    return new UserException(wanted.address() + " cannot be fetched: " + why, advice);
  }
}
