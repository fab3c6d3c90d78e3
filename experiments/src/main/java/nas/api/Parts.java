package nas.api;

import java.nio.file.Path;
import java.util.List;

/** The parts that experiments name most often; {@link Part#of} makes all others. */
public final class Parts {

  private Parts() {}

  /** Returns NAS-Bench-201, 15,625 cells. */
  public static Part nasBench201() {
    return Part.of("nasbench201");
  }

  /** Returns NAS-Bench-101, 423,624 cells. */
  public static Part nasBench101() {
    return Part.of("nasbench101");
  }

  /** Returns random search. */
  public static Part randomSearch() {
    return Part.of("random");
  }

  /** Returns aging evolution (Real et al. 2019, arXiv:1802.01548). */
  public static Part agingEvolution(int population, int tournament) {
    return Part.of("aging-evolution").with("population", population).with("tournament", tournament);
  }

  /** Returns NSGA-II, for several objectives (Deb et al. 2002, DOI 10.1109/4235.996017). */
  public static Part nsga2(int population) {
    return Part.of("nsga2").with("population", population);
  }

  /** Returns REINFORCE. */
  public static Part reinforce() {
    return Part.of("reinforce");
  }

  /** Returns local search. */
  public static Part localSearch() {
    return Part.of("local-search");
  }

  /** Returns a search by what regression trees predict. */
  public static Part regressionPredictor() {
    return Part.of("regression-predictor");
  }

  /** Returns the training of each network for some epochs. */
  public static Part training(int epochs) {
    return Part.of("training").with("epochs", epochs);
  }

  /**
   * Returns look-ups in a benchmark file, as {@code import} makes it.
   *
   * @param searchOn the value that decides, such as {@code validation@200 mean}
   * @param report the value that is reported, such as {@code test@200 mean}
   */
  public static Part table(Path benchmark, String dataset, String searchOn, String report) {
    return Part.of("tabular")
        .with("benchmark", benchmark)
        .with("dataset", dataset)
        .with("search-on", searchOn)
        .with("report", report);
  }

  /** Returns the 1,797 digits that come with the program. */
  public static Part digits() {
    return Part.of("digits");
  }

  /** Returns the images in a folder with a folder for each class. */
  public static Part images(Path folder) {
    return Part.of("image-folder").with("folder", folder);
  }

  /** Returns sequences of choices: at each position one of some options. */
  public static Part choices(int positions, List<String> options) {
    return Part.of("choices").with("positions", positions).with("options", options);
  }
}
