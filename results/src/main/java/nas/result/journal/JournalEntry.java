package nas.result.journal;

/** What one line of a journal says. */
sealed interface JournalEntry permits SearchIdentity, TrialRecord, SearchEnd {}
