package nas.experiment.toy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Paper;
import nas.core.plugin.Setting;
import nas.engine.data.DataPlugin;
import nas.engine.data.ImageData;
import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.evaluator.EvaluatorPlugin;
import nas.experiment.plugin.Plugins;
import nas.space.SearchSpacePlugin;
import nas.space.Space;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyPlugin;

/** Plug-ins of every family whose settings are of every type; none of them does anything. */
public final class Toys {

  private Toys() {}

  /** Returns a catalogue of the toys. */
  public static Plugins plugins() {
    return Plugins.of(
        List.of(
            new ToySpace(),
            new ToyCells(),
            new ToyDigits(),
            new ToyFiles(),
            new ToyTraining(),
            new ToyTable(),
            new ToyRandom(),
            new ToyEvolution()));
  }

  /** Has settings that all have defaults. */
  public static final class ToySpace implements SearchSpacePlugin<ToySpace.SpaceSettings> {

    /** Settings. */
    public record SpaceSettings(
        @Setting(value = "Channels of the first stage", byDefault = "16", min = 1, max = 1024)
            int channels,
        @Setting(value = "Whether cells are residual", byDefault = "true") boolean residual) {}

    @Override
    public String name() {
      return "toy-space";
    }

    @Override
    public String summary() {
      return "A space of toys.";
    }

    @Override
    public Optional<Paper> paper() {
      return Optional.of(new Paper("Toy et al.", 2020, "On toys", "arXiv:0000.00000"));
    }

    @Override
    public Class<SpaceSettings> settings() {
      return SpaceSettings.class;
    }

    @Override
    public Space<?> create(SpaceSettings settings) {
      throw new InvalidSettingException(
          "channels", "channels (" + settings.channels() + ") must be even", "add one");
    }
  }

  /** Has a setting that must be given. */
  public static final class ToyCells implements SearchSpacePlugin<ToyCells.CellsSettings> {

    /** Settings. */
    public record CellsSettings(
        @Setting("Operations of a cell") List<Operation> operations,
        @Setting(value = "Cells in each stage", byDefault = "[1, 2, 3]", min = 1)
            List<Integer> cells,
        @Setting("A stage that differs from the others") Optional<Stage> last) {}

    /** A nested record. */
    public record Stage(
        @Setting(value = "Channels", min = 1) int channels,
        @Setting(value = "What joins the edges", byDefault = "add") Join join) {}

    /** Operations. */
    public enum Operation {
      /** Skip. */
      SKIP_CONNECT,
      /** Convolution. */
      CONV_3X3,
      /** Pooling. */
      AVERAGE_POOL
    }

    /** Joins. */
    public enum Join {
      /** Sum. */
      ADD,
      /** Concatenation. */
      CONCATENATE
    }

    @Override
    public String name() {
      return "toy-cells";
    }

    @Override
    public String summary() {
      return "A space of cells.";
    }

    @Override
    public Class<CellsSettings> settings() {
      return CellsSettings.class;
    }

    @Override
    public Space<?> create(CellsSettings settings) {
      throw new UnsupportedOperationException();
    }
  }

  /** The default data. */
  public static final class ToyDigits implements DataPlugin<ToyDigits.DigitsSettings> {

    /** No settings. */
    public record DigitsSettings() {}

    @Override
    public String name() {
      return "digits";
    }

    @Override
    public String summary() {
      return "Digits of a toy.";
    }

    @Override
    public Class<DigitsSettings> settings() {
      return DigitsSettings.class;
    }

    @Override
    public ImageData read(DigitsSettings settings) {
      throw new UnsupportedOperationException();
    }
  }

  /** Data in files. */
  public static final class ToyFiles implements DataPlugin<ToyFiles.FilesSettings> {

    /** Settings. */
    public record FilesSettings(
        @Setting("Folder of the images") Path folder,
        @Setting("File of the labels") Optional<Path> labels) {}

    @Override
    public String name() {
      return "files";
    }

