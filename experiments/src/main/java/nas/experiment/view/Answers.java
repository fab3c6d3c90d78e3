package nas.experiment.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import nas.experiment.run.FollowedRun;
import nas.experiment.run.OpenedRun.SearchJournal;
import nas.experiment.run.RunStatus;
import nas.result.journal.TrialRecord;

/** What is answered to the questions of the page, by their paths. */
final class Answers {

  private static final int MOST_TOGETHER = 20;

  private final ViewedRuns runs;
  private final Clock clock;
  private final Map<Integer, Summary> summaries = new ConcurrentHashMap<>();

  /** What is told of a run, and what that was made of. */
  private record Summary(FollowedRun.Seen seen, JsonNode json) {}

  private final Map<String, Function<Query, JsonNode>> byPath =
      Map.of(
          "/api/runs", query -> runs(),
          "/api/run", this::run,
          "/api/curves", this::curves,
          "/api/front", this::front,
          "/api/trials", this::trials,
          "/api/trial", this::trial);

  Answers(ViewedRuns runs, Clock clock) {
    this.runs = runs;
    this.clock = clock;
  }

  /** Says whether a path is that of a question. */
  boolean has(String path) {
    return byPath.containsKey(path);
  }

  /**
   * Answers a question.
   *
   * @throws RefusedException if it asks for something that is not there
   */
  JsonNode to(String path, Query query) {
    return byPath
        .getOrDefault(
            path,
            unknown -> {
              throw new RefusedException(404, "There is no such page.");
            })
        .apply(query);
  }

  /** Returns the list of all runs. */
  ArrayNode runs() {
    ArrayNode json = PageJson.array();
    runs.all().forEach(run -> json.add(summary(run)));
    return json;
  }

  /** Returns what is told of a run, which is made once for what a look has seen. */
  @SuppressWarnings("ReferenceEquality") // To compare all trials would take longer.
  private JsonNode summary(ViewedRun run) {
    FollowedRun.Seen seen = run.followed().seen();
    Summary known = summaries.get(run.id());
    if (known == null || known.seen() != seen) {
      known = new Summary(seen, RunJson.summary(run, clock.instant()));
      summaries.put(run.id(), known);
    }
    return known.json();
  }

  private ViewedRun find(int id) {
    return runs.find(id)
        .orElseThrow(() -> new RefusedException(404, "There is no run " + id + "."));
  }

  private static RunStatus status(ViewedRun run) {
    return run.followed()
        .seen()
        .status()
        .orElseThrow(() -> new RefusedException(404, "The run is not read yet."));
  }

  private JsonNode run(Query query) {
    ViewedRun run = find(query.number("run"));
    return RunJson.details(run, status(run), clock.instant());
  }

  private SearchedRuns together(Query query) {
    List<Integer> ids = query.numbers("run");
    if (ids.size() > MOST_TOGETHER) {
      throw new RefusedException(400, "At most " + MOST_TOGETHER + " runs are drawn together.");
    }
    return SearchedRuns.of(ids.stream().map(this::find).toList())
        .orElseThrow(
            () ->
                new RefusedException(
                    409, "These runs compare networks by different things: choose others."));
  }

  private JsonNode curves(Query query) {
    return new CurvesJson(
            together(query),
            query.text("over").equals("seconds"),
            query.text("value").equals("seen"))
        .json();
  }

  private JsonNode front(Query query) {
    return new FrontJson(together(query), query.text("size")).json();
  }

  private JsonNode trials(Query query) {
    return new TrialsJson(
            status(find(query.number("run"))),
            new TrialsJson.Wanted(
                query.text("text"),
                query.text("strategy"),
                query.text("state"),
                query.text("sort"),
                query.text("descending").equals("true"),
                query.number("offset")))
        .json();
  }

  private JsonNode trial(Query query) {
    RunStatus status = status(find(query.number("run")));
    SearchJournal search = at(status.journals(), query.number("search"));
    TrialRecord trial = at(search.trials(), query.number("trial"));
    return TrialJson.of(status.run(), search, trial);
  }

  private static <T> T at(List<T> all, int index) {
    if (index >= all.size()) {
      throw new RefusedException(404, "There is no such trial.");
    }
    return all.get(index);
  }
}
