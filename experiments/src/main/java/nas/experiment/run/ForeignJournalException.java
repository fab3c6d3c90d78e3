package nas.experiment.run;

import nas.core.UserException;
import nas.result.journal.TrialRecord;

/** Says that a journal was not written by this experiment with this version of the program. */
public final class ForeignJournalException extends UserException {

  private static final long serialVersionUID = 1L;

  ForeignJournalException(SearchKey key, TrialRecord record, String difference) {
    super(
        "The journal of "
            + key
            + " does not fit this experiment: its trial "
            + record.trial()
            + " is "
            + record.architecture()
            + ", but "
            + difference,
        "it was written by another version of the program: use that one, or another folder");
  }
}
