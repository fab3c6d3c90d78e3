package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs are run again from their folders, and what differs is named. */
final class ReproduceTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private String said(Nas.Said said) {
    return said.out().replace(folder.toString(), "FOLDER");
  }

  private void refused(String golden, Object... arguments) {
    Refusal.refused(folder, golden, arguments);
  }

  @Test
  @Tag("slow")
  void theSameProgramDoesTheSame() throws IOException {
    Path run = Nas.finishedRun(folder);
    String journals = Nas.digest(run);
    String said = said(new Nas.Said(0, Nas.say("reproduce", run).done(), ""));
    assertTrue(said.startsWith("FOLDER/run: again into FOLDER/run-again\n"), said);
    assertTrue(
        said.endsWith(
            """
            Experiment, data, program and machine are the same.

            All 24 trials of 4 searches are the same bytes, but for wall-clock times.
            """),
        said);
    assertEquals(journals, Nas.digest(folder.resolve("run-again")));
    assertEquals(journals, Nas.digest(run));
    assertTrue(Files.exists(folder.resolve("run-again/report.html")));
  }

  /** Guided by scores, which are measured again and not taken from where the run kept them. */
  @Test
  @Tag("slow")
  void scoresAreMeasuredAgain() {
    Path experiment =
        Nas.write(
            folder.resolve("tiny.yaml"),
            Nas.EXPERIMENT
                .replace("- random", "- {random: {}, warmup: {proxy: synflow, samples: 10}}")
                .replace("nasbench201", "nasbench201: {channels: 4, cells-per-stage: 1}")
                .replace("search-space: nasbench201: ", "search-space: {nasbench201: ")
                .replace("cells-per-stage: 1}", "cells-per-stage: 1}}\ndata: noise"));
    Path run = Nas.runApart(experiment, folder.resolve("run"), "1");
    String said =
        Nas.say("reproduce", run, "--out", folder.resolve("new"), "--workers", "2").done();
    assertTrue(said.contains("trials of 4 searches are the same bytes"), said);
    assertTrue(Files.isDirectory(folder.resolve("new-scores")));
  }

  @Test
  @Tag("slow")
  void whatDiffersIsNamed() throws IOException {
    Path run = Nas.finishedRun(folder);
    Path journal = run.resolve("journal/01-random/001.jsonl");
    String forged = "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|";
    Nas.forgeLastTrial(journal, forged);
    Path provenance = run.resolve("provenance.json");
    Files.writeString(
        provenance,
        Files.readString(provenance)
            .replaceFirst("\"java-version\" : \"[^\"]*\"", "\"java-version\" : \"17.0.0\"")
            .replaceFirst("\"program-version\" : \"[^\"]*\"", "\"program-version\" : \"0.0.1\""));
    Nas.Said said = Nas.say("reproduce", run, "--out", folder.resolve("new"));
    assertEquals("", said.err());
    assertEquals(1, said.exitCode(), said.out());
    String text =
        said(said)
            .replaceAll("(?m)^  program-version: 0.0.1 became .*$", "  PROGRAM")
            .replaceAll("(?m)^  java-version: 17.0.0 became .*$", "  JAVA");
    List<String> lines = text.lines().toList();
    int from = lines.indexOf("The program differs:");
    assertTrue(from > 0, text);
    assertEquals("  PROGRAM", lines.get(from + 1));
    assertEquals("The machine differs:", lines.get(from + 2));
    assertEquals("  JAVA", lines.get(from + 3));
    assertEquals("", lines.get(from + 4));
    assertEquals(
        "random, repetition 1: trial 5 is the first of 6 that differs:", lines.get(from + 5));
    assertTrue(lines.get(from + 6).startsWith("  it was " + forged + ", validation "), text);
    assertTrue(lines.get(from + 7).startsWith("  it is  |"), text);
    assertFalse(lines.get(from + 7).contains(forged), text);
    assertEquals(
        "23 of 24 trials are the same bytes before any that differs; 3 of 4 searches are the same.",
        lines.get(from + 8));
  }

  @Test
  @Tag("slow")
  void whatCannotBeReproduced() throws IOException {
    refused("reproduce-nowhere", "reproduce", folder.resolve("no"));
    Nas.write(folder.resolve("tiny.yaml"), Nas.EXPERIMENT);
    Path run = Nas.finishedRun(folder);
    refused("reproduce-itself", "reproduce", run, "--out", run);
    Path other = folder.resolve("other");
    Path different =
        Nas.write(folder.resolve("other.yaml"), Nas.EXPERIMENT.replace("models: 6", "models: 5"));
    Nas.say("run", different, "--out", other).done();
    refused("reproduce-onto-other", "reproduce", other, "--out", run);
    refused("reproduce-onto-less", "reproduce", run, "--out", other);
    Path copy = folder.resolve("copy");
    Nas.say("run", folder.resolve("tiny.yaml"), "--out", copy).done();
    refused("reproduce-onto-ended", "reproduce", run, "--out", copy);
    Path provenance = run.resolve("provenance.json");
    String text = Files.readString(provenance);
    Files.writeString(
        provenance,
        text.replaceFirst(
            "\"journal-format\"",
            "\"plugins\" : [ {\"path\" : \"/gone/own.jar\", \"sha256\" : \""
                + "0".repeat(64)
                + "\"} ], \"journal-format\""));
    assertFalse(text.equals(Files.readString(provenance)), text);
    refused("reproduce-plugins", "reproduce", run);
    Files.delete(provenance);
    refused("reproduce-no-provenance", "reproduce", run);
    Files.writeString(provenance, text);
    Nas.keepTrials(run.resolve("journal/01-random/001.jsonl"), 3);
    refused("reproduce-not-ended", "reproduce", run);
    assertFalse(Files.exists(folder.resolve("run-again")));
  }
}
