package nas.experiment.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import nas.evaluator.data.DataException;
import nas.evaluator.data.ImageFile;
import nas.evaluator.model.Classifier;
import nas.evaluator.model.TrainedModel;
import nas.evaluator.runtime.Device;
import nas.evaluator.runtime.PyTorch;
import nas.result.ResultException;
import nas.result.text.Csv;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Classifies image files. */
@Command(
    name = "predict",
    sortOptions = false,
    description = {
      "Classify image files by a trained network.",
      "",
      "Prints a line for each image: the most probable classes and their probabilities. Images are",
      "scaled to the network's input; grey ones become colour, or colours grey, as it needs. A file",
      "that cannot be read is named, the others are classified, and the exit code is 2."
    })
final class PredictCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "The trained network: a folder that 'train' wrote, or its model.safetensors.")
  private Path path = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "Image files (PNG, JPEG or PGM).")
  private List<Path> images = new ArrayList<>();

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "How many classes to show for each image; by default 3.")
  private int top = 3;

  @Option(
      names = "--csv",
      description = "Print CSV: file, class, its probability, and the probability of every class.")
  private boolean csv;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "cpu or gpu:k, such as gpu:0; by default cpu.")
  private String device = "cpu";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (top < 1) {
      throw new ResultException("--top (" + top + ") must be at least 1", "");
    }
    TrainedModel model = TrainedModel.read(path);
    PyTorch.prepare();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (csv) {
      List<String> head = new ArrayList<>(List.of("file", "class", "probability"));
      head.addAll(model.classNames());
      out.print(Csv.line(head));
    }
    int unread = 0;
    try (Classifier classifier = new Classifier(model, Device.parse(device))) {
      for (Path image : images) {
        try {
          byte[] pixels = ImageFile.read(image, model.network().input());
          print(image, classifier.probabilities(pixels), model.classNames(), out);
        } catch (DataException refused) {
          unread++;
          out.flush();
          err.println(Main.advised(String.valueOf(refused.getMessage()), refused.advice()));
          err.flush();
        }
      }
    }
    out.flush();
    return unread == 0 ? 0 : Main.USER_ERROR;
  }

  private void print(Path image, double[] probabilities, List<String> names, PrintWriter out) {
    List<Integer> ranked =
        IntStream.range(0, probabilities.length)
            .boxed()
            .sorted(Comparator.comparingDouble(label -> -probabilities[label]))
            .toList();
    if (csv) {
      List<String> row = new ArrayList<>();
      row.add(image.toString());
      row.add(names.get(ranked.get(0)));
      row.add(share(probabilities[ranked.get(0)]));
      Arrays.stream(probabilities).mapToObj(PredictCommand::share).forEach(row::add);
      out.print(Csv.line(row));
      return;
    }
    out.println(
        image
            + ": "
            + ranked.stream()
                .limit(top)
                .map(
                    label ->
                        String.format(
                            Locale.ROOT,
                            "%s %.2f %%",
                            names.get(label),
                            100 * probabilities[label]))
                .collect(Collectors.joining(", ")));
  }

  private static String share(double probability) {
    return String.format(Locale.ROOT, "%.6f", probability);
  }
}
