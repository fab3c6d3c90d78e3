package nas.strategy.reinforce;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import nas.core.Seeds;
import nas.core.plugin.InvalidSettingException;
import nas.engine.tensor.Autograd;
import nas.engine.tensor.Device;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Precision;
import nas.engine.tensor.Scope;
import nas.engine.tensor.Tensor;
import nas.engine.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * One LSTM layer that reads the embedding of the choice before and writes, by a linear layer for
 * every position, the logits of the next one (Hochreiter and Schmidhuber 1997, DOI
 * 10.1162/neco.1997.9.8.1735; as a controller Zoph and Le 2017, arXiv:1611.01578).
 *
 * <p>For P positions of at most S options, embedding size E and H hidden units, the parameters are,
 * in this order and each in row-major order:
 *
 * <ul>
 *   <li>embeddings (1 + (P - 1) S, E): the one that starts a sequence, then for every position but
 *       the last those of its options;
 *   <li>input weights (4 H, E), recurrent weights (4 H, H), bias (4 H), for the gates input,
 *       forget, cell, output;
 *   <li>head weights (P, H, S), head biases (P, S); of positions with fewer than S options the last
 *       ones are not used.
 * </ul>
 *
 * <p>They start uniform in plus or minus 0.08, as published. They are kept in Java and copied to
 * the engine for the time of a call, so nothing native needs closing. What was computed for a
 * prefix is remembered until the parameters change. Single precision; the numbers repeat exactly on
 * one machine as long as the engine's number of threads stays the same.
 */
final class LstmPolicy implements Policy {

  private static final double INITIAL_RANGE = 0.08;

  /** More sequences than take so many steps together are handled in several tensor programs. */
  private static final int STEPS_AT_ONCE = 8192;

  /** Prefixes are remembered until their states are so many numbers. */
  private static final int MOST_STATE = 1 << 20;

  private static final long MOST_PARAMETERS = 16_000_000;
  private static final float IMPOSSIBLE = -1e9f;

  private final List<Integer> sizes;
  private final int positions;
  private final int options;
  private final int embedding;
  private final int hidden;
  private final float[] parameters;

  /** What the parameters, as they are now, say after each prefix met. */
  private Prefix start = new Prefix(null, 0);

  private int readPrefixes;

  /**
   * The first choices of sequences. Sequences with the same ones share all that the LSTM computes
   * for them, and a policy that has learnt writes few.
   */
  private static final class Prefix {

    /** The choices but the last; null: there are none. */
    final @Nullable Prefix parent;

    /** The row of the embeddings that stands for the last choice. */
    final long row;

    /** Distribution of the next choice; empty until it is read. */
    double[] probabilities = {};

    float[] hidden = {};
    float[] cell = {};
    @Nullable Prefix[] longer = {};

    Prefix(@Nullable Prefix parent, long row) {
      this.parent = parent;
      this.row = row;
    }
  }

  /**
   * Creates the policy.
   *
   * @throws InvalidSettingException (key {@code hidden}) if it were too large
   */
  LstmPolicy(List<Integer> sizes, int embedding, int hidden, long seed) {
    this.sizes = sizes;
    this.positions = sizes.size();
    this.options = sizes.stream().mapToInt(Integer::intValue).max().orElseThrow();
    this.embedding = embedding;
    this.hidden = hidden;
    long count =
        (1 + (positions - 1L) * options) * embedding
            + 4L * hidden * (embedding + hidden + 1)
            + (long) positions * options * (hidden + 1);
    if (count > MOST_PARAMETERS) {
      throw new InvalidSettingException(
          "hidden",
          "an lstm of hidden ("
              + hidden
              + ") and embedding ("
              + embedding
              + ") for "
              + positions
              + " choices of up to "
              + options
              + " options has "
              + count
              + " parameters, at most "
              + MOST_PARAMETERS
              + " are allowed",
          "lower hidden and embedding, or use policy: independent");
    }
    parameters = new float[Math.toIntExact(count)];
    for (int index = 0; index < parameters.length; index++) {
      double unit = (Seeds.mix(seed + index) >>> 11) * 0x1p-53;
      parameters[index] = (float) (INITIAL_RANGE * (2 * unit - 1));
    }
  }

  @Override
  public float[] parameters() {
    return parameters.clone();
  }

  @Override
  public void change(Consumer<float[]> change) {
    change.accept(parameters);
    forget();
  }

