package nas.experiment.config.yaml;

/** Says that a text is not YAML of the kind that experiments are written in. */
public final class YamlException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Place place;
  private final String advice;

  YamlException(String problem, Place place, String advice) {
    super(problem);
    this.place = place;
    this.advice = advice;
  }

  /** Returns where the problem is. */
  public Place place() {
    return place;
  }

  /** Returns what to do, without the leading "Maybe", or an empty string. */
  public String advice() {
    return advice;
  }
}