    @Override
    public String summary() {
      return "Files of a toy.";
    }

    @Override
    public Class<FilesSettings> settings() {
      return FilesSettings.class;
    }

    @Override
    public ImageData read(FilesSettings settings) {
      throw new UnsupportedOperationException();
    }
  }

  /** Settings with nested records and optional values. */
  public static final class ToyTraining implements EvaluatorPlugin<ToyTraining.TrainingSettings> {

    /** Settings. */
    public record TrainingSettings(
        @Setting(value = "Epochs", byDefault = "3", min = 1) int epochs,
        @Setting(value = "Learning rate", byDefault = "0.1", min = 0, max = 10) double learningRate,
        @Setting(value = "Device", byDefault = "cpu") String device,
        @Setting(value = "Augmentation", byDefault = "{}") Augmentation augmentation,
        @Setting(value = "Clip gradients at", min = 0) Optional<Double> clip,
        @Setting(value = "Greatest number of samples", byDefault = "5000000000") long samples) {}

    /** A nested record. */
    public record Augmentation(
        @Setting(value = "Whether images are mirrored", byDefault = "false") boolean mirror,
        @Setting(value = "Pixels to shift", byDefault = "2", min = 0, max = 8)
            Optional<Integer> shift) {}

    @Override
    public String name() {
      return "toy-training";
    }

    @Override
    public String summary() {
      return "Trains toys.";
    }

    @Override
    public Class<TrainingSettings> settings() {
      return TrainingSettings.class;
    }

    @Override
    public <A> Evaluator<A> create(
        TrainingSettings settings, Space<A> space, EvaluatorContext context) {
      throw new InvalidSettingException("device", "There is no device 'gpu:9'", "use cpu");
    }
  }

  /** Needs a text. */
  public static final class ToyTable implements EvaluatorPlugin<ToyTable.TableSettings> {

    /** Settings. */
    public record TableSettings(@Setting("Name of the table") String benchmark) {}

    @Override
    public String name() {
      return "toy-table";
    }

    @Override
    public String summary() {
      return "Looks toys up.";
    }

    @Override
    public Class<TableSettings> settings() {
      return TableSettings.class;
    }

    @Override
    public <A> Evaluator<A> create(
        TableSettings settings, Space<A> space, EvaluatorContext context) {
      throw new UnsupportedOperationException();
    }
  }

  /** Has no settings. */
  public static final class ToyRandom implements StrategyPlugin<ToyRandom.RandomSettings> {

    /** No settings. */
    public record RandomSettings() {}

    @Override
    public String name() {
      return "random";
    }

    @Override
    public String summary() {
      return "Draws toys.";
    }

    @Override
    public Class<RandomSettings> settings() {
      return RandomSettings.class;
    }

    @Override
    public <A> Strategy<A> create(
        RandomSettings settings, Space<A> space, StrategyContext context) {
      throw new UnsupportedOperationException();
    }
  }

  /** Has settings that must fit together. */
  public static final class ToyEvolution implements StrategyPlugin<ToyEvolution.EvolutionSettings> {

    /** Settings. */
    public record EvolutionSettings(
        @Setting(value = "Members of the population", byDefault = "64", min = 1) int population,
        @Setting(value = "Members of a tournament", byDefault = "10", min = 1) int tournament) {

      /** Checks that the tournament fits. */
      public EvolutionSettings {
        if (population < tournament) {
          throw new InvalidSettingException(
              "population",
              "population (" + population + ") must be at least tournament (" + tournament + ")",
              "raise population or lower tournament");
        }
      }
    }

    @Override
    public String name() {
      return "aging-evolution";
    }

    @Override
    public String summary() {
      return "Breeds toys.";
    }

    @Override
    public Class<EvolutionSettings> settings() {
      return EvolutionSettings.class;
    }

    @Override
    public <A> Strategy<A> create(
        EvolutionSettings settings, Space<A> space, StrategyContext context) {
      throw new UnsupportedOperationException();
    }
  }
}
