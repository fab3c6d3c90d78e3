package nas.result.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import nas.core.UserException;
import nas.core.file.FileProblem;
import nas.core.file.InputFile;
import nas.core.file.WholeFile;
import nas.core.log.SyncPolicy;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunFolderTest {

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path temporary;

  @Test
  void slugsAreSafeAndReadable() {
    assertEquals("01-ae-warmup", RunFolder.slug(0, "AE + warmup"));
    assertEquals("12-grosse-uber", RunFolder.slug(11, "Größe über".replace("ß", "ss")));
    for (String hostile :
        List.of(
            "",
            "..",
            "../../etc/passwd",
            "/",
            "C:\\x",
            "a\0b",
            "con",
            "\u202Egnp.exe",
            "😀",
            ".hidden",
            "a/../b",
            "x".repeat(500),
            "\n",
            "~",
            "$(rm -rf)")) {
      String slug = RunFolder.slug(0, hostile);
      assertTrue(slug.matches("01(-[a-z0-9]+)*"), hostile + " became " + slug);
      assertTrue(slug.length() <= 43, slug);
      Path file = new RunFolder(temporary).journalFile(0, hostile, 0);
      assertTrue(file.normalize().startsWith(temporary.resolve("journal")), file.toString());
    }
    Set<String> slugs = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      slugs.add(RunFolder.slug(i, "same name"));
    }
    assertEquals(300, slugs.size());
  }

  @Test
  void theSecondLockInOneProcessIsRefusedAndTheFirstSurvives() throws Exception {
    RunFolder folder = RunFolder.create(temporary.resolve("run"));
    long pid = ProcessHandle.current().pid();
    assertEquals(OptionalLong.empty(), folder.runningProcess());
    RunLock lock = folder.lock();
    try {
      RunFolder sameFolder =
          new RunFolder(Files.createSymbolicLink(temporary.resolve("link"), folder.path()));
      for (RunFolder again : List.of(folder, sameFolder)) {
        UserException refused = assertThrows(UserException.class, again::lock);
        assertTrue(refused.getMessage().startsWith("Process " + pid + " is running in "));
      }
      assertEquals(OptionalLong.of(pid), folder.runningProcess());
      // The refusals must not have dropped the lock, which POSIX does when a handle is closed.
      assertEquals("refused " + pid, otherProcess(folder, "refused"));
    } finally {
      lock.close();
    }
    assertEquals(OptionalLong.empty(), folder.runningProcess());
    folder.lock().close();
  }

  @Test
  void aSecondProcessIsRefusedUntilTheFirstIsKilled() throws Exception {
    RunFolder folder = RunFolder.create(temporary.resolve("run"));
    Process holder = start(folder, "hold");
    try (BufferedReader out = reader(holder)) {
      assertEquals("locked", out.readLine());
      UserException refused = assertThrows(UserException.class, folder::lock);
      assertTrue(
          refused.getMessage().startsWith("Process " + holder.pid() + " is running in "),
          refused.getMessage());
      assertEquals(OptionalLong.of(holder.pid()), folder.runningProcess());
    } finally {
      holder.destroyForcibly().waitFor();
    }
    assertEquals(OptionalLong.empty(), folder.runningProcess());
    folder.lock().close();
  }

  private static String otherProcess(RunFolder folder, String mode) throws Exception {
    Process process = start(folder, mode);
    try (BufferedReader out = reader(process)) {
      return String.valueOf(out.readLine());
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static Process start(RunFolder folder, String mode) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            LockHolder.class.getName(),
            folder.path().toString(),
            mode)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static BufferedReader reader(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Another process that wants the lock. */
  static final class LockHolder {
    private LockHolder() {}

    public static void main(String[] arguments) throws InterruptedException {
      RunFolder folder = new RunFolder(Path.of(arguments[0]));
      try {
        folder.lock();
        System.out.println("locked");
        Thread.sleep(60_000);
      } catch (UserException e) {
        System.out.println("refused " + folder.runningProcess().orElse(-1));
      }
    }
  }

  @Test
  void foldersThatCannotBeUsedAreRefusedInWords() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "x");
    assertEquals(
        "Cannot create the run folder " + file + ": " + file + " is a file, not a folder",
        assertThrows(UserException.class, () -> RunFolder.create(file)).getMessage());
    Path below = file.resolve("below");
    assertEquals(
        "Cannot create the run folder " + below + ": " + file + " is a file, not a folder",
        assertThrows(UserException.class, () -> RunFolder.create(below)).getMessage());
    assertEquals(
        file + " is a file, not a run folder",
        assertThrows(UserException.class, () -> RunFolder.open(file)).getMessage());
    Path missing = temporary.resolve("missing");
    assertEquals(
        "There is no run folder " + missing,
        assertThrows(UserException.class, () -> RunFolder.open(missing)).getMessage());
    assertEquals(
        temporary + " is not a run folder: it has no experiment.yaml",
        assertThrows(UserException.class, () -> RunFolder.open(temporary)).getMessage());
  }

  @Test
  void aReadOnlyFolderIsRefusedInWords() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("readonly"));
    assertTrue(folder.toFile().setWritable(false));
    try {
      Assumptions.assumeFalse(
          Files.isWritable(folder), "the user of this test may write everywhere (root?)");
      UserException refused = assertThrows(UserException.class, () -> RunFolder.create(folder));
      assertTrue(refused.getMessage().endsWith("permission denied"), refused.getMessage());
    } finally {
      assertTrue(folder.toFile().setWritable(true));
    }
  }

  @Test
  void systemErrorsAreExplained() {
    Path file = Path.of("run/report.html");
    Object[][] cases = {
      {new IOException("No space left on device"), "the disk is full"},
      {new FileSystemException("x", null, "No space left on device"), "the disk is full"},
      {new IOException("There is not enough space on the disk"), "the disk is full"},
      {new IOException("Disk quota exceeded"), "the disk is full"},
      {new FileSystemException("x", null, "Read-only file system"), "the file system is read-only"},
      {new AccessDeniedException("x"), "permission denied"},
      {new IOException("x (Permission denied)"), "permission denied"},
      {new IOException("strange"), "strange"},
    };
    for (Object[] c : cases) {
      assertEquals(
          "Cannot write run/report.html: " + c[1],
          FileProblem.explain("write", file, (IOException) c[0]).getMessage());
    }
  }

  @Test
  void filesAreReplacedAsAWhole() throws IOException {
    Path file = temporary.resolve("tables/final.csv");
    WholeFile.write(file, "one");
    // What a process that was killed has left of this file, and of another.
    Path left = file.resolveSibling(".final.csv.999999999999-01234567.tmp");
    Path other = file.resolveSibling(".trials.csv.999999999999-01234567.tmp");
    Files.writeString(left, "half");
    Files.writeString(other, "half");
    WholeFile.write(file, "zwölf");
    assertFalse(Files.exists(left));
    Files.delete(other);
    assertEquals("zwölf", InputFile.text(file, 1000));
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertEquals(List.of(file), files.toList(), "no temporary file stays");
    }
    Path occupied = Files.createDirectories(temporary.resolve("plots/full"));
    Files.writeString(occupied.resolve("x"), "x");
    assertThrows(UserException.class, () -> WholeFile.write(occupied, "text"));
    try (Stream<Path> files = Files.list(occupied.getParent())) {
      assertEquals(List.of(occupied), files.toList(), "no temporary file stays after a failure");
    }
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0x20});
    assertThrows(UserException.class, () -> InputFile.text(file, 1000));
  }

  @Test
  void digestCoversAllJournalsAndForeignFilesAreRefused() throws IOException {
    RunFolder folder = RunFolder.create(temporary.resolve("run"));
    String empty = folder.digest();
    Path first = folder.journalFile(0, "AE", 0);
    Path second = folder.journalFile(1, "RAND", 0);
    for (Path file : List.of(first, second)) {
      try (JournalWriter writer = JournalWriter.open(file, SyncPolicy.EVERY_SECOND)) {
        writer.append(Trials.trained(0, 50, 50, 1));
      }
    }
    assertEquals(List.of("01-ae/000.jsonl", "02-rand/000.jsonl"), folder.journalNames());
    String digest = folder.digest();
    assertNotEquals(empty, digest);
    JournalWriter.open(folder.journalFile(1, "RAND", 1), SyncPolicy.EVERY_SECOND).close();
    assertEquals(digest, folder.digest(), "a search without trials changes nothing");
    Files.delete(folder.journalFile(1, "RAND", 1));
    folder.refuseForeignJournals(List.of(first, second));
    assertThrows(UserException.class, () -> folder.refuseForeignJournals(List.of(first)));
    assertFalse(folder.hasRun());
  }
}
