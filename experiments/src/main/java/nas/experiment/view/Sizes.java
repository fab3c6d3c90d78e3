package nas.experiment.view;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import nas.experiment.run.OpenedRun.SearchJournal;
import nas.result.journal.EpochCurves;
import nas.result.journal.TrialRecord;

/**
 * The measurements that the networks of a run can be compared by beside what they are searched by.
 * However often it is asked, it reads each trial once, and each name.
 *
 * <p>Safe for use by several threads.
 */
final class Sizes {

  /** Whether a name is that of a measurement that was made once; guarded by this. */
  private final Map<String, Boolean> once = new HashMap<>();

  /** Those found so far; guarded by this. */
  private final SortedSet<String> found = new TreeSet<>();

  /** The trials of each search that were read; guarded by this. */
  private List<List<TrialRecord>> read = List.of();

  /** Returns their names, given the searches as they are by now. */
  synchronized SortedSet<String> of(List<SearchJournal> journals) {
    List<List<TrialRecord>> now = journals.stream().map(SearchJournal::trials).toList();
    if (!goesOn(now)) {
      found.clear();
      read = now.stream().map(search -> List.<TrialRecord>of()).toList();
    }
    for (int search = 0; search < now.size(); search++) {
      List<TrialRecord> trials = now.get(search);
      trials.subList(read.get(search).size(), trials.size()).forEach(this::add);
    }
    read = now;
    return new TreeSet<>(found);
  }

  /** Says whether every journal is what it was, and perhaps more. */
  private boolean goesOn(List<List<TrialRecord>> now) {
    boolean same = now.size() == read.size();
    for (int search = 0; same && search < now.size(); search++) {
      int known = read.get(search).size();
      same =
          known == 0
              || (now.get(search).size() >= known
                  && isSame(now.get(search).get(known - 1), read.get(search).get(known - 1)));
    }
    return same;
  }

  /** A journal that is read anew has other records. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(TrialRecord one, TrialRecord other) {
    return one == other;
  }

  private void add(TrialRecord trial) {
    trial
        .trainedInFull()
        .ifPresent(
            trained -> {
              for (String name : trained.measurements().keySet()) {
                if (once.computeIfAbsent(name, EpochCurves::isOnce)) {
                  found.add(name);
                }
              }
            });
  }
}
