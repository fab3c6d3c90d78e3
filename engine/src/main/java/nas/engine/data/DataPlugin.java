package nas.engine.data;

import nas.core.UserException;
import nas.core.plugin.Plugin;

/**
 * A reader of labelled images that experiment files can name under {@code data:}.
 *
 * @param <S> its settings; paths in them are already resolved against the experiment file
 */
public interface DataPlugin<S extends Record> extends Plugin<S> {

  /**
   * Reads the images.
   *
   * @throws UserException if files are missing or damaged
   */
  ImageData read(S settings);
}
