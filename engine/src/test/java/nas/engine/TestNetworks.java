package nas.engine;

import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.ParameterSpec;
import nas.network.operation.Add;
import nas.network.operation.AveragePool;
import nas.network.operation.BatchNorm;
import nas.network.operation.Concatenate;
import nas.network.operation.Convolution;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.MaxPool;
import nas.network.operation.Relu;
import nas.network.operation.Slice;
import nas.network.operation.Zero;

/** Small networks that together contain every operation of classical convolutional networks. */
public final class TestNetworks {

  private TestNetworks() {}

  /** A network with each of these operations, whose settings follow from the seed. */
  public static Network everyLayer(long seed) {
    RandomGenerator random = Seeds.generator(seed);
    int side = 7 + random.nextInt(3);
    Network.Builder b = Network.builder("every-layer-" + seed, new FeatureShape(3, side, side));
    int stem = b.add("stem", Convolution.same(4, 3, 1, false), 0);
    int norm = b.add("stem-norm", BatchNorm.standard(true), stem);
    int relu = b.add("relu", new Relu(), norm);
    int stride = 1 + random.nextInt(2);
    int grouped = b.add("grouped", new Convolution(8, 3, stride, 1, 1, 2, true), relu);
    int dilated =
        b.add("dilated", new Convolution(8, 3, stride, 2, 2, 1, random.nextBoolean()), relu);
    int depthwise = b.add("depthwise", new Convolution(4, 3, stride, 1, 1, 4, false), relu);
    int max = b.add("max", new MaxPool(3, stride, 1), relu);
    int average = b.add("average", new AveragePool(3, stride, 1, true), relu);
    int inner = b.add("average-inner", new AveragePool(3, stride, 1, false), relu);
    int pools = b.add("pools", new Concatenate(), max, average);
    int zero = b.add("zero", new Zero(), grouped);
    int sum = b.add("sum", new Add(), grouped, dilated, zero, pools);
    int untracked = b.add("untracked", new BatchNorm(false, 1e-3, 0.2, false), sum);
    int affine = b.add("affine", new BatchNorm(true, 1e-5, 0.3, true), untracked);
    int slice = b.add("slice", new Slice(2, 6), affine);
    int alone = b.add("alone", new Add(), slice);
    int join = b.add("join", new Add(), alone, inner, depthwise, slice);
    int dead = b.add("dead", Convolution.same(4, 3, 1, true), join);
    b.add("dead-end", new Relu(), dead);
    int small = b.add("small", new AveragePool(2, 2, 0, true), join);
    int pooled = b.add("pooled", new GlobalAveragePool(), small);
    int hidden = b.add("hidden", new Linear(6, false), pooled);
    int bend = b.add("bend", new Relu(), hidden);
    b.add("classifier", new Linear(5, true), bend);
    return b.build();
  }

  /** Weights away from any symmetry: batch normalisation is not 1 and 0 either. */
  static WeightSource weights(long seed) {
    return parameter -> {
      long stream = Seeds.mix(seed ^ Seeds.hash(parameter.node().name() + "/" + parameter.role()));
      double bound =
          switch (parameter.role()) {
            case WEIGHT -> 2 / Math.sqrt(parameter.fanIn());
            case BIAS -> 0.3;
            case SCALE, SHIFT, SLOPE -> 0.5;
          };
      double centre = parameter.role() == ParameterSpec.Role.SCALE ? 1 : 0;
      return element -> centre + bound * symmetric(stream + element);
    };
  }

  static double[] values(long seed, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = 2 * symmetric(Seeds.mix(seed) + i);
    }
    return values;
  }

  private static double symmetric(long counter) {
    return (Seeds.mix(counter) >>> 11) * 0x1p-52 - 1;
  }
}
