package nas.engine.data;

import nas.core.plugin.InvalidSettingException;

/** Checks image sizes that users choose. */
final class Sizes {

  private Sizes() {}

  static void check(String key, int pixels, int most) {
    if (pixels < 1 || pixels > most) {
      throw new InvalidSettingException(
          key, key + " (" + pixels + ") must be from 1 to " + most + " pixels", "");
    }
  }
}
