package nas.experiment.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** A headless Chromium, led through its DevTools protocol. */
final class Browser implements AutoCloseable {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int PATIENCE_SECONDS = 60;

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger sent = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
  private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());

  /** Returns where Chromium is on this machine; empty: nowhere. */
  static Optional<Path> program() {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      for (String name : List.of("chromium", "chromium-browser", "google-chrome")) {
        Path file = Path.of(folder).resolve(name);
        if (Files.isExecutable(file)) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }

  /** Starts one with a profile of its own. */
  static Browser start(Path program, Path profile) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
    String port = "";
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.startsWith("DevTools listening on ws://")) {
        port = line.replaceFirst(".*:(\\d+)/.*", "$1");
        break;
      }
    }
    // It goes on to complain of what a machine without a screen lacks.
    Thread drain = new Thread(() -> said.lines().forEach(line -> {}), "browser");
    drain.setDaemon(true);
    drain.start();
    HttpClient client = HttpClient.newHttpClient();
    JsonNode pages =
        MAPPER.readTree(
            client
                .send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                        .build(),
                    HttpResponse.BodyHandlers.ofString())
                .body());
    return new Browser(process, client, pages.get(0).get("webSocketDebuggerUrl").asText());
  }

  private Browser(Process process, HttpClient client, String page) {
    this.process = process;
    StringBuilder text = new StringBuilder();
    socket =
        client
            .newWebSocketBuilder()
            .buildAsync(
                URI.create(page),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onText(
                      WebSocket from, CharSequence part, boolean last) {
                    text.append(part);
                    if (last) {
                      take(text.toString());
                      text.setLength(0);
                    }
                    from.request(1);
                    return CompletableFuture.completedStage(null);
                  }
                })
            .join();
    tell("Runtime.enable", Map.of());
    tell("Log.enable", Map.of());
    tell("Page.enable", Map.of());
  }

  private void take(String message) {
    try {
      JsonNode json = MAPPER.readTree(message);
      if (json.has("id")) {
        CompletableFuture<JsonNode> waiting = asked.remove(json.get("id").asInt());
        if (waiting != null) {
          waiting.complete(json);
        }
      } else if (json.path("method").asText().equals("Runtime.exceptionThrown")
          || json.path("params").path("entry").path("level").asText().equals("error")) {
        complaints.add(message);
      }
    } catch (IOException e) {
      complaints.add(message);
    }
  }

  private JsonNode tell(String method, Map<String, Object> parameters) {
    int id = sent.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    asked.put(id, answer);
    ObjectNode message = MAPPER.createObjectNode().put("id", id).put("method", method);
    message.set("params", MAPPER.valueToTree(parameters));
    socket.sendText(message.toString(), true).join();
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | java.util.concurrent.ExecutionException | TimeoutException e) {
      throw new AssertionError(method + " was not answered", e);
    }
  }

  /** Goes to a page in a window of some size. */
  void open(URI page, int width, int height) {
    size(width, height);
    tell("Page.navigate", Map.of("url", page.toString()));
  }

  /** Makes the window another size. */
  void size(int width, int height) {
    tell(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Lets pages know that people like it dark, or light. */
  void dark(boolean dark) {
    tell(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /** Presses and releases a key, such as {@code Enter}. */
  void press(String key, int code) {
    for (String type : List.of("keyDown", "keyUp")) {
      tell(
          "Input.dispatchKeyEvent",
          Map.of(
              "type",
              type,
              "key",
              key,
              "code",
              key,
              "windowsVirtualKeyCode",
              code,
              "text",
              key.equals("Enter") && type.equals("keyDown") ? "\r" : ""));
    }
  }

  /** Returns the value of an expression in the page. */
  JsonNode value(String expression) {
    JsonNode answer =
        tell(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (answer.path("result").has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer);
    }
    return answer.path("result").path("result").path("value");
  }

  /** Waits until a condition holds in the page. */
  void await(String condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!value("Boolean(" + condition + ")").asBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            condition
                + " never held; "
                + complaints
                + value("document.body && document.body.innerText"));
      }
      Thread.sleep(100);
    }
  }

  /** Returns a picture of what the window shows, as PNG. */
  byte[] picture() {
    return java.util.Base64.getDecoder()
        .decode(
            tell("Page.captureScreenshot", Map.of("format", "png"))
                .path("result")
                .path("data")
                .asText());
  }

  /** Returns what pages complained of: errors of scripts, files that were refused. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  @Override
  public void close() {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
