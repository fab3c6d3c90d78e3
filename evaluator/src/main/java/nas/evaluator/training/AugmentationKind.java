package nas.evaluator.training;

/** The augmentations that experiment files can name. */
public enum AugmentationKind {
  /** {@link Augmentation#horizontalFlip}. */
  HORIZONTAL_FLIP,
  /** {@link Augmentation#randomCrop}. */
  RANDOM_CROP,
  /** {@link Augmentation#cutout}. */
  CUTOUT,
  /** {@link Augmentation#randomResizedCrop}. */
  RANDOM_RESIZED_CROP,
  /** {@link Augmentation#rotation}. */
  ROTATION,
  /** {@link Augmentation#colourJitter}. */
  COLOUR_JITTER,
  /** {@link RandomAugment}. */
  RANDOM_AUGMENT
}
