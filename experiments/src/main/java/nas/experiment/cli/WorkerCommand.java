package nas.experiment.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import nas.engine.tensor.Devices;
import nas.experiment.place.Worker;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Evaluates and scores for another process of this program, which starts it. */
@Command(
    name = "worker",
    hidden = true,
    sortOptions = false,
    description = {
      "Evaluate and score networks for a run whose workers are processes.",
      "",
      "Started by 'run' and 'score'. It answers requests on its standard input and ends with it."
    })
final class WorkerCommand implements Runnable {

  @Option(
      names = "--seat",
      paramLabel = "N",
      description = "Which of the processes this is, from 0; decides which GPU it prefers.")
  private int seat;

  @Mixin private PluginOptions plugins = new PluginOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    Worker.outliveInterruptions();
    Devices.seat(seat);
    InputStream requests = System.in;
    OutputStream answers = new FileOutputStream(FileDescriptor.out);
    // What plug-ins print or read must not come between.
    System.setOut(System.err);
    System.setIn(InputStream.nullInputStream());
    try {
      Worker.serve(requests, answers, plugins.load().reader());
    } catch (RuntimeException | Error defect) {
      Runtime.getRuntime().halt(Main.explain(defect, spec.commandLine().getErr()));
    }
  }
}
