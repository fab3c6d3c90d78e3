package nas.experiment.cli;

import java.io.PrintWriter;
import nas.experiment.schema.ExperimentSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the JSON Schema of experiment files. */
@Command(name = "schema", description = "Print the JSON Schema of experiment files, for editors.")
final class SchemaCommand implements Runnable {

  @Mixin private PluginOptions plugins = new PluginOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    out.print(ExperimentSchema.of(plugins.load()));
    out.flush();
  }
}
