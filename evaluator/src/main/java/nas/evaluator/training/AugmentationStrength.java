package nas.evaluator.training;

import nas.core.plugin.Setting;

/**
 * How far augmentations go.
 *
 * @param rotation see the description of the setting, as for all components
 */
public record AugmentationStrength(
    @Setting(
            value = "degrees by which rotation turns an image at most, in either direction",
            byDefault = "15",
            min = 0,
            max = 180)
        double rotation,
    @Setting(
            value =
                "how far brightness, contrast and saturation of colour-jitter are from 1 at most",
            byDefault = "0.3",
            min = 0,
            max = 1)
        double colour,
    @Setting(
            value = "smallest share of an image's area that random-resized-crop keeps",
            byDefault = "0.5",
            min = 0.01,
            max = 1)
        double crop,
    @Setting(
            value = "changes that random-augment makes of an image",
            byDefault = "2",
            min = 1,
            max = 20)
        int changes,
    @Setting(value = "how strong they are, of 30 steps", byDefault = "9", min = 0, max = 30)
        int magnitude) {

  /** The defaults. */
  public static final AugmentationStrength STANDARD = new AugmentationStrength(15, 0.3, 0.5, 2, 9);

  /** Checks the ranges. */
  public AugmentationStrength {
    TrainingSettings.finite("rotation", rotation, 0, 180);
    TrainingSettings.finite("colour", colour, 0, 1);
    TrainingSettings.finite("crop", crop, 0.01, 1);
    TrainingSettings.between("changes", changes, 1, 20);
    TrainingSettings.between("magnitude", magnitude, 0, 30);
  }
}
