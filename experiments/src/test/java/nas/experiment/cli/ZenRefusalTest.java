package nas.experiment.cli;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Everything that can be wrong with networks of Zen-NAS, and with architectures that a population
 * begins with, must be refused before anything is written, with exactly the message in {@code
 * refusals/NAME.txt}.
 */
final class ZenRefusalTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private void refused(String golden, String space, String strategy) {
    Path experiment =
        Nas.write(
            folder.resolve("zen.yaml"),
            """
            name: zen
            search-space: %s
            data: digits
            evaluator: {training: {epochs: 1}}
            budget: {trained-models: 4}
            strategies: [%s]
            """
                .formatted(space, strategy));
    Refusal.refused(folder, golden, "run", experiment, "--out", folder.resolve("run"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '#',
      value = {
        "blanks; start: 'SuperConvK3BNRELU(3,8,1,1) SuperResK3K3(8,16,1,8,1)'",
        "channels; start: 'SuperConvK3BNRELU(3,8,1,1)SuperResK3K3(16,16,1,8,1)'",
        "zero; start: 'SuperConvK3BNRELU(3,8,1,1)SuperResK3K3(8,0,1,8,1)'",
        "enormous; start: 'SuperConvK3BNRELU(3,8,1,1)SuperResK3K3(8,16,1,99999999,1)'",
        "block; start: 'SuperConvK3BNRELU(3,8,1,1)SuperPoolK3(8,16,1,8,1)'",
        "name; start: zennet_cifar_3m",
        "own-limit; start: zennet_cifar_1m",
        "budget; limits: {parameters: 5000}",
        "layers; limits: {layers: 0}",
        "images; limits: {pixels: 4}",
        "count; limits: {count: flops}",
      })
  @Tag("slow")
  void space(String golden, String setting) {
    refused("zen-" + golden, "{zennas: {" + setting + "}}", "random");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '#',
      value = {
        "text; zennas; ['SuperConvK3BNRELU(3,8,1,1)x']",
        "limit; zennas; [zennet_initial, zennet_cifar_1m]",
        "twice; zennas; [zennet_initial, zennet_cifar_05m, zennet_initial]",
        "many; zennas; [a, b, c, d, e]",
        "cell; nasbench201; ['|none~0|']",
      })
  @Tag("slow")
  void startFrom(String golden, String space, String founders) {
    refused(
        "start-from-" + golden,
        space,
        "{aging-evolution: {population: 4, tournament: 2, start-from: " + founders + "}}");
  }

  @ParameterizedTest
  @CsvSource({"gcn-predictor", "reinforce"})
  @Tag("slow")
  void strategies(String strategy) {
    refused("zen-" + strategy, "zennas", strategy);
  }
}