  private void forget() {
    start = new Prefix(null, 0);
    readPrefixes = 0;
  }

  /** The parameters as tensors; the order of the components is that of the parameters. */
  private record Weights(
      Tensor embeddings,
      Tensor input,
      Tensor recurrent,
      Tensor bias,
      Tensor heads,
      Tensor headBiases) {

    List<Tensor> all() {
      return List.of(embeddings, input, recurrent, bias, heads, headBiases);
    }
  }

  private Weights upload(Scope scope) {
    List<Tensor> tensors = new ArrayList<>();
    int from = 0;
    for (long[] shape :
        new long[][] {
          {1 + (positions - 1L) * options, embedding},
          {4L * hidden, embedding},
          {4L * hidden, hidden},
          {4L * hidden},
          {positions, hidden, options},
          {positions, 1, options}
        }) {
      int count = Math.toIntExact(LongStream.of(shape).reduce(1, (a, b) -> a * b));
      tensors.add(scope.floats(FloatBuffer.wrap(parameters, from, count), shape));
      from += count;
    }
    return new Weights(
        tensors.get(0),
        tensors.get(1),
        tensors.get(2),
        tensors.get(3),
        tensors.get(4),
        tensors.get(5));
  }

  private int sequencesAtOnce() {
    return Math.max(1, STEPS_AT_ONCE / positions);
  }

  @Override
  public List<List<Integer>> sample(List<RandomGenerator> randoms) {
    List<List<Integer>> sequences = new ArrayList<>();
    for (int from = 0; from < randoms.size(); from += sequencesAtOnce()) {
      int to = Math.min(randoms.size(), from + sequencesAtOnce());
      List<RandomGenerator> part = randoms.subList(from, to);
      sequences.addAll(GradientMode.unrecorded(() -> write(part)));
    }
    return sequences;
  }

  private List<List<Integer>> write(List<RandomGenerator> randoms) {
    if ((long) readPrefixes * 2 * hidden > MOST_STATE) {
      forget();
    }
    List<List<Integer>> sequences = new ArrayList<>();
    List<Prefix> written = new ArrayList<>();
    for (int row = 0; row < randoms.size(); row++) {
      sequences.add(new ArrayList<>());
      written.add(start);
    }
    try (Reader reader = new Reader()) {
      for (int position = 0; position < positions; position++) {
        reader.read(position, written);
        for (int row = 0; row < written.size(); row++) {
          Prefix prefix = written.get(row);
          int choice = Categorical.draw(prefix.probabilities, randoms.get(row));
          sequences.get(row).add(choice);
          if (position + 1 < positions) {
            written.set(row, longer(prefix, position, choice));
          }
        }
      }
    }
    return sequences;
  }

  private Prefix longer(Prefix prefix, int position, int choice) {
    Prefix longer = prefix.longer[choice];
    if (longer == null) {
      longer = new Prefix(prefix, row(position, choice));
      prefix.longer[choice] = longer;
    }
    return longer;
  }

  /** Reads prefixes not read before; uploads the parameters if there are any. */
  private final class Reader implements AutoCloseable {

    private final Scope scope = Scope.on(Device.CPU);
    private @Nullable Weights weights;
    private Tensors heads = new Tensors();

    /** Reads the unread ones of prefixes of one length. */
    void read(int position, List<Prefix> prefixes) {
      List<Prefix> unread =
          prefixes.stream().filter(prefix -> prefix.probabilities.length == 0).distinct().toList();
      if (unread.isEmpty()) {
        return;
      }
      Weights uploaded = weights;
      if (uploaded == null) {
        uploaded = upload(scope);
        weights = uploaded;
        heads = uploaded.heads().split(1, 0);
      }
      long[] rows = unread.stream().mapToLong(prefix -> prefix.row).toArray();
      Tensor.Recurrent read =
          lstm(
              uploaded,
              embedded(scope, uploaded, rows, 1),
              before(unread, true),
              before(unread, false));
      float[] logits = read.outputs().bmm(heads.get(position)).toFloats();
      float[] hiddenStates = read.hidden().toFloats();
      float[] cellStates = read.cell().toFloats();
      int headBiases = parameters.length - (positions - position) * options;
      for (int index = 0; index < rows.length; index++) {
        for (int option = 0; option < options; option++) {
          logits[index * options + option] += parameters[headBiases + option];
        }
        Prefix prefix = unread.get(index);
        prefix.probabilities =
            Categorical.probabilities(logits, index * options, sizes.get(position));
        prefix.hidden = Arrays.copyOfRange(hiddenStates, index * hidden, (index + 1) * hidden);
        prefix.cell = Arrays.copyOfRange(cellStates, index * hidden, (index + 1) * hidden);
        prefix.longer = new Prefix[sizes.get(position)];
      }
      readPrefixes += rows.length;
    }

