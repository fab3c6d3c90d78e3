package nas.result.plot;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.DocumentLimits;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import com.github.weisj.jsvg.view.FloatSize;
import com.github.weisj.jsvg.view.ViewBox;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.GraphicsEnvironment;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import nas.core.UserException;

/** Drawings as pixels. */
public final class Png {

  /** The library would refuse drawings of more than 2,000 shapes, in case strangers made them. */
  private static final DocumentLimits LIMITS =
      new DocumentLimits(
          DocumentLimits.DEFAULT_MAX_NESTING_DEPTH,
          DocumentLimits.DEFAULT_MAX_USE_NESTING_DEPTH,
          1_000_000);

  private Png() {}

  /**
   * Renders an SVG document on white.
   *
   * @param svg the document, with a width and a height
   * @param scale pixels per unit of the drawing, such as 2 for print
   * @return a PNG file
   * @throws UserException if this Java cannot draw, for want of fonts or of its desktop part
   */
  public static byte[] render(String svg, double scale) {
    try {
      return encode(draw(withOneFont(svg), scale));
    } catch (IOException e) {
      throw cannotDraw(e);
    } catch (RuntimeException | LinkageError | InternalError e) {
      // What Java throws without fonts depends on its version and the system.
      throw cannotDraw(e);
    }
  }

  private static UserException cannotDraw(Throwable cause) {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir", ""));
    if (!Files.isDirectory(temporary) || !Files.isWritable(temporary)) {
      UserException problem =
          new UserException(
              "Cannot draw PNG images: Java's folder for temporary files, "
                  + temporary
                  + ", is not there or cannot be written to",
              "create it, or name another by java -Djava.io.tmpdir=FOLDER -jar nas.jar ...; the SVG"
                  + " files are complete");
      problem.initCause(cause);
      return problem;
    }
    UserException problem =
        new UserException(
            "Cannot draw PNG images: this Java finds no fonts or lacks its graphics part ("
                + cause.getClass().getSimpleName()
                + (cause.getMessage() == null ? "" : ": " + cause.getMessage())
                + ")",
            "install fontconfig and a font (Debian: apt-get install fontconfig fonts-dejavu-core),"
                + " or use the SVG files, which are complete");
    problem.initCause(cause);
    return problem;
  }

  /**
   * The first of the fonts that this Java has; the library would take any if the first is missing.
   */
  private static String withOneFont(String svg) {
    List<String> available =
        List.of(
            GraphicsEnvironment.getLocalGraphicsEnvironment()
                .getAvailableFontFamilyNames(Locale.ROOT));
    String font =
        Arrays.stream(SvgText.FONTS.split(", ", -1))
            .filter(available::contains)
            .findFirst()
            .orElse("SansSerif");
    return svg.replace(SvgText.FONTS, font);
  }

  private static BufferedImage draw(String svg, double scale) {
    SVGDocument document =
        new SVGLoader()
            .load(
                new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)),
                null,
                LoaderContext.builder().documentLimits(LIMITS).build());
    if (document == null) {
      throw new IllegalArgumentException("not an SVG document");
    }
    FloatSize size = document.size();
    int width = (int) Math.ceil(size.width * scale);
    int height = (int) Math.ceil(size.height * scale);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, width, height);
      document.render((java.awt.Component) null, graphics, new ViewBox(0, 0, width, height));
    } finally {
      graphics.dispose();
    }
    return image;
  }

  private static byte[] encode(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(image, "png", bytes)) {
      throw new IOException("no PNG writer");
    }
    return bytes.toByteArray();
  }
}
