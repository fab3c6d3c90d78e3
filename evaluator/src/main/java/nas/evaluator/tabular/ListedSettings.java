package nas.evaluator.tabular;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import nas.core.plugin.Choice;
import nas.core.plugin.Setting;
import nas.space.SearchSpacePlugin;

/**
 * Settings of {@link ListedPlugin}; of file, benchmark and architectures one is given.
 *
 * @param space the space that the architectures come from; empty: they are names
 * @param file text file with one architecture a line; empty lines are skipped
 * @param benchmark a benchmark file, whose architectures are taken
 * @param having a column of the benchmark: only architectures with a number in it are taken
 * @param architectures the architectures themselves
 */
public record ListedSettings(
    @Setting(
            "The space that the architectures come from, alone or with its settings; left out, they"
                + " are names of something that the program cannot build")
        Optional<Choice<SearchSpacePlugin<?>>> space,
    @Setting("Text file with one architecture a line") Optional<Path> file,
    @Setting(
            "Benchmark file, as 'java -jar nas.jar import' writes it, whose architectures are searched")
        Optional<Path> benchmark,
    @Setting(
            "Only architectures that have a number in this column of the benchmark, such as"
                + " 'cifar10 accuracy-percent validation@108 mean'")
        Optional<String> having,
    @Setting("The architectures, as the space writes them") Optional<List<String>> architectures) {

  /** Checks the form of the column. */
  public ListedSettings {
    architectures = architectures.map(List::copyOf);
    having.ifPresent(column -> Quantity.parse("having", column));
  }
}
