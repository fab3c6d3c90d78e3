package nas.core.file;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A web server of this machine that serves files, well or badly. */
public final class Loopback implements AutoCloseable {

  private final HttpServer server;
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  /** Starts it. */
  public Loopback() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.start();
  }

  /** Answers a request. */
  @FunctionalInterface
  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private Loopback at(String path, Answer answer) {
    server.createContext(
        path,
        exchange -> {
          asked.add(path);
          try (exchange) {
            answer.to(exchange);
          }
        });
    return this;
  }

  /** Returns the address of the server, without a path. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Returns the paths that were asked for, in their order. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  /** Serves a file. */
  public Loopback file(String path, Path file) {
    try {
      return bytes(path, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Serves bytes. */
  public Loopback bytes(String path, byte[] content) {
    return at(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, content.length);
          exchange.getResponseBody().write(content);
        });
  }

  /** Serves bytes without saying how many there are. */
  public Loopback chunks(String path, byte[] content) {
    return at(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(content);
        });
  }

  /** Serves bytes with the tag of their version. */
  public Loopback tagged(String path, byte[] content, String tag) {
    return at(
        path,
        exchange -> {
          exchange.getResponseHeaders().set("ETag", '"' + tag + '"');
          exchange.sendResponseHeaders(200, content.length);
          exchange.getResponseBody().write(content);
        });
  }

  /** Promises more bytes than come. */
  public Loopback cut(String path, byte[] content, long promised) {
    return at(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, promised);
          exchange.getResponseBody().write(content);
          exchange.getResponseBody().flush();
        });
  }

  /** Serves a web page. */
  public Loopback page(String path, String html) {
    return at(
        path,
        exchange -> {
          byte[] content = html.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
          exchange.sendResponseHeaders(200, content.length);
          exchange.getResponseBody().write(content);
        });
  }

  /** Says that something is elsewhere. */
  public Loopback redirect(String path, String location) {
    return at(
        path,
        exchange -> {
          exchange.getResponseHeaders().set("Location", location);
          exchange.sendResponseHeaders(302, -1);
        });
  }

  /** Answers by a number alone. */
  public Loopback status(String path, int status) {
    return at(path, exchange -> exchange.sendResponseHeaders(status, -1));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
