package nas.engine.data;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Prints the classes of a folder of images, in UTF-8. */
final class NamesInPlainLocale {

  private NamesInPlainLocale() {}

  public static void main(String[] arguments) {
    ImageData data =
        new ImageFolderPlugin().read(new ImageFolderPlugin.Settings(Path.of(arguments[0]), 4, 3));
    byte[] text = data.classNames().toString().getBytes(StandardCharsets.UTF_8);
    System.out.write(text, 0, text.length);
    System.out.flush();
  }
}
