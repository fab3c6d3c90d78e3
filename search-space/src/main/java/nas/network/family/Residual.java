package nas.network.family;

/** Bodies and shortcuts of residual units; He et al. 2016, arXiv:1512.03385 and 1603.05027. */
final class Residual {

  /** A bottleneck has so many times fewer channels than its unit. */
  private static final int NARROW = 4;

  private Residual() {}

  /** Two convolutions 3x3, each normalised, a ReLU between them. */
  static int basic(Layers net, int input, int channels, int stride) {
    return net.convNorm(net.convNormRelu(input, channels, 3, stride), channels, 3, 1);
  }

  /** Convolutions 1x1, 3x3 with the stride, and 1x1, each normalised, ReLUs between them. */
  static int bottleneck(Layers net, int input, int channels, int stride) {
    int narrow = channels / NARROW;
    int reduced = net.convNormRelu(input, narrow, 1, 1);
    return net.convNorm(net.convNormRelu(reduced, narrow, 3, stride), channels, 1, 1);
  }

  /** The body of either kind. */
  static int body(boolean bottleneck, Layers net, int input, int channels, int stride) {
    return bottleneck
        ? bottleneck(net, input, channels, stride)
        : basic(net, input, channels, stride);
  }

  /** The same where norm and ReLU come before each convolution; the input has had the first. */
  static int preactivated(boolean bottleneck, Layers net, int activated, int channels, int stride) {
    if (!bottleneck) {
      return net.conv(net.normRelu(net.conv(activated, channels, 3, stride)), channels, 3, 1);
    }
    int narrow = channels / NARROW;
    int reduced = net.normRelu(net.conv(activated, narrow, 1, 1));
    return net.conv(net.normRelu(net.conv(reduced, narrow, 3, stride)), channels, 1, 1);
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
