package nas.proxy.metric;

import java.util.List;
import nas.proxy.Metric;
import nas.proxy.Score;

/**
 * The two baselines that every other metric has to beat: how large a network is, and how much it
 * computes.
 *
 * <p>Both follow from the graph alone. Layers that do not reach the output count, as in the
 * published tables of NAS-Bench-101 and 201.
 */
final class NetworkSize {

  /** Number of trainable parameters, biases and batch normalisation included. */
  static final Metric PARAMS =
      Formula.of(
              "params",
              "Number of trainable parameters",
              Papers.ZERO_COST,
              List.of(),
              measured -> Score.of((double) measured.network().parameters()))
          .in("parameters");

  /** Multiply-accumulates of convolutions and linear layers for one image. */
  static final Metric MACS =
      Formula.of(
              "macs",
              "Multiply-accumulate operations of convolutions and linear layers for one image",
              Papers.ZERO_COST,
              List.of(),
              measured -> Score.of((double) measured.network().macs()))
          .in("multiply-accumulates");

  private NetworkSize() {}
}
