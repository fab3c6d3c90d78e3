package nas.space.nasbench201;

import java.util.stream.IntStream;
import nas.network.FeatureShape;
import nas.network.Task;
import nas.space.BlueprintContract;
import nas.space.ChoiceSequenceContract;
import nas.space.DiagramContract;
import nas.space.EncoderContract;
import nas.space.EnumerationContract;

/** The contract of spaces whose points are NAS-Bench-201 cells, all of them or some. */
public interface CellsContract
    extends BlueprintContract<NasBench201Architecture>,
        ChoiceSequenceContract<NasBench201Architecture>,
        DiagramContract<NasBench201Architecture>,
        EncoderContract<NasBench201Architecture>,
        EnumerationContract<NasBench201Architecture> {

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
