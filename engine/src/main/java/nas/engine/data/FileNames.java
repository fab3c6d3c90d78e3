package nas.engine.data;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/**
 * The names of files as people write them, whatever character set the platform takes them for.
 *
 * <p>With {@code LC_ALL=C}, or without any locale as in a container, Java decodes the bytes of file
 * names as ASCII; the paths keep the bytes, so that files can be opened all the same.
 */
final class FileNames {

  private static final char REPLACEMENT = '\uFFFD';

  private FileNames() {}

  /** Returns the last name of a path, in Unicode's composed form. */
  static String last(Path path) {
    String name = String.valueOf(path.getFileName());
    if (name.indexOf(REPLACEMENT) >= 0) {
      // A file's address holds the bytes of its name, each of those beyond ASCII as %xx.
      String address = path.toUri().getRawPath().replaceFirst("/$", "");
      String last = address.substring(address.lastIndexOf('/') + 1).replace("+", "%2B");
      name = URLDecoder.decode(last, StandardCharsets.UTF_8);
    }
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }

  /** Returns a path below a folder, relative to it, with slashes. */
  static String below(Path folder, Path path) {
    List<String> names = new ArrayList<>();
    for (Path at = path; at != null && !at.equals(folder); at = at.getParent()) {
      names.add(0, last(at));
    }
    return String.join("/", names);
  }
}
