package nas.experiment.toy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;

/** Compiles plug-ins into jars, as their authors would. */
public final class PluginJars {

  private PluginJars() {}

  /**
   * Compiles a class and puts it into a jar that offers it.
   *
   * @param folder where source, classes and jar are left
   * @param service interface of the plug-in
   * @param className name of the class with its package
   * @param source text of the class
   * @return the jar
   */
  public static Path compile(Path folder, String service, String className, String source)
      throws IOException {
    String simpleName = className.substring(className.lastIndexOf('.') + 1);
    Path file = folder.resolve(simpleName + ".java");
    Files.writeString(file, source);
    Path classes = Files.createDirectories(folder.resolve(simpleName + "-classes"));
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream(),
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                file.toString());
    if (result != 0) {
      throw new AssertionError("javac refused " + file);
    }
    List<Path> compiled = new ArrayList<>();
    try (Stream<Path> files = Files.walk(classes)) {
      files.filter(Files::isRegularFile).sorted().forEach(compiled::add);
    }
    Path jar = folder.resolve(simpleName + ".jar");
    try (JarOutputStream entries = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Path entry : compiled) {
        put(entries, classes.relativize(entry).toString(), Files.readAllBytes(entry));
      }
      put(
          entries,
          "META-INF/services/" + service,
          (className + " # comment\n").getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  /** Adds an entry to a jar. */
  public static void put(JarOutputStream entries, String name, byte[] content) throws IOException {
    entries.putNextEntry(new ZipEntry(name));
    entries.write(content);
    entries.closeEntry();
  }
}
