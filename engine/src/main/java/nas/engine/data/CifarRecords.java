package nas.engine.data;

import java.nio.file.Path;
import nas.core.UserException;

/**
 * The records of the CIFAR binary files: label bytes, of which the last counts, and 3072 pixel
 * bytes, channel after channel, row after row.
 *
 * @param labelBytes number of label bytes
 * @param classes number of classes
 * @param advice what to do where a label is out of range
 */
record CifarRecords(int labelBytes, int classes, String advice) {

  static final int IMAGE = 3 * 32 * 32;

  /**
   * Reads a file.
   *
   * @param count number of records that it must have
   * @param pixels receives the pixels, from those of image {@code first} on
   * @param labels receives the labels
   */
  void read(Path file, int count, byte[] pixels, int[] labels, int first) {
    int size = labelBytes + IMAGE;
    byte[] bytes = DataFiles.read(file, (long) count * size);
    if (bytes.length != count * size) {
      throw new UserException(
          file
              + ": "
              + bytes.length
              + " bytes, not "
              + count * size
              + "; record "
              + bytes.length / size
              + " is cut off",
          "fetch the file again");
    }
    for (int record = 0; record < count; record++) {
      int label = bytes[record * size + labelBytes - 1] & 0xff;
      if (label >= classes) {
        throw new UserException(
            file
                + ": label ("
                + label
                + ") of record "
                + record
                + " at byte "
                + (record * size + labelBytes - 1)
                + " must be 0 to "
                + (classes - 1),
            advice);
      }
      labels[first + record] = label;
      System.arraycopy(bytes, record * size + labelBytes, pixels, (first + record) * IMAGE, IMAGE);
    }
  }
}
