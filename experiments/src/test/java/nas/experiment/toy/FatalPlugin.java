package nas.experiment.toy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import nas.core.Seeds;
import nas.core.plugin.Setting;
import nas.core.trial.Result;
import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.evaluator.EvaluatorPlugin;
import nas.evaluator.ProgressListener;
import nas.space.Space;

/**
 * An evaluator that ends the process at some architectures, as a native library may that crashes.
 */
public final class FatalPlugin implements EvaluatorPlugin<FatalPlugin.Settings> {

  /** The exit code of the process. */
  public static final int EXIT_CODE = 77;

  private static final NoisyPlugin NOISY = new NoisyPlugin();

  /** Settings. */
  public record Settings(
      @Setting("What the others get") NoisyPlugin.Settings noisy,
      @Setting(value = "Share of architectures that are fatal", min = 0, max = 1) double share,
      @Setting("Folder that remembers them, so that they are fatal once only")
          Optional<Path> once) {}

  @Override
  public String name() {
    return "fatal";
  }

  @Override
  public String summary() {
    return "Ends the process at some architectures";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public <A> Evaluator<A> create(Settings settings, Space<A> space, EvaluatorContext context) {
    Evaluator<A> noisy = NOISY.create(settings.noisy(), space, context);
    System.out.println("a library prints without a line end: {");
    return new Evaluator<>() {
      @Override
      public Result evaluate(A architecture, long seed, ProgressListener progress)
          throws InterruptedException {
        long hash = Seeds.hash(space.canonicalId(architecture));
        boolean fatal = Seeds.generator(hash).nextDouble() < settings.share();
        if (fatal && (settings.once().isEmpty() || first(settings.once().get(), hash))) {
          Runtime.getRuntime().halt(EXIT_CODE);
        }
        return noisy.evaluate(architecture, seed, progress);
      }

      @Override
      public SortedMap<String, String> provenance() {
        return noisy.provenance();
      }

      @Override
      public void close() {
        noisy.close();
      }
    };
  }

  private static boolean first(Path folder, long hash) {
    try {
      Files.createDirectories(folder);
      Files.createFile(folder.resolve(Long.toHexString(hash)));
      return true;
    } catch (FileAlreadyExistsException known) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
