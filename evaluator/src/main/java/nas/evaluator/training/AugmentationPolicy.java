package nas.evaluator.training;

import java.util.List;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;
import nas.engine.data.Normalisation;

/**
 * Which random changes of training images there are, and how far they go.
 *
 * @param augmentation see the description of the setting, as for all components
 */
public record AugmentationPolicy(
    @Setting(
            value =
                "random changes of training images, in order: horizontal-flip, random-crop, cutout,"
                    + " random-resized-crop, rotation, colour-jitter, random-augment",
            byDefault = "[]")
        List<AugmentationKind> augmentation,
    @Setting(
            value = "zeros around an image before random-crop cuts it, in pixels",
            byDefault = "4",
            min = 0,
            max = 1024)
        int cropPadding,
    @Setting(
            value = "side of the square that cutout paints over, in pixels",
            byDefault = "16",
            min = 1,
            max = 1024)
        int cutoutSize,
    @Setting(value = "how far augmentations go", byDefault = "{}")
        AugmentationStrength augmentationStrength) {

  /** Changes nothing. */
  public static final AugmentationPolicy NONE =
      new AugmentationPolicy(List.of(), 4, 16, AugmentationStrength.STANDARD);

  /** Copies the list and checks the ranges. */
  public AugmentationPolicy {
    augmentation = List.copyOf(augmentation);
    TrainingSettings.between("cutout-size", cutoutSize, 1, 1024);
    if (cropPadding < 0) {
      throw new InvalidSettingException(
          "crop-padding", "crop-padding (" + cropPadding + ") must be at least 0", "");
    }
  }

  /** Returns other changes. */
  public AugmentationPolicy of(List<AugmentationKind> kinds) {
    return new AugmentationPolicy(kinds, cropPadding, cutoutSize, augmentationStrength);
  }

  /** Returns the same with other sizes, in pixels. */
  public AugmentationPolicy sized(int cropPadding, int cutoutSize) {
    return new AugmentationPolicy(augmentation, cropPadding, cutoutSize, augmentationStrength);
  }

  /** Returns the changes as one. */
  Augmentation changes(Normalisation normalisation) {
    Augmentation all = Augmentation.NONE;
    byte[] fill = normalisation.meanPixels();
    boolean first = true;
    for (AugmentationKind kind : augmentation) {
      Augmentation next =
          switch (kind) {
            case HORIZONTAL_FLIP -> Augmentation.horizontalFlip();
            case RANDOM_CROP -> Augmentation.randomCrop(cropPadding);
            case CUTOUT -> Augmentation.cutout(cutoutSize, fill);
            case RANDOM_RESIZED_CROP ->
                Augmentation.randomResizedCrop(augmentationStrength.crop(), fill);
            case ROTATION -> Augmentation.rotation(augmentationStrength.rotation(), fill);
            case COLOUR_JITTER -> Augmentation.colourJitter(augmentationStrength.colour());
            case RANDOM_AUGMENT ->
                RandomAugment.of(
                    augmentationStrength.changes(), augmentationStrength.magnitude(), fill);
          };
      all = first ? next : all.andThen(next);
      first = false;
    }
    return all;
  }
}
