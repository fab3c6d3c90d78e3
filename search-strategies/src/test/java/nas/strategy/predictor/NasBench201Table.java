package nas.strategy.predictor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.core.SharedFiles;
import nas.space.nasbench201.NasBench201Architecture;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import nas.strategy.guide.ArchitectureScorer;
import org.hipparchus.stat.correlation.KendallsCorrelation;

/** The published accuracies of NAS-Bench-201, for tests of what predictors learn from them. */
public final class NasBench201Table {

  private static final int PARAMETERS = 2;
  private static final int CIFAR10_VALIDATION = 3;
  private static final int NWOT = 1;
  private static final int SYNFLOW = 2;

  private final NasBench201Space space = new NasBench201Space(NasBench201Settings.published());
  private final Map<NasBench201Architecture, Double> accuracyPercent = new LinkedHashMap<>();
  private final Map<String, Map<NasBench201Architecture, Double>> scores = new HashMap<>();

  /** Reads the tables; the calling test is skipped where there are none. */
  public NasBench201Table() {
    try {
      List<String[]> rows = SharedFiles.rows("benchmarks/nasbench201/accuracies.csv.gz");
      List<String[]> proxies =
          SharedFiles.rows("benchmarks/nasbench201/published_proxies_cifar10.csv.gz");
      Set<String> ids = new HashSet<>();
      for (String metric : List.of("params", "nwot", "synflow")) {
        scores.put(metric, new HashMap<>());
      }
      for (int i = 0; i < rows.size(); i++) {
        NasBench201Architecture cell = space.parse(rows.get(i)[1]);
        if (ids.add(space.canonicalId(cell))) {
          accuracyPercent.put(cell, Double.valueOf(rows.get(i)[CIFAR10_VALIDATION]));
          column("params").put(cell, Double.valueOf(rows.get(i)[PARAMETERS]));
          column("nwot").put(cell, number(proxies.get(i)[NWOT]));
          column("synflow").put(cell, number(proxies.get(i)[SYNFLOW]));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double number(String text) {
    return text.isEmpty() || text.equals("-inf") ? Double.NaN : Double.parseDouble(text);
  }

  private Map<NasBench201Architecture, Double> column(String metric) {
    return java.util.Objects.requireNonNull(scores.get(metric));
  }

  /** Returns the space. */
  public NasBench201Space space() {
    return space;
  }

  /** Returns one cell for each different network. */
  public List<NasBench201Architecture> cells() {
    return List.copyOf(accuracyPercent.keySet());
  }

  /** Returns the validation accuracy on CIFAR-10 after 200 epochs. */
  public double accuracyPercent(NasBench201Architecture cell) {
    return java.util.Objects.requireNonNull(accuracyPercent.get(cell));
  }

  /** Returns published scores: params, nwot or synflow. */
  public ArchitectureScorer<NasBench201Architecture> scorer(String metric) {
    Map<NasBench201Architecture, Double> column = column(metric);
    return cells ->
        cells.stream()
            .mapToDouble(cell -> java.util.Objects.requireNonNull(column.get(cell)))
            .toArray();
  }

  /** Returns random cells with their accuracies. */
  public List<Predictor.Example<NasBench201Architecture>> sample(int count, long seed) {
    RandomGenerator random = Seeds.generator(seed);
    List<NasBench201Architecture> left = new ArrayList<>(cells());
    List<Predictor.Example<NasBench201Architecture>> drawn = new ArrayList<>();
    while (drawn.size() < count) {
      NasBench201Architecture cell = left.remove(random.nextInt(left.size()));
      drawn.add(new Predictor.Example<>(cell, accuracyPercent(cell) / 100));
    }
    return drawn;
  }

  /** Returns Kendall's tau-b of predictions and accuracies over random cells not trained on. */
  public double tau(
      Predictor<NasBench201Architecture> predictor,
      List<Predictor.Example<NasBench201Architecture>> trained) {
    List<NasBench201Architecture> rest = new ArrayList<>(cells());
    rest.removeAll(trained.stream().map(Predictor.Example::architecture).toList());
    return new KendallsCorrelation()
        .correlation(
            predictor.scores(rest), rest.stream().mapToDouble(this::accuracyPercent).toArray());
  }
}
