package nas.proxy.metric;

import java.util.List;
import java.util.Optional;
import nas.proxy.Formula;
import nas.proxy.Metric;
import nas.proxy.Score;

/**
 * The baselines that every other metric has to beat, as they only count: how large a network is,
 * how much it computes, and how many trainable layers it has.
 *
 * <p>All follow from the graph alone. In parameters and multiply-accumulates layers that do not
 * reach the output count, as in the published tables of NAS-Bench-101 and 201; among {@link
 * #LAYERS} only those on a path from input to output do.
 */
final class Counts {

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

  /** Number of convolutions and linear layers that lie on a path from input to output. */
  static final Metric LAYERS =
      Formula.of(
              "layers",
              "Number of convolutions and linear layers that lie on a path from input to output",
              Optional.empty(),
              List.of(),
              measured -> Score.of((double) measured.network().weightedLayersOnPaths()))
          .in("layers");

  private Counts() {}
}
