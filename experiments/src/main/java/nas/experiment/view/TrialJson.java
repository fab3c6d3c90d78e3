package nas.experiment.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import nas.core.UserException;
import nas.core.trial.Curve;
import nas.core.trial.Result;
import nas.experiment.run.CellDrawings;
import nas.experiment.run.OpenedRun;
import nas.experiment.run.OpenedRun.SearchJournal;
import nas.result.journal.EpochCurves;
import nas.result.journal.TrialRecord;
import nas.space.Space;

/** What the page tells of one trial: its drawing, its learning curve, all that was measured. */
final class TrialJson {

  private TrialJson() {}

  /** Returns it. */
  static ObjectNode of(OpenedRun run, SearchJournal search, TrialRecord trial) {
    ObjectNode json = PageJson.object();
    json.put(
        "title",
        search.key().strategy()
            + " #"
            + trial.trial()
            + (run.experiment().repetitions() > 1
                ? ", repetition " + search.key().repetition()
                : ""));
    json.put("architecture", trial.architecture());
    json.set("facts", PageJson.facts(facts(trial)));
    draw(run, search, trial, json);
    ArrayNode curves = json.putArray("curves");
    if (trial.result() instanceof Result.Trained trained) {
      EpochCurves.of(trained).curves().forEach((name, curve) -> add(curves, name, curve));
    }
    return json;
  }

  private static void add(ArrayNode curves, String name, Curve curve) {
    ObjectNode json = curves.addObject();
    json.put("name", name);
    ArrayNode points = json.putArray("points");
    curve.byEpoch().forEach((epoch, value) -> points.addArray().add(epoch).add(value));
  }

  private static Map<String, String> facts(TrialRecord trial) {
    Map<String, String> facts = new LinkedHashMap<>();
    if (trial.result() instanceof Result.Trained trained) {
      facts.put(trained.objective().searched(), trained.objective().text(trained.validation()));
      if (!trained.objective().score()) {
        facts.put(trained.objective().reported(), trained.objective().text(trained.reported()));
      }
    } else if (trial.result() instanceof Result.Failed failed) {
      facts.put("failed", failed.kind().key() + ": " + failed.message());
    } else if (trial.result() instanceof Result.Skipped skipped) {
      facts.put("skipped", skipped.reason());
    }
    trial.duplicateOf().ifPresent(earlier -> facts.put("the same network as", "trial " + earlier));
    trial
        .fidelity()
        .ifPresent(
            fidelity -> facts.put("fidelity", fidelity.name() + ", cost " + fidelity.cost()));
    if (!trial.canonicalId().equals(trial.architecture())) {
      facts.put("canonical id", trial.canonicalId());
    }
    facts.put("began", trial.wall().startedAt().toString());
    facts.put("seconds", Double.toString(trial.wall().seconds()));
    trial
        .result()
        .simulatedTrainSeconds()
        .ifPresent(seconds -> facts.put("training seconds by the table", Double.toString(seconds)));
    if (trial.result() instanceof Result.Trained trained) {
      EpochCurves.of(trained)
          .once()
          .forEach(
              (name, value) ->
                  facts.put(
                      name,
                      value == Math.rint(value) && Math.abs(value) < 1e15
                          ? String.format(java.util.Locale.ROOT, "%,d", value.longValue())
                          : Double.toString(value)));
    }
    return facts;
  }

  private static void draw(
      OpenedRun run, SearchJournal search, TrialRecord trial, ObjectNode json) {
    if (!run.isSearch(search)) {
      json.put("undrawn", "A network that was given is not drawn.");
      return;
    }
    try {
      Optional<UserException> missing = run.undrawn();
      missing.ifPresent(why -> json.put("undrawn", why.error().text()));
      run.space().ifPresent(space -> json.put("drawing", drawing(space, trial)));
    } catch (UserException unmade) {
      json.put("undrawn", unmade.error().text());
    }
  }

  private static <A> String drawing(Space<A> space, TrialRecord trial) {
    A architecture = space.parse(trial.architecture());
    return CellDrawings.of(space, architecture).svg(trial.architecture());
  }
}
