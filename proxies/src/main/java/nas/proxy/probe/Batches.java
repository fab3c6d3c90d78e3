package nas.proxy.probe;

import java.util.Arrays;
import nas.proxy.ImageBatch;

/** Parts of batches. */
final class Batches {

  private Batches() {}

  /** Returns the first images of a batch, all where it has no more. */
  static ImageBatch first(ImageBatch batch, int images) {
    return batch.images() <= images ? batch : range(batch, 0, images);
  }

  /** Returns the images from an index, included, to another, excluded. */
  static ImageBatch range(ImageBatch batch, int from, int to) {
    int pixels = Math.toIntExact(batch.shape().elements());
    int labels = batch.labelsOfEach();
    return new ImageBatch(
        batch.shape(),
        Arrays.copyOfRange(batch.pixels(), from * pixels, to * pixels),
        Arrays.copyOfRange(batch.labels(), from * labels, to * labels),
        batch.target());
  }
}
