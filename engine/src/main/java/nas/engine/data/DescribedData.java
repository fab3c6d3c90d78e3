package nas.engine.data;

import nas.network.Task;

/**
 * Data that are read elsewhere: all that is known of them, without their examples.
 *
 * @param hasImages whether the examples are images
 */
public record DescribedData(
    String name, Task task, String sha256, boolean hasImages, Inventory inventory)
    implements Dataset {

  /** Returns what is known of data. */
  public static DescribedData of(Dataset data) {
    return new DescribedData(
        data.name(), data.task(), data.sha256(), data.hasImages(), data.inventory());
  }

  @Override
  public Examples examples(Part part) {
    throw new IllegalStateException("the examples of " + name + " are elsewhere");
  }
}
