package nas.engine;

/** How batch normalisation behaves. */
public enum Mode {
  /** Normalises with the batch's statistics and moves the running statistics towards them. */
  TRAINING,
  /** Normalises with the running statistics, where a layer tracks them. */
  EVALUATION
}
