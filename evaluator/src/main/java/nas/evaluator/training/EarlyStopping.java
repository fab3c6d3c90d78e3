package nas.evaluator.training;

import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;

/**
 * Ends a training that no longer gets better on the validation data, and keeps the weights of its
 * best epoch (Prechelt 1998, doi:10.1007/3-540-49430-8_3).
 *
 * @param patience see the description of the setting
 */
public record EarlyStopping(
    @Setting(
            value =
                "epochs without a better validation value after which training ends; the weights of"
                    + " the best epoch are kept",
            min = 1,
            max = 100_000)
        int patience) {

  /** Checks the range. */
  public EarlyStopping {
    if (patience < 1 || patience > 100_000) {
      throw new InvalidSettingException(
          "patience", "patience (" + patience + ") must be from 1 to 100000", "");
    }
  }
}
