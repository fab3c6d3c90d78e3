package nas.experiment.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.core.UserException;
import nas.engine.data.DataSplit;
import nas.engine.data.ImageData;
import nas.engine.data.Part;
import nas.engine.model.Classifier;
import nas.engine.model.ModelSignature;
import nas.engine.model.TrainedModel;
import nas.engine.tensor.Device;
import nas.engine.tensor.Devices;
import nas.evaluator.training.Checkpoints;
import nas.evaluator.training.StartingPoint;
import nas.evaluator.training.Trainer;
import nas.evaluator.training.TrainingSettings;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.result.report.Confusion;

/**
 * Images, split as in the search, so that the test images are those that no search has chosen by.
 */
record ImageMaterial(ImageData data, DataSplit split) implements Material {

  private static final int CLASSIFIED_AT_ONCE = 256;

  @Override
  public String examples() {
    return "images";
  }

  @Override
  public int count(Part part) {
    return split.part(part).count();
  }

  @Override
  public List<String> notes() {
    List<String> notes = new ArrayList<>(data.inventory().sentences());
    notes.addAll(split.remarks());
    return notes;
  }

  /** Refuses networks that say of one image what depends on the others given with it. */
  @Override
  public void check(Network network) {
    for (Network.Node node : network.nodes()) {
      if (node.operation().usesBatchStatistics()
          && node.operation().states(network.inputsOf(node)).isEmpty()) {
        throw new UserException(
            "The network normalises by the images given together (node "
                + node.name()
                + "), so a single image has no class of its own",
            "use another variant of the search space, such as --set"
                + " search-space.nasbench201.variant=trained");
      }
    }
  }

  @Override
  public Material joined() {
    return new ImageMaterial(data, split.joined());
  }

  @Override
  public Trainer trainer(
      TrainingSettings settings, Device device, Checkpoints checkpoints, StartingPoint start) {
    return new Trainer(settings, split, Devices.of(device), checkpoints, start);
  }

  @Override
  public ModelSignature signature(StartingPoint start) {
    return ModelSignature.ofImages(data.classNames(), start.normalisationOf(split));
  }

  @Override
  public Optional<Confusion> confusion(TrainedModel model, Device device) {
    DataSplit.Part test = split.test();
    FeatureShape shape = model.network().input();
    int image = Math.toIntExact(shape.elements());
    int classes = data.classNames().size();
    int[][] counts = new int[classes][classes];
    int most = (int) Math.max(1, Math.min(CLASSIFIED_AT_ONCE, (1L << 26) / image));
    try (Classifier classifier = new Classifier(model, device)) {
      for (int from = 0; from < test.count(); from += most) {
        int count = Math.min(most, test.count() - from);
        byte[] pixels = new byte[count * image];
        for (int at = 0; at < count; at++) {
          System.arraycopy(
              test.images().pixels(), test.indices()[from + at] * image, pixels, at * image, image);
        }
        float[] logits = classifier.logits(pixels, count);
        for (int at = 0; at < count; at++) {
          counts[test.label(from + at)][greatest(logits, at * classes, classes)]++;
        }
      }
    }
    return Optional.of(new Confusion(data.classNames(), counts));
  }

  private static int greatest(float[] logits, int from, int classes) {
    int best = 0;
    for (int label = 1; label < classes; label++) {
      if (logits[from + label] > logits[from + best]) {
        best = label;
      }
    }
    return best;
  }
}
