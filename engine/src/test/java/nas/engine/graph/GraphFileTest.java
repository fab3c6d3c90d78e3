package nas.engine.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import nas.core.Seeds;
import nas.core.UserException;
import nas.core.file.CsvReader;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Operation;
import nas.network.Task;
import nas.network.family.NetworkFamilies;
import nas.network.operation.Add;
import nas.network.operation.AveragePool;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Scale;
import nas.network.operation.ShakeShake;
import nas.network.operation.Split;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphFileTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private static Path shared(String name) {
    Path file =
        Path.of(System.getProperty("nas.shared", "../../shared"))
            .resolve("benchmarks/pytorchcv")
            .resolve(name);
    Assumptions.assumeTrue(
        Files.exists(file), () -> "skipped: " + file + " is not there; set -Dnas.shared=FOLDER");
    return file;
  }

  /** Parameters and multiply-adds by data set and name. */
  private static Map<String, long[]> members() {
    Map<String, long[]> members = new HashMap<>();
    try (CsvReader table = CsvReader.open(shared("members.csv"))) {
      List<String> header = table.header();
      while (table.next()) {
        members.put(
            table.cell(header.indexOf("name")),
            new long[] {
              (long) table.required(header.indexOf("params")),
              (long) table.required(header.indexOf("conv_linear_macs"))
            });
      }
    }
    return members;
  }

  /**
   * What the output computes of the images, whatever nodes are called and in which order they
   * stand; inputs of sums and products in any order.
   */
  private static long structure(Network network) {
    List<Long> hashes = new ArrayList<>();
    for (Network.Node node : network.nodes()) {
      List<Long> inputs = new ArrayList<>();
      node.inputs().forEach(input -> inputs.add(hashes.get(input)));
      Operation operation = node.operation();
      if (List.of("add", "multiply").contains(operation.kind())) {
        Collections.sort(inputs);
      }
      if (operation instanceof ShakeShake) {
        // In use it is a mean.
        Collections.sort(inputs);
        hashes.add(Seeds.hash(new Scale(0.5) + "" + List.of(Seeds.hash(new Add() + "" + inputs))));
        continue;
      }
      FeatureShape read = node.inputs().isEmpty() ? node.output() : network.inputOf(node);
      hashes.add(Seeds.hash(text(operation, read) + inputs));
    }
    return hashes.get(network.outputNode().index());
  }

  private static String text(Operation operation, FeatureShape read) {
    if (operation instanceof Split split) {
      int each = read.channels() / split.parts();
      return "Slice[from=%d, to=%d]".formatted(split.part() * each, (split.part() + 1) * each);
    }
    if (operation instanceof AveragePool pool
        && pool.kernel().height() == read.height()
        && pool.kernel().width() == read.width()) {
      return new GlobalAveragePool().toString();
    }
    return operation.toString();
  }

  /** Weights that layers share are not seen in such a table. */
  private static boolean shares(String model) {
    return model.startsWith("dia") || model.equals("polynet");
  }

  /** Every network that is read has the published counts, and the declared ones are the same. */
  @Test
  @Tag("slow")
  void networksHaveThePublishedCountsAndAreTheDeclaredOnes() {
    Map<String, long[]> members = members();
    int read = 0;
    int declared = 0;
    List<String> unlike = new ArrayList<>();
    Set<String> unknown = new TreeSet<>();
    for (String file : List.of("graph_cifar10.csv.gz", "graph_imagenet1k.csv.gz")) {
      for (GraphFile.Graph graph : GraphFile.read(shared(file))) {
        if (graph.network().isEmpty()) {
          unknown.add(graph.problems().get(0).replaceFirst("node \\d+ \\((\\w+)\\).*", "$1"));
        } else if (!shares(graph.model())) {
          read++;
          unlike.addAll(unlike(graph.network().get(), members.get(graph.model())));
          declared += known(graph.model()) ? 1 : 0;
        }
      }
    }
    assertEquals(List.of(), unlike);
    assertTrue(read >= 272 && declared >= 140, read + " read, " + declared + " of them declared");
    List<String> beyond = List.of("LeakyReLU", "Sequential", "add", "expand_as", "interpolate");
    assertEquals(beyond, List.copyOf(unknown));
  }

  private static List<String> unlike(Network network, long @Nullable [] published) {
    List<String> unlike = new ArrayList<>();
    if (published == null
        || network.parameters() != published[0]
        || network.macs() != published[1]) {
      unlike.add(
          "%s: %d %d, published %s"
              .formatted(
                  network.id(), network.parameters(), network.macs(), Arrays.toString(published)));
    }
    if (known(network.id())) {
      Task task = new Task(network.input(), network.outputNode().output().channels());
      if (structure(NetworkFamilies.network(network.id(), task)) != structure(network)) {
        unlike.add(network.id() + " is built otherwise");
      }
    }
    return unlike;
  }

  private static boolean known(String name) {
    try {
      NetworkFamilies.family(name);
      return true;
    } catch (UserException unknown) {
      return false;
    }
  }

  @Test
  void filesThatAreNoTablesOfNodesAreRefused() throws IOException {
    String header = "model,index,op,options,inputs,shape\n";
    refused("model,op\na,input\n", "there is no column \"index\" in the header");
    refused(header, "There is no network in ");
    refused(header + "a,0,input,{,,3x8x8\n", "options (\"{\") are no JSON");
    refused(header + "a,0,input,3,,3x8x8\n", "options (\"3\") are no JSON object");
    refused(header + "a,x,input,,,3x8x8\n", "index");
  }

  private void refused(String text, String words) throws IOException {
    Path file = Files.writeString(folder.resolve("graph.csv"), text);
    UserException refused = assertThrows(UserException.class, () -> GraphFile.read(file));
    assertTrue(String.valueOf(refused.getMessage()).contains(words), refused.getMessage());
  }

  @Test
  void whatCannotBeReadIsNamedAllAtOnce() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("graph.csv"),
            """
            model,index,op,options,inputs,shape
            a,0,input,,,3x8x8
            a,1,Fold,,0,3x8x8
            a,2,ReLU,,1,3x8x8
            a,3,Conv2d,"{""out"":4,""k"":[3,3],""s"":[1,1],""p"":[0,0]}",0,4x8x8
            a,4,add,,3 0,4x6x6
            a,5,Linear,"{""out"":-1}",0,1
            a,6,pad,"{""pad"":[-1]}",0,3x8x7
            a,7,ReLU,,9,3x8x8
            a,8,AvgPool2d,"{""k"":0}",0,3x8x8
            a,9,ReLU,,0,hello
            """);
    GraphFile.Graph graph = GraphFile.read(file).get(0);
    assertTrue(graph.network().isEmpty());
    assertEquals(9, graph.problems().size(), graph.problems()::toString);
    assertEquals(
        "node 1 (Fold): there is no such operation, or not with these options",
        graph.problems().get(0));
    assertEquals("node 3 (Conv2d): it yields 4x6x6, not 4x8x8", graph.problems().get(2));
  }
}
