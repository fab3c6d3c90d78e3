package nas.result.published;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README and the results say is what the committed files hold. */
final class PublishedTest {

  private static final String README =
      """
      # Searches of 2 papers

      AE needs 68 networks. It is fast, and no number stands here: NAS-Bench-101, `x 1`, Ying 2019.

      <!-- table
      first: strategy
      row: evolution | name=AE
      row: none | name=X
      column: accuracy | results/a/final.csv | strategy={name}; seed=7 | ?{mean 0.00} ({share %0.0} %)
      column: models | results/a/final.csv | strategy={name}; seed=7 | ?{needed}
      column: speedup | results/a/final.csv | strategy={name}; seed=7 | ?{speedup}
      -->
      <!-- end of table -->
      """;

  private static final String CSV =
      """
      strategy,seed,mean,share,needed_lower,needed_upper,speedup_lower,speedup_upper,\
      speedup_bootstrap_lower,speedup_bootstrap_upper
      AE,7,94.126,.0312,68,68,2.653,2.653,0.96,14.48
      "AE, moves",7,.5,1,300,,3,,2,
      """;

  private static final String CLAIMS =
      """
      # Numbers

      ## README.md

      ### results/a/final.csv

      - AE needs 68 networks.
        - `results/a/final.csv | strategy=AE | {needed}`
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path root;

  private Published published() {
    return new Published(root);
  }

  @BeforeEach
  void aRepositoryOfOneTable() throws IOException {
    Files.createDirectories(root.resolve("docs"));
    Files.createDirectories(root.resolve("results/a"));
    Files.writeString(root.resolve("README.md"), README);
    Files.writeString(root.resolve("results/a/final.csv"), CSV);
    Files.writeString(root.resolve("docs/claims.md"), CLAIMS);
    published().write();
  }

  @Test
  @Tag("slow")
  void tablesAreThoseOfTheCommittedFiles() {
    assertEquals(List.of(), new Published(Path.of("..")).tableFaults());
  }

  @Test
  @Tag("slow")
  void sentencesWithNumbersHaveEvidence() {
    assertEquals(List.of(), new Published(Path.of("..")).claimFaults());
  }

  @Test
  void evidenceThatIsGoneIsNoticed() throws IOException {
    Path claims = root.resolve("docs/claims.md");
    String evidence = "### `results/b.csv`, `NoTest.method`";
    Files.writeString(
        claims, Files.readString(claims).replace("### results/a/final.csv", evidence));
    assertEquals(
        List.of(
            "docs/claims.md: there is no results/b.csv", "docs/claims.md: there is no test NoTest"),
        published().claimFaults());
  }

  @Test
  void aTableIsMadeFromRows() throws IOException {
    assertEquals(
        """
        | strategy | accuracy | models | speedup |
        |---|---|---|---|
        | evolution | 94.13 (3.1 %) | 68 | 2.65 (0.96 to 14.5) |
        | none | | | |
        """,
        Files.readString(root.resolve("README.md"))
            .replaceAll("(?s)^.*-->\n(?=\\|)|<!-- end.*", ""));
    assertEquals(List.of(), published().tableFaults());
    assertEquals(List.of(), published().claimFaults());
  }

  @Test
  void aChangedFileIsNoticed() throws IOException {
    Files.writeString(
        root.resolve("results/a/final.csv"), CSV.replace("68,68", "69,69").replace("2.653", "0"));
    assertEquals(1, published().tableFaults().size());
    List<String> faults = published().claimFaults();
    assertEquals(1, faults.size());
    assertTrue(faults.get(0).startsWith("README.md: the files have 69 ("), faults.get(0));
  }

  @Test
  void aChangedSentenceIsNoticed() throws IOException {
    Path readme = root.resolve("README.md");
    Files.writeString(readme, Files.readString(readme).replace("68 networks", "70 networks"));
    assertEquals(
        List.of(
            "README.md: no longer said: AE needs 68 networks.",
            "README.md: not listed: AE needs 70 networks."),
        published().claimFaults());
    published().write();
    assertEquals(
        List.of("README.md: nothing stands behind: AE needs 70 networks."),
        published().claimFaults());
  }

  @Test
  void boundsAreToldFromNumbers() {
    String row = "results/a/final.csv | strategy=AE, moves | ";
    assertEquals(
        ">= 3 (>= 2), more than 300 models, .500",
        Cell.parse(row + "{speedup}, {needed} models, {mean .000}", Map.of()).text(new Rows(root)));
  }

  @Test
  void sentencesWithNumbersAreFound() {
    assertEquals(
        Set.of(
            "In 2 lines it is 3.5 % (at most 4).",
            "[Two](x.md) of `a` are 7.", "| a | 5 |", "An item of 6"),
        Claims.sentences(
            """
            # Title 9
            In 2 lines it
            is 3.5 % (at most 4). Nothing here (Zhou et al. 2020, arXiv:2001.01233). [Two](x.md)
            of `a` are 7.

            | a | 5 |
            |---|---|
            - An item of
              6
            - Another

            ```sh
            code 12
            ```
            """));
  }
}
