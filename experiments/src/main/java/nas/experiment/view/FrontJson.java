package nas.experiment.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.result.journal.TrialRecord;
import nas.result.plot.Palette;
import nas.result.report.StrategyRuns;
import nas.result.statistics.Front;

/**
 * Networks by what they were searched by and by their size, and those that no other is better than
 * by both.
 *
 * @param searched the searches
 * @param size the measurement that is their size, the lower the better
 */
record FrontJson(SearchedRuns searched, String size) {

  /** Networks of a strategy that are drawn; of more, every so many-th. */
  private static final int MOST_POINTS = 1500;

  /** A network. */
  private record Network(double size, Result.Trained trained) {

    double[] rewards() {
      return new double[] {trained.reward(), -size};
    }
  }

  /** Returns what the page draws. */
  ObjectNode json() {
    Objective objective = searched.objective();
    ObjectNode json = PageJson.object();
    json.put("xName", size);
    json.put("yName", objective.searched() + objective.unitInBrackets());
    ArrayNode series = json.putArray("series");
    List<Network> all = new ArrayList<>();
    int drawn = 0;
    for (int i = 0; i < searched.strategies().size(); i++) {
      List<Network> networks = networks(searched.strategies().get(i).runs());
      int step = Math.max(1, (networks.size() + MOST_POINTS - 1) / MOST_POINTS);
      ObjectNode one = series.addObject();
      one.put("name", searched.strategies().get(i).name());
      one.put("colour", i % Palette.size());
      ArrayNode points = one.putArray("points");
      for (int k = 0; k < networks.size(); k += step) {
        add(points, networks.get(k));
        drawn++;
      }
      all.addAll(networks);
    }
    json.put("networks", all.size());
    json.put("drawn", drawn);
    ArrayNode front = json.putArray("front");
    Front.of(all, Network::rewards).forEach(network -> add(front, network));
    return json;
  }

  private static void add(ArrayNode points, Network network) {
    points.addArray().add(network.size()).add(network.trained().validation());
  }

  private List<Network> networks(StrategyRuns runs) {
    List<Network> networks = new ArrayList<>();
    for (List<TrialRecord> trials : runs.repetitions()) {
      for (TrialRecord trial : trials) {
        trial.trainedInFull().flatMap(this::network).ifPresent(networks::add);
      }
    }
    return networks;
  }

  private Optional<Network> network(Result.Trained trained) {
    return Optional.ofNullable(trained.measurements().get(size))
        .map(known -> new Network(known, trained));
  }
}
