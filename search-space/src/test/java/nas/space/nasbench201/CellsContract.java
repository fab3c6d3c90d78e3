package nas.space.nasbench201;

import java.util.stream.IntStream;
import nas.network.FeatureShape;
import nas.network.Task;
import nas.space.SearchSpaceContract;

/** The contract of spaces whose points are NAS-Bench-201 cells, all of them or some. */
public interface CellsContract extends SearchSpaceContract<NasBench201Architecture> {

  @Override
  default Task task() {
    return new Task(new FeatureShape(3, 32, 32), 10);
  }

  @Override
  default int edits(NasBench201Architecture point, NasBench201Architecture neighbour) {
    return (int)
        IntStream.range(0, 6)
            .filter(edge -> point.operations().get(edge) != neighbour.operations().get(edge))
            .count();
  }
}
