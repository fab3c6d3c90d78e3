package nas.proxy;

/** Which nodes of a network are executed. */
public enum Nodes {
  /** Those that reach the output. */
  LIVE,
  /** Those too whose output goes nowhere, which published code often counts. */
  ALL
}
