package nas.experiment.config;

import java.util.Comparator;
import nas.experiment.config.yaml.Place;

/**
 * Something wrong in an experiment.
 *
 * @param message what is wrong with which value, such as {@code population (8) must be at least
 *     tournament (10)}
 * @param place where: file and line, or the command-line option
 * @param path the key path, such as {@code strategies[1].aging-evolution.population}; empty for the
 *     whole experiment
 * @param advice what to do, without the leading "Maybe"; empty if there is nothing to say
 */
public record Problem(String message, Place place, String path, String advice) {

  /** The order of the file, then options. */
  static final Comparator<Problem> BY_PLACE =
      Comparator.<Problem>comparingInt(
              problem -> problem.place().isWhole() ? Integer.MAX_VALUE : problem.place().line())
          .thenComparingInt(problem -> problem.place().column());

  /** Returns the problem that an exception tells. */
  static Problem of(Exception told, Place place, String path, String advice) {
    String message = told.getMessage();
    return new Problem(
        message == null ? told.getClass().getSimpleName() : message, place, path, advice);
  }

  /** Says whether the message names the place itself, as those about whole files do. */
  private boolean placed() {
    return place.isWhole() && (message.startsWith(place + " ") || message.endsWith(" " + place));
  }

  @Override
  public String toString() {
    String said = (placed() ? message : message + " in " + place) + ".";
    return advice.isEmpty() ? said : said + " Maybe " + advice + ".";
  }
}
