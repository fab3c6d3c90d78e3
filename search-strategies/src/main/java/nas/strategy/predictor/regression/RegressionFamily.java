package nas.strategy.predictor.regression;

/** What a regression is made of. */
public enum RegressionFamily {
  /** Gradient boosting of small trees: Friedman 2001, DOI 10.1214/aos/1013203451. */
  BOOSTED_TREES,
  /** Random forest: Breiman 2001, DOI 10.1023/A:1010933404324. */
  RANDOM_FOREST,
  /** Elastic net: Zou and Hastie 2005, DOI 10.1111/j.1467-9868.2005.00503.x. */
  LINEAR
}
