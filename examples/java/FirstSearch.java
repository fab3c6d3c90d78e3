import static nas.api.Parts.agingEvolution;
import static nas.api.Parts.digits;
import static nas.api.Parts.nasBench201;
import static nas.api.Parts.training;

import java.nio.file.Path;
import nas.api.Nas;
import nas.api.SearchResult;

/** A search from Java: java -cp nas.jar examples/java/FirstSearch.java */
public final class FirstSearch {
  public static void main(String[] arguments) throws InterruptedException {
    SearchResult found =
        Nas.search(nasBench201().with("channels", 4).with("cells-per-stage", 1))
            .by(agingEvolution(8, 3))
            .warmedUpBy("synflow", 100)
            .evaluatedBy(training(2).with("batch-size", 64).with("learning-rate", 0.1))
            .on(digits())
            .budget(12)
            .run(Path.of("target/first-search"));
    System.out.printf("%s: %.2f %% on test images%n", found.architecture(), found.test());
  }
}
