package nas.experiment.view;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import nas.core.UserException;

/**
 * Serves the page to this machine alone: it listens on the loopback address, answers only requests
 * that name that address as their host, so that no page from elsewhere can read it by a name of its
 * own (DNS rebinding), and only those that read.
 *
 * <p>Events are sent as they are specified for web pages (HTML Standard, section 9.2): {@code runs}
 * with the list of all runs, at once and whenever something has changed.
 */
public final class ViewServer implements AutoCloseable {

  /** The port unless another one is given. */
  public static final int USUAL_PORT = 7420;

  private static final String LOOPBACK = "127.0.0.1";
  private static final int MOST_LISTENERS = 32;
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private final HttpServer server;
  private final ExecutorService threads;
  private final Watch watch;
  private final Answers answers;
  private final Map<String, Asset> assets = Asset.all();
  private final Semaphore listeners = new Semaphore(MOST_LISTENERS);

  private ViewServer(HttpServer server, ViewedRuns runs, Duration pause) {
    this.server = server;
    this.answers = new Answers(runs, Clock.systemUTC());
    this.threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "view");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    this.watch = new Watch(runs, pause);
    server.start();
  }

  /**
   * Begins to serve.
   *
   * @param port 0 to 65535; 0: any that is free
   * @param pause between two looks at the runs
   * @throws UserException if the port is in use or not allowed
   */
  public static ViewServer start(ViewedRuns runs, int port, Duration pause) {
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      InetSocketAddress address = new InetSocketAddress(loopback, port);
      return new ViewServer(HttpServer.create(address, 0), runs, pause);
    } catch (BindException e) {
      boolean denied =
          String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("permission");
      throw new UserException(
          "Port " + port + (denied ? " may not be used" : " is in use already"),
          (denied ? "choose one above 1023" : "another view is running there: choose another one")
              + " with --port, or 0 for any that is free");
    } catch (IOException e) {
      throw new UserException("Cannot serve on port " + port + ": " + e.getMessage(), "");
    }
  }

  /** Returns where the page is. */
  public URI address() {
    return URI.create("http://" + LOOPBACK + ":" + server.getAddress().getPort() + "/");
  }

  /** Serves until it is closed or the thread is interrupted. */
  public void awaitEnd() throws InterruptedException {
    watch.awaitEnd();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        refuseForeign(exchange);
        answer(exchange);
      } catch (RefusedException refused) {
        say(exchange, refused.status(), String.valueOf(refused.getMessage()));
      } catch (UserException problem) {
        say(exchange, 500, problem.error().text());
      } catch (RuntimeException defect) {
        say(exchange, 500, "This is a defect of the program. " + defect);
      }
    }
  }

  private static void say(HttpExchange exchange, int status, String sentence) throws IOException {
    byte[] text = (sentence + "\n").getBytes(StandardCharsets.UTF_8);
    send(exchange, status, "text/plain; charset=utf-8", text);
  }

  private static void refuseForeign(HttpExchange exchange) {
    List<String> hosts = exchange.getRequestHeaders().getOrDefault("Host", List.of());
    if (hosts.size() != 1 || !isThisMachine(hosts.get(0))) {
      throw new RefusedException(421, "This page is for this machine alone.");
    }
    if (!exchange.getRequestMethod().equals("GET")) {
      exchange.getResponseHeaders().set("Allow", "GET");
      throw new RefusedException(405, "This page is only read.");
    }
  }

  /** Any port will do: a tunnel may end at another one than ours. */
  private static boolean isThisMachine(String host) {
    return host.matches("(?i)(127\\.0\\.0\\.1|localhost)(:[0-9]{1,5})?");
  }

  private void answer(HttpExchange exchange) throws IOException {
    URI asked = exchange.getRequestURI();
    String path = asked.getRawPath();
    Asset asset = path == null ? null : assets.get(path);
    if (asset != null) {
      send(exchange, 200, asset.type(), asset.bytes());
    } else if ("/api/events".equals(path)) {
      tell(exchange);
    } else if (path != null && answers.has(path)) {
      String json = PageJson.text(answers.to(path, new Query(asked.getRawQuery())));
      send(exchange, 200, "application/json; charset=utf-8", json.getBytes(StandardCharsets.UTF_8));
    } else {
      throw new RefusedException(404, "There is no such page.");
    }
  }

  private static void setHeaders(HttpExchange exchange, String type) {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type);
    headers.set("Cache-Control", "no-store");
    headers.set(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    setHeaders(exchange, type);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  /** Sends events until the page or the server goes away. */
  private void tell(HttpExchange exchange) throws IOException {
    if (!listeners.tryAcquire()) {
      throw new RefusedException(503, "Too many pages are open.");
    }
    try {
      setHeaders(exchange, "text/event-stream; charset=utf-8");
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      long heard = -1;
      while (!watch.isOver()) {
        long now = watch.await(heard, SILENCE);
        // A comment now and then finds out whether the page is still there.
        String event =
            now == heard
                ? ": still here\n\n"
                : "event: runs\ndata: " + PageJson.text(answers.runs()) + "\n\n";
        out.write(event.getBytes(StandardCharsets.UTF_8));
        out.flush();
        heard = now;
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    } finally {
      listeners.release();
    }
  }

  @Override
  public void close() {
    watch.close();
    server.stop(0);
    threads.shutdownNow();
  }
}
