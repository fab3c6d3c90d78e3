package nas.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import nas.core.Sha256;
import nas.core.UserException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProvenanceTest {

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private static final Provenance ONE =
      new Provenance(
          "0.1.0",
          Optional.of("abc123"),
          new Provenance.Machine("17.0.15", "Debian \"quoted\"", "Linux 6 amd64", 2, 8L << 30),
          Long.MIN_VALUE,
          Instant.parse("2026-11-01T12:00:00.123456Z"),
          List.of(Instant.parse("2026-11-02T00:00:00Z")),
          Sha256.hex("name: x\n"),
          new TreeMap<>(Map.of("space", "nasbench201", "budget.trained-models", "300")),
          new TreeMap<>(Map.of("data-sha256", "00ff", "engine", "PyTorch 2.7.1")));

  @Test
  void comesBackFromItsFile() {
    Path file = folder.resolve("provenance.json");
    ONE.write(file);
    assertEquals(ONE, Provenance.read(file));
    assertEquals(List.of(), Provenance.diff(ONE, Provenance.read(file)));
    Provenance bare =
        new Provenance(
            "",
            Optional.empty(),
            Provenance.Machine.current(),
            42,
            Instant.EPOCH,
            List.of(),
            "",
            new TreeMap<>(),
            new TreeMap<>());
    bare.write(file);
    assertEquals(bare, Provenance.read(file));
    assertTrue(bare.machine().memoryBytes() > 0);
  }

  @Test
  void extensionsComeBackAndChangeTheSettings() {
    Instant at = Instant.parse("2026-11-02T00:00:00Z");
    Provenance extended =
        ONE.extended(
            List.of(
                new Provenance.Extension(
                    at, "budget.trained-models", Optional.of("300"), Optional.of("400")),
                new Provenance.Extension(at, "budget.hours", Optional.of("1.0"), Optional.empty())),
            "00ff");
    assertEquals("400", extended.settings().get("budget.trained-models"));
    assertEquals("nasbench201", extended.settings().get("space"));
    assertEquals("00ff", extended.experimentSha256());
    Path file = folder.resolve("provenance.json");
    extended.write(file);
    assertEquals(extended, Provenance.read(file));
    assertTrue(
        Provenance.diff(ONE, extended).stream()
            .anyMatch(
                d ->
                    d.toString()
                        .contains("2026-11-02T00:00:00Z budget.hours: 1.0 became unlimited")),
        extended.toString());
  }

  @Test
  void theDigestIsTheOneOfSha256sum() {
    // printf 'abc' | sha256sum, also FIPS 180-2, appendix B.1
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Sha256.hex("abc"));
  }

  @Test
  void differencesNameKeyAspectAndBothValues() {
    Provenance other =
        new Provenance(
            "0.2.0",
            Optional.empty(),
            new Provenance.Machine("21", "Debian \"quoted\"", "Linux 6 amd64", 4, 8L << 30),
            7,
            ONE.startedAt(),
            List.of(),
            ONE.experimentSha256(),
            new TreeMap<>(Map.of("space", "nasbench101", "seed", "7")),
            ONE.evaluator());
    assertEquals(
        List.of(
            "EXPERIMENT root-seed: -9223372036854775808 became 7",
            "EXPERIMENT settings.budget.trained-models: 300 became (none)",
            "EXPERIMENT settings.seed: (none) became 7",
            "EXPERIMENT settings.space: nasbench201 became nasbench101",
            "PROGRAM git-commit: abc123 became (none)",
            "PROGRAM program-version: 0.1.0 became 0.2.0",
            "MACHINE java-version: 17.0.15 became 21",
            "MACHINE processors: 2 became 4",
            "TIME resumed-at.0: 2026-11-02T00:00:00Z became (none)"),
        Provenance.diff(ONE, other).stream().map(d -> d.aspect() + " " + d).toList());
    assertEquals(
        List.of("TIME resumed-at.1: (none) became 2026-11-03T00:00:00Z"),
        Provenance.diff(ONE, ONE.resumed(Instant.parse("2026-11-03T00:00:00Z"), List.of())).stream()
            .map(d -> d.aspect() + " " + d)
            .toList());
  }

  @Test
  void jarsOfPluginsAreRememberedOnce() throws IOException {
    Path jar = Files.writeString(folder.resolve("my.jar"), "abc");
    PluginJar mine = PluginJar.at(jar);
    assertEquals(Sha256.hex("abc"), mine.sha256());
    assertEquals("my.jar", mine.file());
    assertEquals(Optional.of(jar), mine.stillThere());
    Instant at = Instant.parse("2026-11-03T00:00:00Z");
    Provenance given = ONE.resumed(at, List.of(mine)).resumed(at, List.of(mine));
    assertEquals(List.of(mine), given.plugins());
    Path file = folder.resolve("provenance.json");
    given.write(file);
    assertEquals(given, Provenance.read(file));

    Files.writeString(jar, "abd");
    assertEquals(Optional.empty(), mine.stillThere());
    Files.delete(jar);
    assertEquals(Optional.empty(), mine.stillThere());
  }

  @Test
  void jarsOfAFolderAreToldApartByNamesAndContent() throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes/a"));
    Path one = Files.writeString(classes.resolve("One.class"), "1");
    PluginJar before = PluginJar.at(folder.resolve("classes"));
    assertEquals(before, PluginJar.at(folder.resolve("classes")));
    Files.move(one, classes.resolve("Two.class"));
    assertNotEquals(before, PluginJar.at(folder.resolve("classes")));
  }

  @Test
  @Tag("slow")
  void damagedFilesAreRefusedInWords() throws IOException {
    Path file = folder.resolve("provenance.json");
    ONE.write(file);
    String good = Files.readString(file);
    for (int length = 0; length < good.length() - 2; length++) {
      Files.writeString(file, good.substring(0, length));
      assertThrows(UserException.class, () -> Provenance.read(file), "length " + length);
    }
    String[][] cases = {
      {"\"processors\" : 2", "\"processors\" : \"2\"", "processors (\"2\") must be a whole number"},
      {"\"processors\" : 2", "\"processors\" : 9999999999", "is too large"},
      {"\"processors\" : 2", "\"more\" : 2", "unknown key more"},
      {"\"processors\" : 2,", "", "key processors is missing"},
      {"-9223372036854775808", "-9223372036854775809", "must be a whole number"},
      {"-9223372036854775808", "1.5", "must be a whole number"},
      {"2026-11-01T12:00:00.123Z", "today", "not a time in UTC"},
      {"\"300\"", "300", "settings.budget.trained-models must be a text"},
      {good, "[]", "not a JSON object"},
      {good, "", "not a JSON object"},
      {"\"engine\"", "engine", "provenance.json:19: not JSON"},
    };
    for (String[] c : cases) {
      Files.writeString(file, good.replace(c[0], c[1]));
      String message = assertThrows(UserException.class, () -> Provenance.read(file)).getMessage();
      assertTrue(message.contains(c[2]), message + " should contain " + c[2]);
    }
    assertThrows(UserException.class, () -> Provenance.read(folder.resolve("missing")));
  }
}
