package nas.result.plot;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.core.UserException;
import nas.core.file.WholeFile;

/** Writes plots into a folder, each as SVG and as PNG with two pixels for each unit. */
public final class PlotFiles {

  private static final double PNG_SCALE = 2;

  private final Path folder;
  private final List<Path> written = new ArrayList<>();
  private Optional<UserException> missing = Optional.empty();

  /**
   * Begins without files.
   *
   * @param folder created with the first plot if it is not there
   */
  public PlotFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * Writes a plot, replacing files of its name. The PNG is left out, and so are those of all later
   * plots, if this Java cannot draw; {@link #missing()} then says why.
   *
   * @param name name of the files without their endings; may lie in a subfolder
   * @param svg the drawing, an SVG document
   * @throws UserException if a file cannot be written
   */
  public void write(String name, String svg) {
    Path drawing = folder.resolve(name + ".svg");
    WholeFile.write(drawing, svg);
    written.add(drawing);
    // Without fonts no PNG can be drawn; one complaint is enough.
    if (missing.isEmpty()) {
      byte[] pixels;
      try {
        pixels = Png.render(svg, PNG_SCALE);
      } catch (UserException e) {
        missing = Optional.of(e);
        return;
      }
      Path image = folder.resolve(name + ".png");
      WholeFile.write(image, pixels);
      written.add(image);
    }
  }

  /** Returns the files, in the order they were written. */
  public List<Path> written() {
    return List.copyOf(written);
  }

  /** Returns why PNG plots are missing, if they could not be drawn. */
  public Optional<UserException> missing() {
    return missing;
  }
}
