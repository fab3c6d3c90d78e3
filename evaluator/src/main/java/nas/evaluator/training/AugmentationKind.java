package nas.evaluator.training;

/** The augmentations that experiment files can name. */
public enum AugmentationKind {
  /** {@link Augmentation#horizontalFlip}. */
  HORIZONTAL_FLIP,
  /** {@link Augmentation#randomCrop}. */
  RANDOM_CROP,
  /** {@link Augmentation#cutout}. */
  CUTOUT
}
