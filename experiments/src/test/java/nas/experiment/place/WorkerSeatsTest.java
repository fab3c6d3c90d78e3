package nas.experiment.place;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Scanner;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes have numbers of their own, by which each prefers another GPU. */
final class WorkerSeatsTest {

  private static final String DIE = "die";

  /** A worker that answers each request with its number. */
  static final class Teller {

    private Teller() {}

    /** Answers at once, or where it is asked to, when a file is gone. */
    public static void main(String[] words) throws IOException, InterruptedException {
      new Message(Message.Kind.READY, "-").write(System.out);
      try (Scanner lines = new Scanner(System.in, StandardCharsets.UTF_8)) {
        while (lines.hasNextLine()) {
          Optional<Message> request = Message.read(lines.nextLine());
          if (request.isPresent()) {
            answer(request.get().content(), words[0]);
          }
        }
      }
    }

    private static void answer(String request, String seat)
        throws IOException, InterruptedException {
      if (request.equals(DIE)) {
        System.exit(1);
      }
      if (!request.equals("now")) {
        Files.createFile(Path.of(request));
        while (Files.exists(Path.of(request))) {
          Thread.sleep(10);
        }
      }
      new Message(Message.Kind.ANSWER, seat).write(System.out);
    }
  }

  @Test
  @Timeout(60)
  @Tag("slow")
  void numbersAreTheLowestThatAreFree(@TempDir Path folder) throws Exception {
    Path busy = folder.resolve("busy");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Teller.class.getName());
    ExecutorService beside = Executors.newSingleThreadExecutor();
    try (WorkerProcesses workers = new WorkerProcesses(3, command, notice -> {})) {
      Future<String> first = beside.submit(() -> workers.provenance(busy.toString()));
      while (Files.notExists(busy)) {
        Thread.sleep(10);
      }
      assertEquals("1", workers.provenance("now"));
      assertEquals("1", workers.provenance("now"));
      Files.delete(busy);
      assertEquals("0", first.get());
      for (int lost = 0; lost < 2; lost++) {
        assertThrows(WorkerLostException.class, () -> workers.provenance(DIE));
      }
      assertEquals("0", workers.provenance("now"));
    } finally {
      beside.shutdownNow();
    }
  }
}
