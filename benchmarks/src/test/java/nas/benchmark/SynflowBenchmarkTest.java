package nas.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import nas.network.FeatureShape;
import nas.network.Task;
import nas.proxy.synflow.ExpectedSynflow;
import nas.proxy.synflow.ExpectedWeights;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SynflowBenchmarkTest {

  private static final NasBench201Space NASBENCH201 = new NasBench201Space(Cells.ZERO_COST);

  @Test
  @Tag("slow")
  void theNumberOfThreadsChangesNothing() {
    ExpectedSynflow synflow = new ExpectedSynflow(ExpectedWeights.PYTORCH_DEFAULT);
    Task task = new Task(new FeatureShape(3, 8, 8), 10);
    SynflowBenchmark.Result one = SynflowBenchmark.run(NASBENCH201, task, synflow, 1, 2_000);
    assertEquals(2_000, one.cells());
    for (int threads = 2; threads <= 5; threads++) {
      SynflowBenchmark.Result several =
          SynflowBenchmark.run(NASBENCH201, task, synflow, threads, 2_000);
      assertEquals(one.digest(), several.digest(), threads + " threads");
      assertEquals(one.undefined(), several.undefined(), threads + " threads");
      assertEquals(threads, several.threads());
    }
    ExpectedSynflow other = new ExpectedSynflow(ExpectedWeights.KAIMING_NORMAL);
    assertTrue(one.digest() != SynflowBenchmark.run(NASBENCH201, task, other, 1, 2_000).digest());
  }
}
