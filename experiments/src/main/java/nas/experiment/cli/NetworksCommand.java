package nas.experiment.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.core.UserException;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.network.family.NetworkFamilies;
import nas.network.family.NetworkFamily;
import nas.result.table.ConsoleText;
import nas.result.table.Field;
import nas.result.table.JsonText;
import nas.result.table.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists networks made by hand. */
@Command(
    name = "networks",
    sortOptions = false,
    description = {
      "List networks made by hand, with parameters and multiply-adds.",
      "",
      "Experiments name them as a search space: 'search-space: {networks: {names: [resnet20,",
      "wrn16_10]}}'; so does 'score --space'. Names follow a rule, so that most families have more",
      "networks than the list shows: 'networks resnet32 wrn10_4'.",
      "",
      "    java -jar nas.jar networks resnet32"
    })
final class NetworksCommand implements Runnable {

  private static final int SMALL_PIXELS = 32;

  @Parameters(
      arity = "0..*",
      paramLabel = "NAME",
      description = "Show only these networks or families.")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--classes",
      paramLabel = "N",
      description = "Classes to tell apart; by default 10 for small images, 1000 for others.")
  private Optional<Integer> classes = Optional.empty();

  @Option(
      names = "--pixels",
      paramLabel = "N",
      description = "Height and width of images; by default those that each was made for.")
  private Optional<Integer> pixels = Optional.empty();

  @Mixin private JsonOption json = new JsonOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  private record Row(String family, Network network) {}

  @Override
  public void run() {
    List<Row> rows = new ArrayList<>();
    if (only.isEmpty()) {
      NetworkFamilies.all().forEach(family -> rows.addAll(rows(family)));
    }
    for (String name : only) {
      rows.addAll(
          NetworkFamilies.all().stream()
              .filter(family -> family.name().equals(name))
              .findFirst()
              .map(this::rows)
              .orElseGet(() -> List.of(row(NetworkFamilies.family(name), name))));
    }
    Table table =
        Table.of(
            List.of(
                Field.<Row>text("name", row -> row.network().id()).headed("Network"),
                Field.<Row>count("parameters", row -> row.network().parameters())
                    .headed("Parameters"),
                Field.<Row>count("macs", row -> row.network().macs()).headed("Multiply-adds"),
                Field.<Row>text("images", row -> row.network().input().toString()).headed("Images"),
                Field.<Row>count("classes", row -> row.network().outputNode().output().channels())
                    .headed("Classes"),
                Field.<Row>text("family", Row::family).headed("Family")),
            rows);
    PrintWriter out = spec.commandLine().getOut();
    if (json.isGiven()) {
      out.print(JsonText.of(table));
    } else {
      out.print(ConsoleText.of(table));
      out.println();
      NetworkFamilies.all().stream()
          .filter(family -> rows.stream().anyMatch(row -> row.family().equals(family.name())))
          .forEach(family -> out.println(family.name() + ": " + family.summary()));
    }
    out.flush();
  }

  private List<Row> rows(NetworkFamily family) {
    return family.members().stream().map(member -> row(family, member)).toList();
  }

  private Row row(NetworkFamily family, String name) {
    int side = positive("--pixels", pixels).orElse(family.pixels(name));
    int count = positive("--classes", classes).orElse(family.pixels() == SMALL_PIXELS ? 10 : 1000);
    Task task = new Task(new FeatureShape(3, side, side), count);
    return new Row(family.name(), NetworkFamilies.network(name, task));
  }

  private static Optional<Integer> positive(String option, Optional<Integer> number) {
    int least = option.equals("--classes") ? 2 : 1;
    if (number.isPresent() && number.get() < least) {
      throw new UserException(
          "%s (%d) must be at least %d".formatted(option, number.get(), least), "");
    }
    return number;
  }
}
