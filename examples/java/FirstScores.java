import java.util.Map;
import nas.api.Nas;
import nas.api.Parts;
import nas.api.Scores;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.operation.Add;
import nas.network.operation.BatchNorm;
import nas.network.operation.Convolution;
import nas.network.operation.Flatten;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.Relu;

/** Scores from Java: java -cp nas.jar examples/java/FirstScores.java */
public final class FirstScores {
  public static void main(String[] arguments) throws InterruptedException {
    Network network = residual(16);
    Scores scores = Nas.score(network, "synflow", "nwot");
    System.out.printf("synflow %.4g, nwot %.4g%n", scores.value("synflow"), scores.value("nwot"));

    for (Scores one :
        Nas.scoring(Map.of("narrow", residual(8), "wide", residual(32)))
            .by("params", "synflow")
            .on(Parts.digits())
            .run()) {
      System.out.println(one);
    }
    for (Scores one : Nas.scoring(Parts.nasBench201()).sample(3).by("synflow").run()) {
      System.out.println(one);
    }
  }

  static Network residual(int channels) {
    Network.Builder network = Network.builder("residual-" + channels, new FeatureShape(1, 8, 8));
    int stem = network.add("stem", Convolution.same(channels, 3, 1, false), 0);
    int norm = network.add("norm", BatchNorm.standard(true), stem);
    int relu = network.add("relu", new Relu(), norm);
    int body = network.add("body", Convolution.same(channels, 3, 1, false), relu);
    int sum = network.add("sum", new Add(), relu, body);
    int mean = network.add("mean", new GlobalAveragePool(), sum);
    int flat = network.add("flat", new Flatten(), mean);
    network.add("classifier", new Linear(10, true), flat);
    return network.build();
  }
}
