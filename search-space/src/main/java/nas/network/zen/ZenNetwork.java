package nas.network.zen;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import nas.core.text.ErrorText;

/**
 * A network of Zen-NAS: a chain of blocks, each reading what the one before it yields.
 *
 * @param blocks at least one
 */
public record ZenNetwork(List<ZenBlock> blocks) {

  /** Channels of images. */
  public static final int IMAGE_CHANNELS = 3;

  private static final int SPLIT_FROM = 6;
  private static final int SPLIT_OFF = 3;
  private static final int LONGEST = 100_000;

  /** Copies the list and checks that the blocks form a chain. */
  public ZenNetwork {
    blocks = List.copyOf(blocks);
    if (blocks.isEmpty()) {
      throw new IllegalArgumentException("a network needs a block");
    }
    int channels = IMAGE_CHANNELS;
    for (ZenBlock block : blocks) {
      if (block.in() != channels) {
        throw new IllegalArgumentException(
            "%s reads %d channels, but what is before it yields %d"
                .formatted(block, block.in(), channels));
      }
      channels = block.out();
    }
  }

  /**
   * Reads a string such as {@code SuperConvK3BNRELU(3,8,1,1)SuperResK3K3(8,16,1,8,1)}; a name of a
   * block and a bar before its numbers are passed over, as published code does.
   *
   * @throws IllegalArgumentException if it is none, saying at which character
   */
  public static ZenNetwork parse(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "the text has %d characters, more than %d".formatted(text.length(), LONGEST));
    }
    List<ZenBlock> blocks = new ArrayList<>();
    int channels = IMAGE_CHANNELS;
    int at = 0;
    while (at < text.length() || blocks.isEmpty()) {
      int open = text.indexOf('(', at);
      int close = text.indexOf(')', at);
      if (open < 0 || close < open) {
        throw problem(at, "a block such as SuperConvK3BNRELU(3,8,1,1) is wanted");
      }
      String name = text.substring(at, open);
      Optional<ZenType> type = ZenType.of(name);
      if (type.isEmpty()) {
        throw problem(at, "there is no block " + ErrorText.quote(name));
      }
      ZenBlock block = block(type.get(), text, open + 1, close);
      if (block.in() != channels) {
        throw problem(
            open + 1,
            "%s reads %d channels, but what is before it yields %d"
                .formatted(block, block.in(), channels));
      }
      blocks.add(block);
      channels = block.out();
      at = close + 1;
    }
    return new ZenNetwork(blocks);
  }

  private static ZenBlock block(ZenType type, String text, int from, int to) {
    String inside = text.substring(from, to);
    int begin = inside.indexOf('|') + 1;
    String[] words = inside.substring(begin).split(",", -1);
    int wanted = type.isResidual() ? 5 : 4;
    if (words.length != wanted) {
      throw problem(from, "%s has %d numbers, not %d".formatted(type.name(), wanted, words.length));
    }
    int[] numbers = new int[wanted];
    int at = from + begin;
    for (int i = 0; i < wanted; i++) {
      if (!words[i].matches("[0-9]{1,9}")) {
        throw problem(at, ErrorText.quote(words[i]) + " is no whole number of at most 9 digits");
      }
      numbers[i] = Integer.parseInt(words[i]);
      at += words[i].length() + 1;
    }
    try {
      return type.isResidual()
          ? new ZenBlock(type, numbers[0], numbers[1], numbers[2], numbers[3], numbers[4])
          : new ZenBlock(type, numbers[0], numbers[1], numbers[2], 0, numbers[3]);
    } catch (IllegalArgumentException refused) {
      throw problem(from, type.name() + ": " + refused.getMessage());
    }
  }

  private static IllegalArgumentException problem(int at, String words) {
    return new IllegalArgumentException("at character " + (at + 1) + ": " + words);
  }

  /** Returns how many sub-layers there are, which the published search limits. */
  public int layers() {
    return blocks.stream().mapToInt(ZenBlock::subLayers).sum();
  }

  /**
   * Returns the same network with residual blocks of at least six sub-layers parted, as the
   * published search does: three of them stand in a block of their own, and so once more.
   */
  public ZenNetwork split() {
    return splitOnce().splitOnce();
  }

  private ZenNetwork splitOnce() {
    List<ZenBlock> parted = new ArrayList<>();
    for (ZenBlock block : blocks) {
      if (block.type().isResidual() && block.subLayers() >= SPLIT_FROM) {
        parted.add(
            new ZenBlock(
                block.type(),
                block.in(),
                block.out(),
                block.stride(),
                block.bottleneck(),
                SPLIT_OFF));
        parted.add(
            new ZenBlock(
                block.type(),
                block.out(),
                block.out(),
                1,
                block.bottleneck(),
                block.subLayers() - SPLIT_OFF));
      } else {
        parted.add(block);
      }
    }
    return new ZenNetwork(parted);
  }

  /** Returns the string. */
  @Override
  public String toString() {
    return blocks.stream().map(ZenBlock::toString).collect(Collectors.joining());
  }
}
