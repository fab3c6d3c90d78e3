package nas.engine.data;

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

  /** Returns what networks that are trained on such data are compared by, by default accuracy. */
  default Objective objective() {
    return Objective.ACCURACY;
  }
}
