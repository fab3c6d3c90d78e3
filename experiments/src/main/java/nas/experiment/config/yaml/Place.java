package nas.experiment.config.yaml;

/**
 * Where a key or a value stands.
 *
 * @param source the file as the user named it, or a command-line option
 * @param line line in the file, from 1; 0 for the whole source
 * @param column column in code points, from 1; 0 for the whole source
 */
public record Place(String source, int line, int column) {

  /** Returns the place of a whole file, or of an option such as {@code --set seed=7}. */
  public static Place whole(String source) {
    return new Place(source, 0, 0);
  }

  /** Says whether the place is a whole file or option, and no line. */
  public boolean isWhole() {
    return line == 0;
  }

  @Override
  public String toString() {
    return isWhole() ? source : source + ":" + line;
  }
}
