package nas.network.family;

import nas.network.Network.Role;
import nas.network.operation.MaxPool;

/**
 * Bodies, shortcuts and units of residual networks; He et al. 2016, arXiv:1512.03385 and
 * 1603.05027.
 */
final class Residual {

  /** A bottleneck has so many times fewer channels than its unit. */
  private static final int NARROW = 4;

  /** The channels of a group at 256 channels of the unit are a quarter of 64th parts. */
  private static final double REFERENCE = 64;

  private Residual() {}

  /** What a shortcut goes around. */
  @FunctionalInterface
  interface Body {
    /** Adds the layers and returns the last node. */
    int add(Layers net, int input, int channels, int stride);

    /** Returns the same with squeeze and excitation behind it. */
    default Body excited() {
      return (net, input, channels, stride) ->
          net.squeezeAndExcite(add(net, input, channels, stride), 16);
    }
  }

  /** A convolution 7x7 and a max pooling, each of which halves images. */
  static int stem(Layers net, int channels) {
    net.at(Role.STEM, "stem");
    return net.add(new MaxPool(3, 2, 1), net.convNormRelu(Layers.INPUT, channels, 7, 2));
  }

  /** Two convolutions 3x3, each normalised, a ReLU between them. */
  static int basic(Layers net, int input, int channels, int stride) {
    return net.convNorm(net.convNormRelu(input, channels, 3, stride), channels, 3, 1);
  }

  /** Convolutions 1x1, 3x3 with the stride, and 1x1, each normalised, ReLUs between them. */
  static int bottleneck(Layers net, int input, int channels, int stride) {
    return bottleneck(net, input, channels, 1, stride);
  }

  /** The same with the stride in the first convolution. */
  static int earlyBottleneck(Layers net, int input, int channels, int stride) {
    return bottleneck(net, input, channels, stride, 1);
  }

  private static int bottleneck(Layers net, int input, int channels, int first, int second) {
    int narrow = channels / NARROW;
    int reduced = net.convNormRelu(input, narrow, 1, first);
    return net.convNorm(net.convNormRelu(reduced, narrow, 3, second), channels, 1, 1);
  }

  /** A bottleneck whose second convolution is by groups of channels; arXiv:1611.05431. */
  static Body grouped(int groups, int width) {
    return (net, input, channels, stride) -> {
      int narrow = channels / NARROW;
      int inner = groups * (int) Math.floor(narrow * (width / REFERENCE));
      int reduced = net.convNormRelu(input, inner, 1, 1);
      int grouped = net.normRelu(net.conv(reduced, inner, 3, stride, groups));
      return net.convNorm(grouped, channels, 1, 1);
    };
  }

  /** Two convolutions of an input that has been normalised and rectified; so is what is between. */
  static int preactivated(Layers net, int activated, int channels, int stride) {
    return net.conv(net.normRelu(net.conv(activated, channels, 3, stride)), channels, 3, 1);
  }

  /** The same of three, with the stride in the second. */
  static int preactivatedBottleneck(Layers net, int activated, int channels, int stride) {
    return preactivatedBottleneck(net, activated, channels, 1, stride);
  }

  /** The same of three, with the stride in the first. */
  static int preactivatedEarlyBottleneck(Layers net, int activated, int channels, int stride) {
    return preactivatedBottleneck(net, activated, channels, stride, 1);
  }

  private static int preactivatedBottleneck(
      Layers net, int activated, int channels, int first, int second) {
    int narrow = channels / NARROW;
    int reduced = net.normRelu(net.conv(activated, narrow, 1, first));
    return net.conv(net.normRelu(net.conv(reduced, narrow, 3, second)), channels, 1, 1);
  }

  /** A unit: a body and a shortcut, and a ReLU of their sum. */
  static Stages.Unit<Integer> unit(Body body) {
    return (net, input, channels, stride) -> {
      int around = shortcut(net, input, channels, stride);
      return net.relu(net.sum(body.add(net, input, channels, stride), around));
    };
  }

  /**
   * A unit that begins with norm and ReLU; a projection reads what they made of the input, and has
   * no norm.
   */
  static Stages.Unit<Integer> preactivatedUnit(Body body) {
    return (net, input, channels, stride) -> {
      int activated = net.normRelu(input);
      int last = body.add(net, activated, channels, stride);
      int around =
          changes(net, input, channels, stride) ? net.conv(activated, channels, 1, stride) : input;
      return net.sum(last, around);
    };
  }

  /** The input itself, or its projection with norm where the unit changes its shape. */
  static int shortcut(Layers net, int input, int channels, int stride) {
    return changes(net, input, channels, stride) ? net.convNorm(input, channels, 1, stride) : input;
  }

  /** Says whether a unit changes the shape of its input. */
  static boolean changes(Layers net, int input, int channels, int stride) {
    return stride != 1 || net.channels(input) != channels;
  }
}
