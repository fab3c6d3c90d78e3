package nas.engine.data;

import java.util.Optional;
import nas.core.UserException;
import nas.core.plugin.Plugin;
import nas.core.trial.Objective;

/**
 * A reader of data that experiment files can name under {@code data:}.
 *
 * @param <S> its settings; paths in them are already resolved against the experiment file
 */
public interface DataPlugin<S extends Record> extends Plugin<S> {

  /**
   * Reads the data.
   *
   * @throws UserException if files are missing or damaged
   */
  Dataset read(S settings);

  /**
   * Counts the images, for settings that follow from their number; by default they are read for it.
   *
   * @return empty if the data are no images
   * @throws UserException if files are missing or damaged
   */
  default Optional<Census> census(S settings) {
    return read(settings).asImages().map(Census::of);
  }

  /** Returns what networks that are trained on such data are compared by, by default accuracy. */
  default Objective objective() {
    return Objective.ACCURACY;
  }
}
