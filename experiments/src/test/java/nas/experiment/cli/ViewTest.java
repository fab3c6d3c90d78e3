package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import nas.experiment.plugin.Plugins;
import nas.experiment.view.ViewServer;
import nas.experiment.view.ViewedRuns;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The live view: what it serves, to whom, and what it shows in a browser. */
final class ViewTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final String JOURNAL = "journal/02-aging-evolution/001.jsonl";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  /** Returns a server that has read all runs. */
  private static ViewServer serve(Path... folders) throws IOException, InterruptedException {
    ViewServer server = start(folders);
    boolean read = false;
    while (!read) {
      read = true;
      for (JsonNode run : json(server, "/api/runs")) {
        read &= run.has("state") || run.has("problem");
      }
    }
    return server;
  }

  private static ViewServer start(Path... folders) {
    return ViewServer.start(
        new ViewedRuns(List.of(folders), Plugins.load(ViewTest.class.getClassLoader()).reader()),
        0,
        PAUSE);
  }

  private static HttpResponse<String> get(ViewServer server, String path)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(server.address().resolve(path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode json(ViewServer server, String path)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = get(server, path);
    assertEquals(200, answer.statusCode(), answer::body);
    return MAPPER.readTree(answer.body());
  }

  /** Returns the first line of the answer to a request that no client would send. */
  private static String raw(ViewServer server, String request) throws IOException {
    URI address = server.address();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write((request + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
      return String.valueOf(
          new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
              .readLine());
    }
  }

  private static void delete(Path path) throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void thePageNeedsNothingFromElsewhere() throws IOException, InterruptedException {
    try (ViewServer server = serve(Nas.finishedRun(folder))) {
      for (String file : List.of("/", "/view.js", "/view.css", "/report.css", "/uPlot.js")) {
        HttpResponse<String> answer = get(server, file);
        assertEquals(200, answer.statusCode(), file);
        String policy = answer.headers().firstValue("Content-Security-Policy").orElse("");
        assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
        assertFalse(policy.contains("unsafe"), policy);
        assertEquals("nosniff", answer.headers().firstValue("X-Content-Type-Options").orElse(""));
        if (!file.equals("/uPlot.js")) {
          // The name of a name space is no address.
          String text = answer.body().replace("http://www.w3.org/2000/svg", "");
          assertFalse(text.contains("http:") || text.contains("https:"), file);
        }
      }
      assertTrue(get(server, "/").body().contains("<script src=\"/view.js\">"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:7420",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "localhost@evil.example",
        "127.0.0.1:80:80",
        "127.0.0.2",
        "0.0.0.0",
        ""
      })
  void otherHostsAreRefused(String host) throws IOException, InterruptedException {
    try (ViewServer server = serve(Nas.finishedRun(folder))) {
      for (String path : List.of("/", "/api/runs", "/api/events")) {
        String answer = raw(server, "GET " + path + " HTTP/1.1\r\nHost: " + host);
        assertTrue(answer.contains(" 421") || answer.contains(" 400"), host + ": " + answer);
      }
      String none = raw(server, "GET /api/runs HTTP/1.0\r\nAccept: */*");
      assertTrue(none.contains(" 421") || none.contains(" 400"), none);
      String twice = raw(server, "GET / HTTP/1.1\r\nHost: localhost\r\nHost: " + host);
      assertFalse(twice.contains(" 200"), twice);
      for (String own : List.of("localhost", "127.0.0.1:7420", "LOCALHOST:8080")) {
        String answer = raw(server, "GET /api/runs HTTP/1.1\r\nHost: " + own);
        assertTrue(answer.contains(" 200"), own + ": " + answer);
      }
    }
  }

  @Test
  void onlyThisMachineCanConnect() throws IOException, InterruptedException {
    try (ViewServer server = serve(Nas.finishedRun(folder))) {
      assertEquals("127.0.0.1", server.address().getHost());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../../../../etc/passwd",
        "/..%2f..%2fetc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
        "/api/../view.js",
        "/experiment.yaml",
        "/view.js/",
        "/view.js%00",
        "/uplot/LICENSE",
        "/api",
        "/api/run/0",
        "/api/run?run=99",
        "/api/run?run=-1",
        "/api/run?run=../0",
        "/api/run?run=99999999999999999999",
        "/api/trial?run=0&search=99&trial=0",
        "/api/trial?run=0&search=0&trial=999999",
        "/api/trials?run=0&offset=%zz",
        "/api/curves?run=0&run=1"
      })
  void otherPathsAreRefused(String path) throws IOException, InterruptedException {
    try (ViewServer server = serve(Nas.finishedRun(folder))) {
      String answer = raw(server, "GET " + path + " HTTP/1.1\r\nHost: localhost");
      assertTrue(answer.matches("HTTP/1\\.1 4\\d\\d .*"), answer);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE"})
  void thePageIsOnlyRead(String method) throws IOException, InterruptedException {
    try (ViewServer server = serve(Nas.finishedRun(folder))) {
      String answer =
          raw(server, method + " /api/runs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0");
      assertTrue(answer.contains(" 405"), answer);
    }
  }

  @Test
  void whatItTellsIsWhatStatusTells() throws IOException, InterruptedException {
    Path run = Nas.finishedRun(folder);
    try (ViewServer server = serve(run)) {
      JsonNode runs = json(server, "/api/runs");
      assertEquals(1, runs.size());
      assertEquals("finished", runs.get(0).get("state").asText());
      assertEquals("24", runs.get(0).get("networks").asText());
      JsonNode details = json(server, "/api/run?run=0");
      JsonNode searches = MAPPER.readTree(Nas.say("status", run, "--json").done());
      assertEquals(searches.size(), details.get("searches").get("rows").size());
      double best = 0;
      for (JsonNode search : searches) {
        best = Math.max(best, search.get("validation_accuracy_percent").asDouble());
      }
      assertEquals(
          String.format(java.util.Locale.ROOT, "%.2f %%", best), runs.get(0).get("best").asText());

      JsonNode curves = json(server, "/api/curves?run=0&over=networks&value=reported");
      assertEquals(2, curves.get("series").size());
      for (JsonNode series : curves.get("series")) {
        int last = curves.get("x").size() - 1;
        double mean = 0;
        for (JsonNode search : searches) {
          if (search.get("strategy").asText().equals(series.get("name").asText())) {
            mean += search.get("test_accuracy_percent").asDouble() / 2;
          }
        }
        assertEquals(6, curves.get("x").get(last).asDouble());
        assertEquals(mean, series.get("mean").get(last).asDouble(), 1e-9);
        assertEquals(2, series.get("searches").size());
      }
    }
  }

  @Test
  void trialsAreSortedFilteredAndTold() throws IOException, InterruptedException {
    try (ViewServer server = serve(Nas.finishedRun(folder))) {
      JsonNode all = json(server, "/api/trials?run=0&descending=true");
      assertTrue(all.get("total").asInt() >= 24);
      JsonNode sorted =
          json(server, "/api/trials?run=0&strategy=random&sort=validation&descending=true");
      int column = column(sorted, "validation");
      List<Double> values = new ArrayList<>();
      for (JsonNode row : sorted.get("rows")) {
        assertEquals("random", row.get("cells").get(column(sorted, "strategy")).asText());
        values.add(row.get("cells").get(column).asDouble());
      }
      assertTrue(values.size() >= 12, values::toString);
      List<Double> expected = new ArrayList<>(values);
      expected.sort(Comparator.reverseOrder());
      assertEquals(expected, values);

      JsonNode first = sorted.get("rows").get(0);
      JsonNode trial =
          json(
              server,
              "/api/trial?run=0&search=" + first.get("search") + "&trial=" + first.get("trial"));
      assertTrue(trial.get("drawing").asText().startsWith("<svg "), trial::toString);
      assertEquals(values.get(0) + " %", shortest(fact(trial, "validation accuracy")));
      JsonNode found =
          json(
              server,
              "/api/trials?run=0&text="
                  + java.net.URLEncoder.encode(
                      trial.get("architecture").asText(), StandardCharsets.UTF_8));
      assertTrue(found.get("matching").asInt() >= 1);
      assertTrue(found.get("matching").asInt() < all.get("total").asInt());
    }
  }

  private static String shortest(String text) {
    return Double.parseDouble(text.replace(" %", "")) + " %";
  }

  private static String fact(JsonNode trial, String name) {
    for (JsonNode fact : trial.get("facts")) {
      if (fact.get(0).asText().equals(name)) {
        return fact.get(1).asText();
      }
    }
    throw new AssertionError("no " + name + " in " + trial);
  }

  private static int column(JsonNode trials, String key) {
    for (int i = 0; i < trials.get("columns").size(); i++) {
      if (trials.get("columns").get(i).get("key").asText().equals(key)) {
        return i;
      }
    }
    throw new AssertionError("no column " + key + " in " + trials.get("columns"));
  }

  /** Listens to the events of a server. */
  private static final class Events {

    private final Iterator<String> lines;

    Events(ViewServer server) throws IOException, InterruptedException {
      HttpResponse<Stream<String>> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(server.address().resolve("/api/events")).build(),
                  HttpResponse.BodyHandlers.ofLines());
      assertEquals(
          "text/event-stream; charset=utf-8",
          answer.headers().firstValue("Content-Type").orElse(""));
      lines = answer.body().iterator();
    }

    JsonNode next() throws IOException {
      while (true) {
        String line = lines.next();
        if (line.startsWith("data: ")) {
          return MAPPER.readTree(line.substring("data: ".length()));
        }
      }
    }
  }

  @Test
  @Tag("slow")
  void eventsTellHowAJournalGrows() throws IOException, InterruptedException {
    Path run = Nas.finishedRun(folder);
    Path journal = run.resolve(JOURNAL);
    List<String> lines = Files.readAllLines(journal);
    Nas.keepTrials(journal, 1);
    try (ViewServer server = serve(run)) {
      Events events = new Events(server);
      JsonNode first = events.next().get(0);
      assertEquals("stopped", first.get("state").asText());
      int networks = first.get("networks").asInt();
      assertEquals(19, networks);
      for (String line : lines.subList(2, lines.size())) {
        boolean evaluates = line.contains("\"duplicate-of\":null");
        Files.writeString(journal, line + "\n", StandardOpenOption.APPEND);
        JsonNode next = events.next().get(0);
        networks += evaluates ? 1 : 0;
        assertEquals(networks, next.get("networks").asInt(), line);
      }
      assertEquals(24, networks);
      assertEquals("finished", json(server, "/api/runs").get(0).get("state").asText());
    }
  }

  @Test
  @Tag("slow")
  void aRunThatBeginsLaterIsFound() throws IOException, InterruptedException {
    Path runs = Files.createDirectory(folder.resolve("runs"));
    Nas.finishedRun(runs);
    try (ViewServer server = serve(runs)) {
      Events events = new Events(server);
      assertEquals(1, events.next().size());
      Files.move(
          Nas.finishedRun(Files.createDirectory(folder.resolve("elsewhere"))),
          runs.resolve("run-2"));
      JsonNode found = events.next();
      while (found.size() < 2 || !found.get(1).path("networks").asText().equals("24")) {
        found = events.next();
      }
      assertEquals(runs.resolve("run-2").toString(), found.get(1).get("name").asText());
      JsonNode both = json(server, "/api/curves?run=0&run=1");
      assertEquals(4, both.get("series").size());
      assertTrue(
          both.get("series").get(2).get("name").asText().endsWith("run-2: random"), both::toString);
    }
  }

  @Test
  @Tag("slow")
  void aRunThatIsRemovedIsSaidAndTheServerGoesOn() throws IOException, InterruptedException {
    Path run = Nas.finishedRun(folder);
    try (ViewServer server = serve(run)) {
      Events events = new Events(server);
      assertFalse(events.next().get(0).has("problem"));
      delete(run);
      JsonNode told = events.next().get(0);
      while (!told.path("problem").asText().startsWith("The folder ")) {
        told = events.next().get(0);
      }
      assertEquals("24", told.get("networks").asText(), "what was seen is still shown");
      assertEquals(200, get(server, "/api/run?run=0").statusCode());
      assertEquals(200, get(server, "/").statusCode());
      Nas.finishedRun(folder);
      while (told.has("problem")) {
        told = events.next().get(0);
      }
      assertEquals("finished", told.get("state").asText());
    }
  }

  @Test
  @Tag("slow")
  void damageIsSaidAndTheOtherSearchesAreShown() throws IOException, InterruptedException {
    Path run = Nas.finishedRun(folder);
    try (ViewServer server = serve(run)) {
      Path journal = run.resolve(JOURNAL);
      Files.writeString(journal, "nonsense\n", StandardOpenOption.APPEND);
      Events events = new Events(server);
      JsonNode told = events.next().get(0);
      while (!told.has("problem")) {
        told = events.next().get(0);
      }
      assertTrue(
          told.get("problem").asText().startsWith(journal + ":"), told.get("problem")::asText);
      assertEquals("24", told.get("networks").asText());
      assertEquals(200, get(server, "/api/trials?run=0").statusCode());
    }
  }

  @Test
  void aPortInUseIsRefused() throws IOException {
    Path run = Nas.finishedRun(folder);
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Nas.Said said = Nas.say("view", run, "--port", other.getLocalPort());
      assertEquals(Main.USER_ERROR, said.exitCode());
      assertEquals(
          "Port "
              + other.getLocalPort()
              + " is in use already. Maybe another view is running there: choose another one with"
              + " --port, or 0 for any that is free.\n",
          said.err());
    }
  }

  @Test
  void whatCannotBeViewedIsRefused() throws IOException {
    Path run = Nas.finishedRun(folder);
    Refusal.refused(folder, "view-port", "view", run, "--port", 70000);
    Refusal.refused(folder, "view-missing", "view", folder.resolve("nowhere"));
    Refusal.refused(folder, "view-file", "view", run.resolve("experiment.yaml"));
    Refusal.refused(folder, "view-no-run", "view", Files.createDirectory(folder.resolve("empty")));
  }

  @Test
  @Tag("slow")
  void itIsShownInABrowser() throws IOException, InterruptedException {
    Optional<Path> chromium = Browser.program();
    Assumptions.assumeTrue(chromium.isPresent(), "there is no Chromium on this machine");
    Path run = Nas.finishedRun(folder);
    Path journal = run.resolve(JOURNAL);
    List<String> lines = Files.readAllLines(journal);
    Nas.keepTrials(journal, 1);
    try (ViewServer server = serve(run);
        Browser browser = Browser.start(chromium.get(), folder.resolve("profile"))) {
      browser.open(server.address(), 1280, 900);
      browser.await("document.querySelectorAll('#trials tbody tr').length > 10");
      browser.await("document.querySelector('#curves canvas')");
      assertEquals(
          "Live", browser.value("document.getElementById('connection').innerText").asText());
      assertTrue(
          browser.value("document.getElementById('runs').innerText").asText().contains("19 of 24"));

      Files.writeString(
          journal,
          String.join("\n", lines.subList(2, lines.size())) + "\n",
          StandardOpenOption.APPEND);
      browser.await("document.getElementById('runs').innerText.includes('24 of 24')");
      browser.await("document.getElementById('facts').innerText.includes('finished')");

      // By keyboard: sort by the validation value, open the best network, close it again.
      browser.value("document.querySelector('[data-key=sortvalidation]').focus()");
      browser.press("Enter", 13);
      browser.await("document.querySelector('[aria-sort=descending]').innerText.startsWith('Val')");
      browser.value("document.querySelector('#trials tbody button').focus()");
      browser.press("Enter", 13);
      browser.await("document.querySelector('#trial[open] #trial-drawing svg')");
      assertTrue(
          browser
              .value("document.getElementById('trial-facts').innerText")
              .asText()
              .contains("validation accuracy"));
      browser.press("Escape", 27);
      browser.await("!document.querySelector('#trial[open]')");

      // In a narrow window nothing but tables is wider than it, and they scroll by themselves.
      for (boolean dark : new boolean[] {false, true}) {
        browser.dark(dark);
        browser.size(400, 800);
        browser.await("document.querySelector('#curves .uplot').offsetWidth < 400");
        String beyond =
            "document.documentElement.scrollWidth - document.documentElement.clientWidth";
        assertEquals(0, browser.value(beyond).asInt());
      }
      String back = "getComputedStyle(document.body).backgroundColor";
      assertEquals("rgb(20, 22, 26)", browser.value(back).asText());

      delete(run);
      browser.await("document.getElementById('notices').innerText.includes('was removed')");
      assertEquals(List.of(), browser.complaints());
    }
  }
}
