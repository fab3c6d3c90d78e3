package nas.experiment.config;

/** Says that a record cannot hold settings; a fault of the program or plug-in, not of a file. */
public final class UnsupportedSettingsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnsupportedSettingsException(String message) {
    super(message);
  }
}
