package nas.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import nas.benchmark.Occupancy.Training;
import org.junit.jupiter.api.Test;

class OccupancyTest {

  private static final long SECOND = 1_000_000_000L;

  private static List<Training> trainings(int count, double begin, double end, double step) {
    List<Training> trainings = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      trainings.add(
          new Training((long) ((begin + k * step) * SECOND), (long) ((end + k * step) * SECOND)));
    }
    return trainings;
  }

  @Test
  void countsSlotsThatNeverRest() {
    Occupancy all = Occupancy.of(trainings(20, 0, 2, 2), 1);
    assertEquals(1, all.busyShare(), 1e-12);
    assertEquals(0.5, all.perSecond(), 1e-12);
  }

  @Test
  void countsSlotsThatRest() {
    List<Training> one = trainings(20, 0, 1, 4);
    assertEquals(0.25, Occupancy.of(one, 1).busyShare(), 1e-12);
    assertEquals(0.025, Occupancy.of(one, 10).busyShare(), 1e-12);
    assertEquals(0.25, Occupancy.of(one, 10).perSecond(), 1e-12);
  }

  @Test
  void beginAndEndDoNotCount() {
    List<Training> all = new ArrayList<>(trainings(20, 0, 2, 2));
    all.add(new Training(-1000 * SECOND, -999 * SECOND));
    all.add(new Training(40 * SECOND, 4000 * SECOND));
    assertEquals(1, Occupancy.of(all, 1).busyShare(), 1e-12);
  }
}
