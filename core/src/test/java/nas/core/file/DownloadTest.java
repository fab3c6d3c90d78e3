package nas.core.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import nas.core.SharedFiles;
import nas.core.UserException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files arrive whole and as published, or not at all, and the message says why. */
final class DownloadTest {

  /** Its three checksums are what md5sum, git hash-object and sha256sum print. */
  private static final byte[] HELLO = "hello\n".getBytes(StandardCharsets.US_ASCII);

  private static final String MD5 = "b1946ac92492d2347c6235b4d2611184";
  private static final String BLOB = "ce013625030ba8dba906f756967f9e9ca394464a";
  private static final String SHA_256 =
      "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  @SuppressWarnings("NullAway.Init") // Set before each test.
  private Loopback server;

  @SuppressWarnings("NullAway.Init") // Set before each test.
  private Path to;

  @BeforeEach
  void start() {
    server = new Loopback();
    to = folder.resolve("new/hello.txt");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private RemoteFile hello(String path) {
    return RemoteFile.of(server.address() + path, HELLO.length, SHA_256);
  }

  private void fetch(RemoteFile wanted) {
    Download.fetch(wanted, to, "carry it");
  }

  /** Returns the message, having checked that no file was made. */
  private String refused(RemoteFile wanted) throws IOException {
    UserException refused = assertThrows(UserException.class, () -> fetch(wanted));
    try (Stream<Path> left = Files.walk(folder)) {
      assertEquals(List.of(), left.filter(Files::isRegularFile).toList());
    }
    return refused
        .error()
        .text()
        .replace(server.address().toString(), "SERVER")
        .replace(folder.toString(), "FOLDER");
  }

  @Test
  void checksumsAreThoseOfTheirPrograms() throws IOException {
    Path file = Files.write(folder.resolve("hello"), HELLO);
    for (String digits : List.of(MD5, BLOB, SHA_256)) {
      FileDigest digest = FileDigest.parse(digits);
      assertEquals(digest, FileDigest.of(digest.kind(), file));
    }
    assertEquals("git blob id " + BLOB, FileDigest.parse(BLOB).toString());
    assertThrows(IllegalArgumentException.class, () -> FileDigest.parse("12"));
    assertThrows(IllegalArgumentException.class, () -> FileDigest.parse("g" + MD5.substring(1)));
  }

  @Test
  void publishedFilesHaveTheChecksumsThatAreStatedOfThem() throws IOException {
    Path table = SharedFiles.require("benchmarks/sources/landscapes-cifar10_avg.csv");
    assertEquals(
        "be9057c7dd7a0e509cd1b1848c3bce3b54872d61",
        FileDigest.of(FileDigest.Kind.GIT_BLOB, table).digits());
    assertEquals(
        "1fc89edb42c804223ea2f520a3a65b5e10d8c34bc2d1bbca6bc4b4b38a193827",
        FileDigest.of(FileDigest.Kind.SHA_256, table).digits());
  }

  @Test
  void arrivesAndIsCounted() throws IOException {
    server.bytes("/a", HELLO).chunks("/b", HELLO);
    LongAdder bytes = new LongAdder();
    ReadMeter.counting(
        bytes,
        () -> {
          fetch(hello("/a"));
          return "";
        });
    assertArrayEquals(HELLO, Files.readAllBytes(to));
    assertEquals(HELLO.length, bytes.sum());
    for (String digest : List.of(MD5, BLOB, SHA_256)) {
      Files.delete(to);
      fetch(RemoteFile.of(server.address() + "/b", digest));
      assertArrayEquals(HELLO, Files.readAllBytes(to));
    }
  }

  @Test
  void followsWithinThisMachineAndNeverToWhatIsNotEncrypted() throws IOException {
    server
        .bytes("/a", HELLO)
        .redirect("/b", "/a")
        .redirect("/out", "http://example.invalid/hello.txt")
        .redirect("/round", "/round")
        .redirect("/odd", "ht tp:")
        .redirect("/file", "file:///etc/hostname");
    fetch(hello("/b"));
    assertArrayEquals(HELLO, Files.readAllBytes(to));
    Files.delete(to);
    assertEquals(
        "SERVER/out cannot be fetched: it leads on to http://example.invalid/hello.txt, which is not"
            + " encrypted. Maybe a sign-in page of the network answers: sign in, or carry it.",
        refused(hello("/out")));
    assertEquals(
        "SERVER/file cannot be fetched: it leads on to file:///etc/hostname, which is not encrypted."
            + " Maybe a sign-in page of the network answers: sign in, or carry it.",
        refused(hello("/file")));
    assertEquals(
        "SERVER/round cannot be fetched: it leads on more than 5 times. Maybe carry it.",
        refused(hello("/round")));
    assertEquals(
        "SERVER/odd cannot be fetched: it leads on to what is no address. Maybe carry it.",
        refused(hello("/odd")));
    assertEquals(
        "http://192.0.2.1/hello.txt cannot be fetched: it is not encrypted. Maybe a sign-in page of"
            + " the network answers: sign in, or carry it.",
        refused(RemoteFile.of("http://192.0.2.1/hello.txt", SHA_256)));
  }

  @Test
  void serversThatDoNotHaveIt() throws IOException {
    server.status("/gone", 404).status("/broken", 503);
    assertEquals(
        "SERVER/gone cannot be fetched: the server answers 404. Maybe it was moved; carry it.",
        refused(hello("/gone")));
    assertEquals(
        "SERVER/broken cannot be fetched: the server answers 503. Maybe carry it.",
        refused(hello("/broken")));
    URI closed;
    try (Loopback other = new Loopback()) {
      closed = other.address();
    }
    assertEquals(
        closed + "/a cannot be fetched: 127.0.0.1 cannot be reached. Maybe carry it.",
        refused(RemoteFile.of(closed + "/a", SHA_256)));
    assertEquals(
        "https://no-such-host.invalid/a cannot be fetched: there is no way to no-such-host.invalid."
            + " Maybe carry it.",
        refused(RemoteFile.of("https://no-such-host.invalid/a", SHA_256)));
  }

  @Test
  void whatIsNotTheFile() throws IOException {
    byte[] other = "hallo\n".getBytes(StandardCharsets.US_ASCII);
    server
        .cut("/cut", HELLO, 100)
        .cut("/short", new byte[3], HELLO.length)
        .page("/page", "<html>Please sign in.</html>")
        .bytes("/hidden", "\n<!DOCTYPE html><p>".getBytes(StandardCharsets.US_ASCII))
        .bytes("/other", other)
        .bytes("/longer", new byte[10_000])
        .chunks("/endless", new byte[100_000]);
    assertEquals(
        "SERVER/short was cut off: 3 of 6 bytes came. Maybe fetch it again; if that changes nothing,"
            + " carry it.",
        refused(hello("/short")));
    assertEquals(
        "SERVER/cut was cut off: 6 of 100 bytes came. Maybe fetch it again; if that changes nothing,"
            + " carry it.",
        refused(RemoteFile.of(server.address() + "/cut", SHA_256)));
    String page =
        " gave a web page and not the file. Maybe a sign-in page of the network answers: sign in, or"
            + " carry it.";
    assertEquals("SERVER/page" + page, refused(hello("/page")));
    assertEquals(
        "SERVER/hidden" + page, refused(RemoteFile.of(server.address() + "/hidden", SHA_256)));
    String again =
        ". Maybe fetch it again; if that changes nothing, it was changed where it is published: carry"
            + " it.";
    assertEquals(
        "SERVER/other is not the file that was published: its SHA-256 is"
            + " 622cb3371c1a08096eaac564fb59acccda1fcdbe13a9dd10b486e6463c8c2525, not "
            + SHA_256
            + again,
        refused(hello("/other")));
    assertEquals(
        "SERVER/longer is not the file that was published: it has 10,000 bytes, not 6" + again,
        refused(hello("/longer")));
    assertEquals(
        "SERVER/endless is not the file that was published: it has more bytes, not 6" + again,
        refused(hello("/endless")));
  }

  @Test
  void theServersOwnChecksumCountsWhereNoneIsPublished() throws IOException {
    server.tagged("/a", HELLO, MD5).tagged("/b", HELLO, MD5.replace('b', 'c')).bytes("/c", HELLO);
    fetch(new RemoteFile(at("/a"), OptionalLong.empty(), Optional.empty()));
    fetch(new RemoteFile(at("/c"), OptionalLong.empty(), Optional.empty()));
    Files.delete(to);
    assertEquals(
        "SERVER/b is not the file that was published: its MD5 is "
            + MD5
            + ", not "
            + MD5.replace('b', 'c')
            + ". Maybe fetch it again; if that changes nothing, it was changed where it is published:"
            + " carry it.",
        refused(new RemoteFile(at("/b"), OptionalLong.empty(), Optional.empty())));
  }

  private URI at(String path) {
    return URI.create(server.address() + path);
  }

  @Test
  void disksThatAreFull() throws IOException {
    server.cut("/huge", HELLO, 1L << 60).bytes("/a", HELLO);
    assertEquals(
        "FOLDER/new/hello.txt would have 1,152,921,504,606,846,976 bytes, and the disk has N left."
            + " Maybe free some space, or choose a folder on another disk.",
        refused(RemoteFile.of(server.address() + "/huge", SHA_256))
            .replaceFirst("has [0-9,]+ left", "has N left"));
    assumeTrue(Files.exists(Path.of("/dev/full")), "skipped: there is no /dev/full");
    to = Files.createSymbolicLink(folder.resolve("full"), Path.of("/dev/full"));
    assertEquals(
        "Cannot write FOLDER/full: the disk is full. Maybe free some space and run the same command"
            + " again.",
        refused(hello("/a")));
  }

  @Test
  void whatWasThereStaysUntilTheNewIsRight() throws IOException {
    Files.createDirectories(folder.resolve("new"));
    Files.writeString(to, "old");
    server.bytes("/other", new byte[HELLO.length]).bytes("/a", HELLO);
    assertThrows(UserException.class, () -> fetch(hello("/other")));
    assertEquals("old", Files.readString(to));
    fetch(hello("/a"));
    assertArrayEquals(HELLO, Files.readAllBytes(to));
    assertEquals(List.of("/other", "/a"), server.asked());
  }
}
