package nas.evaluator.training;

import nas.core.plugin.Setting;

/**
 * Where trainings run, and what they leave on the way.
 *
 * @param device see the description of the setting, as for all components
 */
public record TrainingExecution(
    @Setting(
            value =
                "where to train: cpu, gpu:k such as gpu:0, several such as gpu:0,gpu:1 that the"
                    + " workers share, or gpus for all",
            byDefault = "cpu")
        String device,
    @Setting(
            value =
                "epochs from one checkpoint, from which a killed run goes on, to the next; 0: none",
            byDefault = "1",
            min = 0,
            max = 100_000)
        int checkpointEvery,
    @Setting(
            value =
                "threads that prepare the images of coming steps for each network in training; 0:"
                    + " the training thread does; changes nothing but the time taken",
            byDefault = "1",
            min = 0,
            max = 64)
        int dataThreads) {

  /** The defaults. */
  public static final TrainingExecution STANDARD = new TrainingExecution("cpu", 1, 1);

  /** Checks the ranges. */
  public TrainingExecution {
    TrainingSettings.between("checkpoint-every", checkpointEvery, 0, 100_000);
    TrainingSettings.between("data-threads", dataThreads, 0, 64);
  }
}
