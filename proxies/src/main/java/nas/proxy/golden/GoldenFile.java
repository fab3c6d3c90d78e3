package nas.proxy.golden;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import nas.core.UserException;
import nas.core.file.JsonProblem;

/**
 * Reads files of golden values: a JSON array of cases.
 *
 * <pre>
 * space                  "nasbench201" or "nasbench101"
 * nasbench201 only:      arch (text), channels, cells_per_stage
 * nasbench101 only:      matrix (rows of 0 and 1), ops (texts), stem_channels, stacks, cells_per_stack
 * classes, batch         number of classes, at least 10, and of images
 * layers                 names of all convolutions and linear layers, in the order that numbers them
 * conv_linear_parameters number of their weights and biases
 * loss                   mean cross-entropy in training mode
 * measures               what was measured, by name
 * </pre>
 *
 * <p>Other fields are ignored.
 */
public final class GoldenFile {

  private static final int MOST_BYTES = 16 << 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private GoldenFile() {}

  /**
   * Reads a file.
   *
   * @return its cases, in the order of the file; at least one
   * @throws UserException if the file cannot be read, or anything in it is not as it must be; names
   *     the line, the case and the field
   */
  public static List<GoldenCase> read(Path file) {
    List<GoldenCase> cases = new ArrayList<>();
    try (JsonParser parser = MAPPER.getFactory().createParser(bytes(file))) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_ARRAY) {
        String what = first == null ? " is empty" : ":" + line(parser) + ": no array";
        throw new UserException(
            file + what + ", but golden values are an array of cases",
            "check that it is a golden file");
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        String place = file + ":" + line(parser) + ": case " + (cases.size() + 1);
        JsonNode json = MAPPER.readTree(parser);
        cases.add(new CaseReader(place, json).read());
      }
      if (parser.nextToken() != null) {
        throw new UserException(
            file + ":" + line(parser) + ": something follows the array of cases",
            "put all cases into one array");
      }
    } catch (JsonProcessingException e) {
      throw notJson(file, e);
    } catch (CharConversionException e) {
      throw new UserException(file + " is not UTF-8", "check that it is a golden file");
    } catch (IOException e) {
      throw new UserException(
          file + " cannot be read: " + e.getMessage(), "check the file and its permissions");
    }
    if (cases.isEmpty()) {
      throw new UserException(file + " has no case", "check that it is a golden file");
    }
    return cases;
  }

  private static byte[] bytes(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new UserException(file + " is a folder", "name a file in it");
    }
    byte[] bytes;
    try (InputStream input = Files.newInputStream(file)) {
      bytes = input.readNBytes(MOST_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw new UserException("There is no file " + file, "check the path");
    }
    if (bytes.length > MOST_BYTES) {
      throw new UserException(
          file + " is larger than " + (MOST_BYTES >> 20) + " MiB",
          "check that it is a golden file");
    }
    return bytes;
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }

  private static UserException notJson(Path file, JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    String place = at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
    String problem = JsonProblem.words(e.getOriginalMessage());
    return new UserException(
        file + place + ": not JSON: " + printable(problem),
        "check that the file is complete and is a golden file");
  }

  private static String printable(String text) {
    return text.replaceAll("[^ -~]", "?");
  }
}
