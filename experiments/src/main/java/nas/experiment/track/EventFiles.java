package nas.experiment.track;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import nas.core.UserException;
import nas.core.file.FileProblem;
import nas.core.file.ProtobufWriter;
import nas.core.file.TfRecordFrame;
import nas.core.file.WholeFile;

/**
 * Searches as event files of TensorBoard, a folder for each: records of {@code tensorflow.Event}
 * (tensorflow/core/util/event.proto) with scalars in single precision.
 */
public final class EventFiles {

  private static final String BEGINNING = "events.out.tfevents.";
  private static final String VERSION = "brain.Event:2";

  // Fields of Event, Summary and Summary.Value.
  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int VALUE = 1;
  private static final int TAG = 1;
  private static final int SIMPLE_VALUE = 2;

  private EventFiles() {}

  /**
   * What was written.
   *
   * @param files how many files
   * @param values how many numbers are in them
   * @param tooLarge how many were left out, as they are beyond single precision
   */
  public record Written(int files, long values, long tooLarge) {}

  /**
   * Writes a file for each search; one of the same search that is there is replaced.
   *
   * @throws UserException if a file cannot be written, or there are events of other searches, which
   *     TensorBoard would join with these
   */
  public static Written write(Path folder, List<TrackedSearch> searches) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new UserException(folder + " is a file, not a folder", "choose another one");
    }
    for (TrackedSearch search : searches) {
      refuseOthers(file(folder, search));
    }
    long values = 0;
    long tooLarge = 0;
    for (TrackedSearch search : searches) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Instant begin = search.points().get(0).at();
      out.writeBytes(record(event(begin, 0).text(FILE_VERSION, VERSION)));
      for (TrackedSearch.Point point : search.points()) {
        ProtobufWriter summary = new ProtobufWriter();
        for (Map.Entry<String, Double> value : point.values().entrySet()) {
          float written = value.getValue().floatValue();
          if (Float.isInfinite(written)) {
            tooLarge++;
          } else {
            values++;
            summary.message(
                VALUE, new ProtobufWriter().text(TAG, value.getKey()).real(SIMPLE_VALUE, written));
          }
        }
        out.writeBytes(record(event(point.at(), point.step()).message(SUMMARY, summary)));
      }
      WholeFile.write(file(folder, search), out.toByteArray());
    }
    return new Written(searches.size(), values, tooLarge);
  }

  /** TensorBoard knows event files by such names; a search has the same one every time. */
  private static Path file(Path folder, TrackedSearch search) {
    return folder
        .resolve(search.name())
        .resolve(BEGINNING + search.points().get(0).at().getEpochSecond() + ".nas");
  }

  private static void refuseOthers(Path file) {
    Path folder = file.resolveSibling("");
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> inside = Files.list(folder)) {
      inside
          .filter(other -> String.valueOf(other.getFileName()).startsWith(BEGINNING))
          .filter(other -> !other.getFileName().equals(file.getFileName()))
          .sorted()
          .findFirst()
          .ifPresent(
              other -> {
                throw new UserException(
                    other
                        + " holds events of another search, which TensorBoard would join with"
                        + " these",
                    "choose another folder, or move that one away");
              });
    } catch (IOException e) {
      throw FileProblem.explain("read", folder, e);
    }
  }

  private static ProtobufWriter event(Instant at, long step) {
    return new ProtobufWriter().real(WALL_TIME, at.toEpochMilli() / 1e3).number(STEP, step);
  }

  private static byte[] record(ProtobufWriter event) {
    return TfRecordFrame.around(event.bytes());
  }
}
