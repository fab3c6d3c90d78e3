package nas.evaluator.training;

import java.util.Arrays;
import nas.engine.data.Dataset;
import nas.engine.data.Part;
import nas.engine.loss.Loss;
import nas.engine.loss.Losses;
import nas.network.Task;

/** Examples of a data set that comes in three parts, as they are. */
final class PlainLessons implements Lessons {

  private final Dataset data;
  private final Loss loss;

  PlainLessons(Dataset data) {
    this.data = data;
    loss = Losses.of(data.task().target());
  }

  @Override
  public Task task() {
    return data.task();
  }

  @Override
  public int count(Part part) {
    return data.examples(part).count();
  }

  @Override
  public boolean consecutive() {
    return Arrays.stream(Part.values()).allMatch(part -> data.examples(part).consecutive());
  }

  @Override
  public Loss loss() {
    return loss;
  }

  @Override
  public String checksum() {
    return data.sha256();
  }

  @Override
  public void addTraining(int position, long seed, Batch batch) {
    add(Part.TRAINING, position, batch);
  }

  @Override
  public void add(Part part, int position, Batch batch) {
    data.examples(part).read(position, batch.input(), batch.labels());
    batch.add(1);
  }
}
