package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.hash.Hashing;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import nas.core.trial.Result;
import nas.experiment.track.EventFiles;
import nas.experiment.track.TrackedSearch;
import nas.result.journal.JournalReader;
import nas.result.journal.TrialRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What trackers are given, read back by readers that share no code with what wrote it. */
final class ExportEventsTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  /** An event of an event file. */
  private record Event(
      double wallTime, long step, String version, SortedMap<String, Float> values) {}

  /** Reads an event file: TFRecord by Guava's CRC-32C, messages by Google's parser. */
  private static List<Event> events(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Event> events = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] length = new byte[Long.BYTES];
      in.get(length);
      assertEquals(masked(length), in.getInt());
      byte[] data =
          new byte
              [Math.toIntExact(ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong())];
      in.get(data);
      assertEquals(masked(data), in.getInt());
      events.add(event(UnknownFieldSet.parseFrom(data)));
    }
    return events;
  }

  private static int masked(byte[] bytes) {
    int crc = Hashing.crc32c().hashBytes(bytes).asInt();
    return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
  }

  private static Event event(UnknownFieldSet message) throws IOException {
    SortedMap<String, Float> values = new TreeMap<>();
    if (message.hasField(5)) {
      UnknownFieldSet summary =
          UnknownFieldSet.parseFrom(message.getField(5).getLengthDelimitedList().get(0));
      for (var text : summary.getField(1).getLengthDelimitedList()) {
        UnknownFieldSet value = UnknownFieldSet.parseFrom(text);
        values.put(
            value.getField(1).getLengthDelimitedList().get(0).toStringUtf8(),
            Float.intBitsToFloat(value.getField(2).getFixed32List().get(0)));
      }
    }
    return new Event(
        Double.longBitsToDouble(message.getField(1).getFixed64List().get(0)),
        message.getField(2).getVarintList().get(0),
        message.hasField(3)
            ? message.getField(3).getLengthDelimitedList().get(0).toStringUtf8()
            : "",
        values);
  }

  private static List<Path> eventFiles(Path below) throws IOException {
    try (Stream<Path> files = Files.walk(below)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void tensorBoardIsGivenEveryTrial() throws IOException {
    Path run = Nas.finishedRun(folder);
    Path logs = folder.resolve("logs");
    String said = Nas.say("export-events", run, "--to", "tensorboard", logs).done();
    List<Path> files = eventFiles(logs);
    assertEquals(4, files.size());
    long written = 0;
    for (Path file : files) {
      assertTrue(file.getFileName().toString().contains(".tfevents."), file::toString);
      List<Event> events = events(file);
      assertEquals("brain.Event:2", events.get(0).version());
      String journal =
          "journal/" + logs.relativize(file.getParent()).toString().replace('\\', '/') + ".jsonl";
      List<TrialRecord> trials = JournalReader.read(run.resolve(journal)).trials();
      assertEquals(trials.size(), events.size() - 1);
      float best = -1;
      double networks = 0;
      for (int i = 0; i < trials.size(); i++) {
        Event event = events.get(i + 1);
        written += event.values().size();
        assertEquals(i, event.step());
        TrialRecord trial = trials.get(i);
        networks += trial.evaluated() ? 1 : 0;
        assertEquals((float) networks, event.values().get("spent/networks"));
        assertEquals(
            trial.wall().startedAt().toEpochMilli() / 1e3 + trial.wall().seconds(),
            event.wallTime(),
            0.001);
        if (trial.result() instanceof Result.Trained trained) {
          assertEquals(
              (float) trained.validation(),
              event.values().get("trial/validation-accuracy-percent"));
          assertEquals(
              (float) trained.reported(), event.values().get("trial/test-accuracy-percent"));
          best = Math.max(best, (float) trained.validation());
        }
        if (best >= 0) {
          assertEquals(best, event.values().get("incumbent/validation-accuracy-percent"));
        }
      }
    }
    assertTrue(written > 100);
    assertEquals("Wrote %d values of 4 searches below %s\n".formatted(written, logs), said);

    byte[] before = Files.readAllBytes(files.get(0));
    Nas.say("export-events", run, "--to", "tensorboard", logs).done();
    assertEquals(files, eventFiles(logs));
    assertArrayEquals(before, Files.readAllBytes(files.get(0)));
  }

  @Test
  void eventsOfAnotherRunAreNotMixedIn() throws IOException {
    Path run = Nas.finishedRun(folder);
    Path logs = folder.resolve("logs");
    Path other = logs.resolve("02-aging-evolution/001/events.out.tfevents.1.nas");
    Files.createDirectories(other.resolveSibling(""));
    Files.write(other, new byte[] {1});
    Refusal.refused(folder, "events-of-another", "export-events", run, "--to", "tensorboard", logs);
    assertEquals(List.of(other), eventFiles(logs), "nothing was written before it was refused");
  }

  @Test
  void whatSinglePrecisionCannotHoldIsCounted() throws IOException {
    TrackedSearch search =
        new TrackedSearch(
            "01-a/000",
            "A",
            0,
            List.of(
                new TrackedSearch.Point(
                    Instant.EPOCH, 0, new TreeMap<>(Map.of("large", 1e300, "small", 1e-300)))));
    EventFiles.Written written = EventFiles.write(folder, List.of(search));
    assertEquals(new EventFiles.Written(1, 1, 1), written);
    assertEquals(Map.of("small", 0f), events(eventFiles(folder).get(0)).get(1).values());
  }

  @Test
  @Tag("slow")
  void learningCurvesOfTheBestNetworksAreThere() throws IOException {
    Path experiment =
        Nas.write(
            folder.resolve("trained.yaml"),
            """
            name: trained
            search-space: {nasbench201: {channels: 2, cells-per-stage: 1}}
            data: digits
            evaluator: {reduced-training: {training: {epochs: 3}}}
            budget: {trained-models: 2}
            strategies: [random]
            """);
    Path run = folder.resolve("run");
    Nas.say("run", experiment, "--out", run).done();
    Path logs = folder.resolve("logs");
    Nas.say("export-events", run, "--to", "tensorboard", logs).done();
    List<TrialRecord> trials =
        JournalReader.read(run.resolve("journal/01-random/000.jsonl")).trials();
    Result.Trained best =
        trials.stream()
            .map(trial -> (Result.Trained) trial.result())
            .reduce((one, other) -> other.reward() > one.reward() ? other : one)
            .orElseThrow();
    List<Event> events = events(eventFiles(logs).get(0));
    List<Event> curve = events.subList(1 + trials.size(), events.size());
    List<Float> expected =
        best.validationCurve().byEpoch().values().stream().map(Double::floatValue).toList();
    assertEquals(
        expected,
        curve.stream()
            .map(event -> event.values().get("best-network/validation-accuracy-percent"))
            .toList());
    assertEquals(
        best.validationCurve().byEpoch().keySet().stream().map(Integer::longValue).toList(),
        curve.stream().map(Event::step).toList());
    assertTrue(!expected.isEmpty(), "epochs are measured");
  }

  /** A server that speaks as MLflow does, as far as the export asks. */
  private static final class FakeMlflow implements AutoCloseable {

    /** What was asked. */
    private record Asked(String what, JsonNode body) {}

    private final HttpServer server;
    private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());
    private int runs;
    private boolean known;
    private String failing = "";

    FakeMlflow() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/api/2.0/mlflow/", this::answer);
      server.start();
    }

    String address() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
      try (exchange) {
        String what = exchange.getRequestURI().getPath().replaceFirst("/api/2.0/mlflow/", "");
        JsonNode body = MAPPER.readTree(exchange.getRequestBody().readAllBytes());
        asked.add(new Asked(what, body));
        if (what.equals(failing)) {
          send(exchange, 500, "{\"error_code\":\"INTERNAL_ERROR\",\"message\":\"disk full\"}");
          return;
        }
        switch (what) {
          case "experiments/get-by-name" -> {
            assertEquals("experiment_name=tiny", exchange.getRequestURI().getRawQuery());
            send(
                exchange,
                known ? 200 : 404,
                known
                    ? "{\"experiment\":{\"experiment_id\":\"7\"}}"
                    : "{\"error_code\":\"RESOURCE_DOES_NOT_EXIST\",\"message\":\"none\"}");
          }
          case "experiments/create" -> {
            known = true;
            send(exchange, 200, "{\"experiment_id\":\"7\"}");
          }
          case "runs/create" -> {
            assertEquals("7", body.get("experiment_id").asText());
            send(exchange, 200, "{\"run\":{\"info\":{\"run_id\":\"run-" + runs++ + "\"}}}");
          }
          case "runs/log-batch" -> {
            // What the documentation of MLflow allows in one request.
            assertTrue(body.path("metrics").size() <= 1000);
            assertTrue(body.path("params").size() <= 100);
            send(exchange, 200, "{}");
          }
          case "runs/update" -> send(exchange, 200, "{\"run_info\":{}}");
          default -> send(exchange, 404, "<html>none</html>");
        }
      }
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }

    List<JsonNode> all(String what) {
      return asked.stream().filter(one -> one.what().equals(what)).map(Asked::body).toList();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private static String tag(JsonNode run, String key) {
    for (JsonNode tag : run.get("tags")) {
      if (tag.get("key").asText().equals(key)) {
        return tag.get("value").asText();
      }
    }
    return "";
  }

  @Test
  void mlflowIsGivenARunForTheWholeAndOneForEachSearch() throws IOException {
    Path run = Nas.finishedRun(folder);
    try (FakeMlflow server = new FakeMlflow()) {
      String said = Nas.say("export-events", run, "--to", "mlflow", server.address() + "/").done();
      List<JsonNode> created = server.all("runs/create");
      assertEquals(5, created.size());
      assertEquals("tiny", created.get(0).get("run_name").asText());
      assertEquals(Nas.digest(run), tag(created.get(0), "nas.journals-sha256"));
      for (JsonNode child : created.subList(1, 5)) {
        assertEquals("run-0", tag(child, "mlflow.parentRunId"));
      }
      assertEquals("aging-evolution, repetition 1", created.get(4).get("run_name").asText(), said);

      int values = 0;
      SortedMap<String, Double> last = new TreeMap<>();
      SortedMap<String, String> parameters = new TreeMap<>();
      for (JsonNode batch : server.all("runs/log-batch")) {
        for (JsonNode metric : batch.path("metrics")) {
          values++;
          // The characters that MLflow allows.
          assertTrue(metric.get("key").asText().matches("[/\\w.\\- ]+"), metric::toString);
          if (batch.get("run_id").asText().equals("run-4")) {
            last.put(metric.get("key").asText(), metric.get("value").asDouble());
          }
        }
        for (JsonNode parameter : batch.path("params")) {
          assertTrue(parameter.get("key").asText().matches("[/\\w.\\- ]+"), parameter::toString);
          assertTrue(parameter.get("value").asText().length() <= 500);
          if (batch.get("run_id").asText().equals("run-0")) {
            parameters.put(parameter.get("key").asText(), parameter.get("value").asText());
          }
        }
      }
      assertTrue(said.startsWith("Sent %d values of 4 searches to ".formatted(values)), said);
      assertEquals("6", parameters.get("budget.trained-models"));
      JsonNode status = MAPPER.readTree(Nas.say("status", run, "--json").done()).get(3);
      assertEquals("aging-evolution", status.get("strategy").asText());
      assertEquals(
          status.get("validation_accuracy_percent").asDouble(),
          last.get("incumbent/validation-accuracy-percent"));
      assertEquals(
          status.get("test_accuracy_percent").asDouble(),
          last.get("incumbent/test-accuracy-percent"));
      List<JsonNode> finished = server.all("runs/update");
      assertEquals(5, finished.size());
      finished.forEach(one -> assertEquals("FINISHED", one.get("status").asText()));

      Nas.say("export-events", run, "--to", "mlflow", server.address()).done();
      assertEquals(1, server.all("experiments/create").size(), "the second goes beside the first");
    }
  }

  @Test
  void aServerThatFailsOnTheWayIsTold() throws IOException {
    Path run = Nas.finishedRun(folder);
    try (FakeMlflow server = new FakeMlflow()) {
      server.failing = "runs/log-batch";
      Refusal.refused(
          folder, "mlflow-fails", "export-events", run, "--to", "mlflow", server.address());
      List<JsonNode> ended = server.all("runs/update");
      assertEquals(1, ended.size());
      assertEquals("run-0", ended.get(0).get("run_id").asText());
      assertEquals("FAILED", ended.get(0).get("status").asText());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mlflow-sign-in | 401 | Unauthorized",
        "mlflow-other-page | 404 | <html><body>No such page</body></html>",
        "mlflow-elsewhere | 302 | ''",
        "mlflow-no-json | 200 | <html>Welcome</html>",
        "mlflow-other-answer | 200 | {}"
      })
  void otherServersAreTold(String golden, int status, String text) throws IOException {
    Path run = Nas.finishedRun(folder);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
    server.start();
    try {
      Refusal.refused(
          folder,
          golden,
          "export-events",
          run,
          "--to",
          "mlflow",
          "http://127.0.0.1:" + server.getAddress().getPort());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void addressesThatLeadNowhereAreRefused() throws IOException {
    Path run = Nas.finishedRun(folder);
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    Refusal.refused(
        folder,
        "mlflow-nobody",
        "export-events",
        run,
        "--to",
        "mlflow",
        "http://127.0.0.1:" + free);
    for (String address :
        Arrays.asList("mlruns", "ftp://127.0.0.1", "http://", "http://me:secret@127.0.0.1")) {
      Nas.Said said = Nas.say("export-events", run, "--to", "mlflow", address);
      assertEquals(
          "'"
              + address
              + "' is not the address of an MLflow server. Maybe you mean one such as"
              + " http://127.0.0.1:5000.\n",
          said.err());
      assertEquals(Main.USER_ERROR, said.exitCode());
    }
  }

  @Test
  void otherTrackersAndRunsWithoutTrialsAreRefused() throws IOException {
    Path run = Nas.finishedRun(folder);
    Refusal.refused(
        folder, "events-tracker", "export-events", run, "--to", "wandb", folder.resolve("logs"));
    Refusal.refused(
        folder,
        "events-below-file",
        "export-events",
        run,
        "--to",
        "tensorboard",
        run.resolve("experiment.yaml"));
    for (Path journal : eventFiles(run.resolve("journal"))) {
      Files.delete(journal);
    }
    Refusal.refused(
        folder, "events-none", "export-events", run, "--to", "tensorboard", folder.resolve("logs"));
  }
}