    /** Returns the hidden or the cell states before the last choices, shape (1, prefixes, H). */
    private Tensor before(List<Prefix> prefixes, boolean hiddenStates) {
      float[] states = new float[prefixes.size() * hidden];
      for (int index = 0; index < prefixes.size(); index++) {
        Prefix parent = prefixes.get(index).parent;
        if (parent != null) {
          float[] state = hiddenStates ? parent.hidden : parent.cell;
          System.arraycopy(state, 0, states, index * hidden, hidden);
        }
      }
      return scope.floats(states, 1, prefixes.size(), hidden);
    }

    @Override
    public void close() {
      scope.close();
    }
  }

  /** Returns the row of the embeddings that stands for a choice. */
  private long row(int position, int choice) {
    return 1 + (long) position * options + choice;
  }

  /** Returns the embeddings of rows, shape (steps, rows / steps, E). */
  private Tensor embedded(Scope scope, Weights weights, long[] rows, int steps) {
    return scope
        .longs(rows, rows.length)
        .embedding(weights.embeddings())
        .reshape(steps, rows.length / steps, embedding);
  }

  private static Tensor.Recurrent lstm(Weights weights, Tensor read, Tensor hidden, Tensor cell) {
    return read.lstm(hidden, cell, weights.input(), weights.recurrent(), weights.bias());
  }

  @Override
  public float[] gradient(List<List<Integer>> sequences, double[] weights, double entropyBonus) {
    float[] sum = new float[parameters.length];
    for (int from = 0; from < weights.length; from += sequencesAtOnce()) {
      int to = Math.min(weights.length, from + sequencesAtOnce());
      List<List<Integer>> part = sequences.subList(from, to);
      double[] shares = new double[to - from];
      for (int row = 0; row < shares.length; row++) {
        shares[row] = weights[from + row] / weights.length;
      }
      GradientMode.recorded(
          () -> {
            addGradient(sum, part, shares, entropyBonus / weights.length);
            return true;
          });
    }
    return sum;
  }

  private void addGradient(
      float[] sum, List<List<Integer>> sequences, double[] shares, double entropyShare) {
    int rows = shares.length;
    long[] read = new long[positions * rows];
    float[] chosen = new float[positions * rows * options];
    for (int row = 0; row < rows; row++) {
      List<Integer> sequence = sequences.get(row);
      for (int position = 0; position < positions; position++) {
        int choice = sequence.get(position);
        chosen[(position * rows + row) * options + choice] = (float) shares[row];
        if (position + 1 < positions) {
          read[(position + 1) * rows + row] = row(position, choice);
        }
      }
    }
    try (Scope scope = Scope.on(Device.CPU)) {
      Weights weights = upload(scope);
      weights.all().forEach(tensor -> tensor.requireGradient(true));
      Tensor zeros = scope.full(Precision.FLOAT32, 0, 1, rows, hidden);
      Tensor logProbabilities =
          lstm(weights, embedded(scope, weights, read, positions), zeros, zeros)
              .outputs()
              .bmm(weights.heads())
              .add(weights.headBiases())
              .add(scope.floats(unused(), positions, 1, options))
              .logSoftmax(2);
      Tensor objective = logProbabilities.mul(scope.floats(chosen, positions, rows, options)).sum();
      if (entropyShare != 0) {
        Tensor negative = logProbabilities.exp().mul(logProbabilities).sum();
        objective = objective.add(negative.mul((float) -entropyShare));
      }
      int from = 0;
      for (Tensor gradient : Autograd.gradients(objective, weights.all(), Autograd.Graph.FREED)) {
        for (float value : gradient.toFloats()) {
          sum[from++] += value;
        }
      }
    }
  }

  /** Returns what makes the options that a position lacks impossible. */
  private float[] unused() {
    float[] mask = new float[positions * options];
    for (int position = 0; position < positions; position++) {
      for (int option = sizes.get(position); option < options; option++) {
        mask[position * options + option] = IMPOSSIBLE;
      }
    }
    return mask;
  }
}
