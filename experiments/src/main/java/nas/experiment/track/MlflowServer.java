package nas.experiment.track;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import nas.core.UserException;

/** A tracking server of MLflow, asked by its REST interface (version 2.0). */
final class MlflowServer {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int NOT_FOUND = 404;
  private static final int LONGEST_WORDS = 300;

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(PATIENCE)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final String address;

  private MlflowServer(String address) {
    this.address = address;
  }

  /**
   * Returns the server at an address; it is not asked yet.
   *
   * @throws UserException unless that is an address of the web
   */
  static MlflowServer at(String address) {
    try {
      URI uri = new URI(address);
      String scheme = String.valueOf(uri.getScheme());
      if ((scheme.equals("http") || scheme.equals("https"))
          && uri.getHost() != null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null
          && uri.getRawUserInfo() == null) {
        return new MlflowServer(address.replaceFirst("/+$", ""));
      }
    } catch (URISyntaxException e) {
      // Refused below, like other texts that are no such address.
    }
    throw new UserException(
        "'" + address + "' is not the address of an MLflow server",
        "you mean one such as http://127.0.0.1:5000");
  }

  /** Returns the answer to a question; empty: there is no such thing. */
  Optional<JsonNode> get(String what, String query) throws InterruptedException {
    HttpResponse<String> answer = send(request(what + "?" + query).GET().build());
    if (answer.statusCode() == NOT_FOUND && isMlflowError(answer.body())) {
      return Optional.empty();
    }
    return Optional.of(read(what, answer));
  }

  /**
   * Returns the answer to an order.
   *
   * @throws UserException if the server cannot be reached or refuses it
   */
  JsonNode post(String what, Map<String, ?> order) throws InterruptedException {
    try {
      String body = MAPPER.writeValueAsString(order);
      return read(
          what,
          send(
              request(what)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps of plain values are always JSON", e);
    }
  }

  private HttpRequest.Builder request(String what) {
    return HttpRequest.newBuilder(URI.create(address + "/api/2.0/mlflow/" + what))
        .timeout(PATIENCE);
  }

  private HttpResponse<String> send(HttpRequest request) throws InterruptedException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (HttpTimeoutException e) {
      throw unreached("it does not answer within " + PATIENCE.toSeconds() + " seconds");
    } catch (ConnectException e) {
      throw unreached("nothing listens there");
    } catch (IOException e) {
      throw unreached(String.valueOf(e.getMessage()));
    }
  }

  private UserException unreached(String why) {
    return new UserException(
        "Cannot reach an MLflow server at " + address + ": " + why,
        "start one, as in 'mlflow server', or check the address");
  }

  private JsonNode read(String what, HttpResponse<String> answer) {
    if (answer.statusCode() != 200) {
      throw new UserException(
          "The MLflow server at %s refused %s (status %d): %s"
              .formatted(address, what, answer.statusCode(), words(answer.body())),
          advice(answer.statusCode()));
    }
    try {
      return MAPPER.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new UserException(
          "What answers at " + address + " is no MLflow server: " + words(answer.body()),
          "check the address");
    }
  }

  private static String advice(int status) {
    return switch (status) {
      case 301, 302, 303, 307, 308 ->
          "the server has another address by now: give the one to which this one leads";
      case 401, 403 ->
          "it wants to know who asks, which this command cannot tell: use a server without, or a"
              + " tunnel to one";
      case NOT_FOUND -> "the address is of something else than an MLflow server";
      default -> "look into the log of the server";
    };
  }

  private static boolean isMlflowError(String body) {
    try {
      return MAPPER.readTree(body).has("error_code");
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  /** Returns what an answer says, on one line. */
  private static String words(String body) {
    String said = body;
    try {
      said = MAPPER.readTree(body).path("message").asText(body);
    } catch (JsonProcessingException e) {
      // Then it says what it says.
      said = body.replaceAll("<[^>]*>", " ");
    }
    String line = said.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    return line.isEmpty()
        ? "(nothing)"
        : line.length() > LONGEST_WORDS ? line.substring(0, LONGEST_WORDS) + "..." : line;
  }
}
