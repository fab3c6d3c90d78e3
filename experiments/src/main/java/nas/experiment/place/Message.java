package nas.experiment.place;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A line between a process and its worker: a mark, a kind, and most often a JSON object.
 *
 * <p>A worker's native libraries may print to its standard output, too. What they print has no mark
 * or stands on a line of its own, as a message begins by ending the line before it.
 *
 * @param kind what it is
 * @param content one line
 */
record Message(Kind kind, String content) {

  private static final String MARK = "nas-worker ";

  /** What a message is. */
  enum Kind {
    /** To a worker: tell the provenance of a setup. */
    PROVENANCE,
    /** To a worker: evaluate. */
    EVALUATE,
    /** To a worker: score. */
    SCORE,
    /** From a worker: it waits for work. */
    READY,
    /** From a worker: an epoch is done. */
    EPOCH,
    /** From a worker: a sentence for people, as a JSON object. */
    NOTICE,
    /** From a worker: the answer to the last request. */
    ANSWER,
    /** From a worker: why it ends without an answer, as a JSON object. */
    DYING;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns the message with a sentence. */
  static Message of(Kind kind, String sentence) {
    return new Message(kind, Json.object().put("text", sentence).toString());
  }

  /** Returns the sentence. */
  String sentence() {
    return Json.text(Json.read(content), "text");
  }

  /** Writes it as a whole. */
  void write(OutputStream out) throws IOException {
    String line = "\n" + MARK + kind.word() + " " + content + "\n";
    synchronized (out) {
      out.write(line.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  /** Returns the message that a line is, if it is one. */
  static Optional<Message> read(String line) {
    if (!line.startsWith(MARK)) {
      return Optional.empty();
    }
    String[] parts = line.substring(MARK.length()).split(" ", 2);
    return Arrays.stream(Kind.values())
        .filter(kind -> parts.length == 2 && kind.word().equals(parts[0]))
        .findFirst()
        .map(kind -> new Message(kind, parts[1]));
  }
}
