package nas.experiment.view;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import nas.result.report.ReportStyle;

/**
 * A file of the page; all of them are part of the program, and nothing else is served as a file.
 *
 * @param type its media type
 * @param bytes what is in it
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
record Asset(String type, byte[] bytes) {

  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String STYLE = "text/css; charset=utf-8";

  /** Returns all files by the paths of their requests. */
  static Map<String, Asset> all() {
    return Map.of(
        "/", resource("text/html; charset=utf-8", "view.html"),
        "/view.js", resource(SCRIPT, "view.js"),
        "/view.css", resource(STYLE, "view.css"),
        "/report.css", new Asset(STYLE, ReportStyle.css().getBytes(StandardCharsets.UTF_8)),
        "/uPlot.js", resource(SCRIPT, "uplot/uPlot.iife.min.js"),
        "/uPlot.css", resource(STYLE, "uplot/uPlot.min.css"));
  }

  private static Asset resource(String type, String name) {
    try (InputStream in = Asset.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the program");
      }
      return new Asset(type, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
