package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import nas.api.Parts;
import nas.api.Scores;
import nas.proxy.Score;
import nas.result.Provenance;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScoreCommandTest {

  private static final String TINY = "{nasbench201: {channels: 2, cells-per-stage: 1}}";
  private static final String DEAD = "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private Nas.Said score(Object... more) {
    return scoreInto("store", more);
  }

  private Nas.Said scoreInto(String store, Object... more) {
    Object[] common = {
      "score",
      "--space",
      TINY,
      "--data",
      "digits",
      "--set",
      "proxies.batch-size=8",
      "--store",
      folder.resolve(store)
    };
    Object[] all = new Object[common.length + more.length];
    System.arraycopy(common, 0, all, 0, common.length);
    System.arraycopy(more, 0, all, common.length, more.length);
    return Nas.say(all);
  }

  private String csv(String name, Object... more) throws IOException {
    Path file = folder.resolve(name);
    Object[] all = new Object[more.length + 2];
    System.arraycopy(more, 0, all, 0, more.length);
    all[more.length] = "--out";
    all[more.length + 1] = file;
    String said = score(all).done();
    assertTrue(said.contains("Wrote " + file + " ("), said);
    return Files.readString(file);
  }

  @Test
  @Tag("slow")
  void aFewArchitecturesAreShownOnTheConsole() {
    String said =
        score(
                "--arch",
                "|nor_conv_3x3~0|+|nor_conv_3x3~0|none~1|+|skip_connect~0|none~1|none~2|",
                "--arch",
                DEAD,
                "--metrics",
                "params,macs,snip,synflow-backprop")
            .done();
    assertTrue(said.contains("#2  " + DEAD + "\n"), said);
    assertTrue(said.contains("\nMetric  "), said);
    assertTrue(said.contains("(NO_PATH)"), said);
    assertTrue(
        said.endsWith(
            "1 of 2 architectures have no score, because the images cannot influence the output:"
                + " snip, synflow-backprop.\n"),
        said);
  }

  @Test
  @Tag("slow")
  void theTableHoldsEveryArchitectureInOrder() throws IOException {
    List<String> lines =
        csv("scores.csv", "--sample", 12, "--metrics", "vote,params,snip").lines().toList();
    assertEquals("architecture,canonical-id,vote,params,snip,undefined", lines.get(0));
    assertEquals(13, lines.size());
    assertEquals(12, lines.stream().skip(1).map(line -> line.split(",", -1)[0]).distinct().count());
    int votes =
        lines.stream().skip(1).mapToInt(line -> Integer.parseInt(line.split(",", -1)[2])).sum();
    assertEquals(0, votes, "every pair gives one what it takes from the other");
    Provenance provenance = Provenance.read(folder.resolve("scores.provenance.json"));
    assertEquals("vote,params,snip", provenance.settings().get("score.metrics"));
    assertEquals("2", provenance.settings().get("search-space.nasbench201.channels"));
    assertEquals("8", provenance.evaluator().get("batch.size"));
    // A longer sample begins with the shorter one, so that scoring can be extended.
    assertEquals(
        lines.stream().skip(1).map(line -> line.split(",", -1)[0]).toList(),
        csv("more.csv", "--sample", 20, "--metrics", "params")
            .lines()
            .skip(1)
            .limit(12)
            .map(line -> line.split(",", -1)[0])
            .toList());
  }

  @Test
  @Tag("slow")
  void workersAndStoreChangeNothing() throws IOException {
    String metrics = "grad-norm,fisher,jacob-cov,nwot,zico,synflow,vote";
    String one = csv("one.csv", "--sample", 15, "--workers", 1, "--metrics", metrics);
    String kept = csv("kept.csv", "--sample", 15, "--workers", 1, "--metrics", metrics);
    Path three = folder.resolve("three.csv");
    scoreInto("other store", "--sample", 15, "--workers", 3, "--metrics", metrics, "--out", three)
        .done();
    assertEquals(one, kept);
    assertEquals(one, Files.readString(three));
  }

  @Test
  @Tag("slow")
  void aMetricWithSettingsHasAColumnOfItsOwnAndOneNameHoweverItIsAskedFor() throws IOException {
    String metrics = "zico-absolute,zico(batches=3, gradients=absolute),params";
    String scores = csv("words.csv", "--sample", 4, "--metrics", metrics);
    assertEquals(
        "architecture,canonical-id,zico-absolute,\"zico(gradients=absolute, batches=3)\",params,"
            + "undefined",
        scores.lines().findFirst().orElseThrow());
    for (String line : scores.lines().skip(1).toList()) {
      String[] cells = line.split(",", -1);
      assertTrue(!cells[2].equals(cells[3]) || cells[2].isEmpty(), line);
    }
    String same =
        "zico(gradients=absolute),{zico: {gradients: absolute, batches: 3}},zico-absolute,params";
    assertEquals(scores, csv("same.csv", "--sample", 4, "--metrics", same));
    Nas.Said correlated =
        Nas.say(
            "correlate",
            folder.resolve("words.csv"),
            "--metrics",
            "zico(gradients=absolute, batches=3)",
            "--benchmark",
            folder.resolve("words.csv"),
            "--accuracy",
            "params");
    assertTrue(
        correlated.done().contains("\nzico(gradients=...ute, batches=3) "), correlated.out());
  }

  @Test
  @Tag("slow")
  void architecturesFromAFile() throws IOException {
    String sample = csv("sample.csv", "--sample", 5, "--metrics", "snip");
    Path list = folder.resolve("list.txt");
    Files.writeString(
        list,
        String.join("\n\n", sample.lines().skip(1).map(line -> line.split(",", -1)[0]).toList()));
    assertEquals(sample, csv("listed.csv", "--archs", list, "--metrics", "snip"));
  }

  @Test
  @Tag("slow")
  void anExperimentFileGivesSpaceDataAndSettings() throws IOException {
    Path experiment =
        Nas.write(
            folder.resolve("e.yaml"),
            Nas.EXPERIMENT.replace(
                "search-space: nasbench201",
                "search-space: "
                    + TINY
                    + "\ndata: digits\nproxies: {batch-size: 10, balanced: true}\nseed: 7"));
    Path out = folder.resolve("e.csv");
    Nas.say(
            "score",
            experiment,
            "--sample",
            3,
            "--metrics",
            "plain",
            "--out",
            out,
            "--store",
            folder.resolve("s"))
        .done();
    Provenance provenance = Provenance.read(folder.resolve("e.provenance.json"));
    assertEquals(7, provenance.rootSeed());
    assertEquals("1", provenance.evaluator().get("batch.images-per-class"));
    assertEquals("digits", provenance.evaluator().get("data"));
  }

  @Test
  @Tag("slow")
  void allArchitecturesOfASpaceInClosedForm() throws IOException {
    List<String> lines = csv("all.csv", "--all", "--metrics", "params").lines().toList();
    assertEquals(15_626, lines.size());
    assertEquals(lines, csv("all.csv", "--all", "--metrics", "params").lines().toList());
  }

  /** Java and the command line score alike, and share what is kept. */
  @Test
  @Tag("slow")
  void javaScoresAlike() throws IOException, InterruptedException {
    String[] columns = {"params", "snip", "vote"};
    String console =
        score(
                "--arch",
                "0",
                "--arch",
                "1462",
                "--arch",
                DEAD,
                "--metrics",
                "params,snip,vote",
                "--json")
            .out();
    JsonNode rows = new ObjectMapper().readTree(console);
    List<Scores> java =
        nas.api.Nas.scoring(Parts.nasBench201().with("channels", 2).with("cells-per-stage", 1))
            .architectures("0", "1462", DEAD)
            .by(columns)
            .on(Parts.digits())
            .with("proxies", Map.of("batch-size", 8))
            .keptIn(folder.resolve("store"))
            .run();
    assertEquals(rows.size(), java.size(), console);
    for (int row = 0; row < rows.size(); row++) {
      assertEquals(rows.get(row).get("architecture").textValue(), java.get(row).architecture());
      for (String metric : columns) {
        assertEquals(
            rows.get(row).path(metric).asDouble(Double.NaN), java.get(row).value(metric), console);
      }
    }
    assertTrue(java.get(2).byMetric().get("snip") instanceof Score.Undefined);
  }

  private static final String GRAPHS =
      """
      model,index,op,options,inputs,shape
      small,0,input,,,3x8x8
      small,1,Conv2d,"{""out"":4,""k"":[3,3],""s"":[1,1],""p"":[1,1],""b"":0}",0,4x8x8
      small,2,ReLU,,1,4x8x8
      small,3,AvgPool2d,"{""k"":8,""s"":1,""p"":0}",2,4x1x1
      small,4,Linear,"{""out"":10,""b"":1}",3,10
      small,5,output,,4,
      odd,0,input,,,3x8x8
      odd,1,Fold,,0,3x8x8
      odd,2,Unfold,,1,3x8x8
      large,0,input,,,3x16x16
      large,1,AvgPool2d,"{""k"":16,""s"":1,""p"":0}",0,3x1x1
      large,2,Linear,"{""out"":10,""b"":1}",1,10
      """;

  @Test
  @Tag("slow")
  void networksInTablesOfNodesAreScored() {
    Path file = Nas.write(folder.resolve("graphs.csv"), GRAPHS);
    Object[] words = {"score", "--graphs", file, "--metrics", "params,macs,synflow", "--store"};
    Object[] all = java.util.Arrays.copyOf(words, words.length + 1);
    all[words.length] = folder.resolve("store");
    Nas.Said said = Nas.say(all);
    assertEquals(0, said.exitCode(), said.err());
    assertEquals(
        """
        odd is left out: node 1 (Fold): there is no such operation, or not with these options; and 1 more.
        large is left out: it takes images of 3x16x16, the first network of 3x8x8.
        """,
        said.err());
    assertTrue(said.out().contains("params       158"), said.out());
    Nas.Said both = Nas.say("score", "--graphs", file, "--sample", 3);
    assertTrue(both.err().startsWith("Of --all, --sample,"), both.err());
    Nas.Said none =
        Nas.say(
            "score",
            "--graphs",
            Nas.write(folder.resolve("none.csv"), GRAPHS.substring(0, 36) + "a,0,Fold,,,3\n"));
    assertTrue(none.err().contains("No network can be read from "), none.err());
    assertEquals(2, none.exitCode());
    Nas.Said twice = Nas.say("score", "--graphs", file, file);
    assertTrue(twice.err().contains("The network small stands twice"), twice.err());
  }

  @Test
  void whatNeedsNoMeasurementDependsOnNoEngine() throws IOException {
    csv("closed.csv", "--sample", 2, "--metrics", "params,synflow-expected");
    Provenance provenance = Provenance.read(folder.resolve("closed.provenance.json"));
    assertEquals(
        List.of(),
        provenance.evaluator().keySet().stream().filter(key -> key.startsWith("engine.")).toList());
    assertEquals("1x8x8", provenance.evaluator().get("task.input"));
  }
}
