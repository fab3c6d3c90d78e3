package nas.evaluator.tabular.importing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import nas.core.UserException;
import nas.core.file.TfRecordFrame;

/**
 * Reads the official files of NAS-Bench-101, {@code nasbench_only108.tfrecord} and {@code
 * nasbench_full.tfrecord}.
 *
 * <p>A record is the JSON list {@code [hash, epochs, adjacency, operations, metrics]}: the matrix
 * row by row in digits 0 and 1, operations joined by commas, and in base64 the message {@code
 * ModelMetrics} of protocol buffers, whose third evaluation is that of the end of training.
 */
public final class NasBench101TfRecord {

  private static final ObjectMapper JSON = new ObjectMapper();

  private NasBench101TfRecord() {}

  /** Says whether a file is none of the other kinds, by its first bytes. */
  static boolean isTfRecord(byte[] head) {
    return head.length >= 12
        && TfRecordFrame.masked(head, 8)
            == ((head[8] & 0xff)
                | ((head[9] & 0xff) << 8)
                | ((head[10] & 0xff) << 16)
                | ((head[11] & 0xff) << 24));
  }

  /**
   * Reads a file.
   *
   * @param partial whether cells may be missing
   * @throws UserException if the file cannot be read, is damaged, or lacks cells
   */
  public static Imported read(Path file, boolean partial) {
    NasBench101Runs runs = new NasBench101Runs();
    try (TfRecords records = new TfRecords(file)) {
      for (Optional<byte[]> data = records.next(); data.isPresent(); data = records.next()) {
        try {
          add(runs, data.get());
        } catch (IOException | IllegalArgumentException | UserException e) {
          throw records.problem("it is not one of NAS-Bench-101: " + shortened(e));
        }
      }
    }
    if (!partial) {
      runs.requireAll(file);
    }
    return runs.imported(file);
  }

  private static String shortened(Exception refused) {
    String words = String.valueOf(refused.getMessage()).strip();
    return words.substring(0, Math.min(words.length(), 300));
  }

  private static void add(NasBench101Runs runs, byte[] data) throws IOException {
    JsonNode record = JSON.readTree(data);
    if (!record.isArray()
        || record.size() != 5
        || !record.get(0).isTextual()
        || !record.get(1).isInt()
        || !record.get(2).isTextual()
        || !record.get(3).isTextual()
        || !record.get(4).isTextual()) {
      throw new IllegalArgumentException("a list of hash, epochs and three texts is expected");
    }
    runs.add(
        record.get(0).asText(),
        new NasBench101Runs.Training(
            record.get(1).asInt(),
            record.get(2).asText(),
            record.get(3).asText(),
            record.get(4).asText()));
  }
}
