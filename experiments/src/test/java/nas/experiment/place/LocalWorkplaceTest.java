package nas.experiment.place;

import org.junit.jupiter.api.AfterAll;

/** The contract of workplaces, held by this process. */
final class LocalWorkplaceTest extends WorkplaceContract {

  private static final Workplace WORKPLACE = new LocalWorkplace(Asked.READER, 2, notice -> {});

  @AfterAll
  static void close() {
    WORKPLACE.close();
  }

  @Override
  Workplace workplace() {
    return WORKPLACE;
  }
}
