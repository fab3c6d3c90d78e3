package nas.experiment.toy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
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
    Path classes = compiled(List.of(file), folder.resolve(simpleName + "-classes"));
    Path jar = folder.resolve(simpleName + ".jar");
    try (JarOutputStream entries = new JarOutputStream(Files.newOutputStream(jar))) {
      putAll(entries, classes);
      put(
          entries,
          "META-INF/services/" + service,
          (className + " # comment\n").getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  /**
   * Makes a jar of a Maven project, as {@code mvn package} does.
   *
   * @param folder where classes and jar are left
   * @param project the folder of the project
   * @return the jar
   */
  public static Path ofProject(Path folder, Path project) throws IOException {
    Path classes =
        compiled(files(project.resolve("src/main/java")), folder.resolve("project-classes"));
    Path jar = folder.resolve("project.jar");
    try (JarOutputStream entries = new JarOutputStream(Files.newOutputStream(jar))) {
      putAll(entries, classes);
      putAll(entries, project.resolve("src/main/resources"));
    }
    return jar;
  }

  /** Puts all that is in some jars into one. */
  public static Path joined(Path jar, List<Path> jars) throws IOException {
    try (JarOutputStream entries = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Path part : jars) {
        try (FileSystem content = FileSystems.newFileSystem(part)) {
          putAll(entries, content.getPath("/"));
        }
      }
    }
    return jar;
  }

  /** Compiles sources against what the tests see, and returns the folder of their classes. */
  public static Path compiled(List<Path> sources, Path classes) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                Files.createDirectories(classes).toString()));
    sources.forEach(source -> arguments.add(source.toString()));
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, said, said, arguments.toArray(String[]::new));
    if (result != 0) {
      throw new AssertionError(
          "javac refused " + sources + ": " + said.toString(StandardCharsets.UTF_8));
    }
    return classes;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void putAll(JarOutputStream entries, Path folder) throws IOException {
    for (Path file : files(folder)) {
      put(entries, folder.relativize(file).toString(), Files.readAllBytes(file));
    }
  }

  /** Adds an entry to a jar. */
  public static void put(JarOutputStream entries, String name, byte[] content) throws IOException {
    entries.putNextEntry(new ZipEntry(name));
    entries.write(content);
    entries.closeEntry();
  }
}
