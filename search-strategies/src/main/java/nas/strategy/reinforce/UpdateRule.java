package nas.strategy.reinforce;

/** How a policy follows the gradient. */
public enum UpdateRule {
  /** Kingma and Ba 2015, Adam, arXiv:1412.6980; decay rates 0.9 and 0.999, epsilon 1e-8. */
  ADAM,
  /** Plain gradient ascent. */
  SGD
}
