package nas.api;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import nas.core.UserException;
import nas.result.report.BestNetwork;
import nas.result.report.ReportInput;

/**
 * What a search found.
 *
 * @param folder the run folder, which the command line reads as well
 * @param reportFile the report as a page
 * @param report all results as data
 */
public record SearchResult(Path folder, Path reportFile, ReportInput report) {

  /** Returns the best networks by validation, the best first; as many as the report shows. */
  public List<BestNetwork> best() {
    return report.best();
  }

  private BestNetwork first() {
    if (best().isEmpty()) {
      throw new UserException(
          "The run in " + folder + " has no trained network", "see why in " + reportFile);
    }
    return best().get(0);
  }

  /**
   * Returns the best architecture, as its space writes it.
   *
   * @throws UserException if no network could be trained
   */
  public String architecture() {
    return first().trial().architecture();
  }

  /**
   * Returns its validation value, which chose it, such as an accuracy in percent.
   *
   * @throws UserException if no network could be trained
   */
  public double validation() {
    return first().result().validation();
  }

  /**
   * Returns its test value, which nothing depended on.
   *
   * @throws UserException if no network could be trained
   */
  public double test() {
    return first().result().reported();
  }

  /**
   * Returns what else was measured of it, such as {@code parameters}.
   *
   * @throws UserException if no network could be trained
   */
  public SortedMap<String, Double> measurements() {
    return first().result().measurements();
  }
}
