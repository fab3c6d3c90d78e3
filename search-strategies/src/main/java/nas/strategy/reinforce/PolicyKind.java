package nas.strategy.reinforce;

/** What decides the probabilities of the choices. */
public enum PolicyKind {
  /** A recurrent network that knows the choices made before. */
  LSTM,
  /** A categorical distribution for every position that knows nothing of the others. */
  INDEPENDENT
}
