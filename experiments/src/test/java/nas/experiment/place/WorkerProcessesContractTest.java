package nas.experiment.place;

import java.util.List;
import nas.experiment.cli.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

/** The contract of workplaces, held by processes. */
@Tag("slow")
final class WorkerProcessesContractTest extends WorkplaceContract {

  private static final Workplace WORKPLACE =
      new WorkerProcesses(2, WorkerCommandLine.of(Main.class, List.of()), notice -> {});

  @AfterAll
  static void close() {
    WORKPLACE.close();
  }

  @Override
  Workplace workplace() {
    return WORKPLACE;
  }
}
