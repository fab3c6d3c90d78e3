package nas.experiment.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.UserException;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Plugin;
import nas.core.plugin.Setting;
import nas.experiment.toy.Toys;
import nas.proxy.Formula;
import nas.proxy.Metric;
import nas.proxy.MetricPlugin;
import nas.proxy.Score;
import nas.proxy.metric.Metrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MetricNamesTest {

  private static final MetricNames NAMES = MetricNames.BUILT_IN;

  private static String refusal(String word) {
    UserException refused = assertThrows(UserException.class, () -> NAMES.find(word));
    return refused.getMessage() + " | " + refused.advice();
  }

  @Test
  void oldNamesAreShortForSettings() {
    assertEquals(Metrics.names(), NAMES.metrics().stream().map(Metric::name).toList());
    for (Metric metric : NAMES.metrics()) {
      assertSame(metric, NAMES.find(NAMES.inFull(metric)), metric.name());
    }
    assertEquals("zen(formula=code)", NAMES.inFull(NAMES.find("zen-code")));
    assertEquals(
        "ssnr(saliencies=synflow, divisor=population)",
        NAMES.inFull(NAMES.find("ssnr-synflow-population")));
    assertEquals("snip", NAMES.inFull(NAMES.find("snip")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zen(formula=code, images=32)",
        " zen( images = 32 ,formula=code)",
        "zen(images=0x20, formula='code')",
        "{zen: {images: 32, formula: code}}",
        "{zen: {formula: code, images: 3.2e1}}"
      })
  void oneMetricHasOneName(String word) {
    assertSame(NAMES.find("zen(formula=code, images=32)"), NAMES.find(word));
    assertEquals("zen(formula=code, images=32)", NAMES.find(word).name());
  }

  @Test
  void settingsThatHaveTheirDefaultAreLeftOut() {
    assertSame(NAMES.find("zen"), NAMES.find("zen(images=64)"));
    assertSame(NAMES.find("zen-code"), NAMES.find("zen(images=64, formula=code)"));
    assertSame(NAMES.find("ssnr-snip"), NAMES.find("ssnr"));
    assertSame(NAMES.find("snip"), NAMES.find("snip()"));
    assertNotSame(NAMES.find("zen"), NAMES.find("zen(images=65)"));
  }

  @Test
  void whatIsWrongIsSaidAtOnce() {
    assertEquals(
        "images (1) must be at least 2 in the metric \"zen(images=1)\" | ",
        refusal("zen(images=1)"));
    assertEquals(
        "Unknown key 'imges'; formula (cod) must be one of paper, code in the metric"
            + " \"zen(formula=cod, imges=3)\" | you mean 'images'",
        refusal("zen(formula=cod, imges=3)"));
    assertEquals(
        "zen-code is short for zen(formula=code) and takes no settings | give them to zen",
        refusal("zen-code(images=3)"));
    assertEquals("There is no metric \"zenn\" | you mean zen", refusal("zenn(images=3)"));
    for (String word : List.of("zen(images=3", "zen(3)", "zen(=3)", "{zen: {}, snip: {}}", "{}")) {
      assertTrue(refusal(word).contains(" is no metric with settings | write it as zen("), word);
      assertTrue(NAMES.known(word).isEmpty(), word);
    }
  }

  /** A metric that must be told something, and whose settings must fit each other. */
  private static final class Demanding implements MetricPlugin<Demanding.Settings> {

    record Settings(
        @Setting("A text") String text,
        @Setting(value = "Numbers", byDefault = "[1, 2]") List<Double> numbers,
        @Setting("A number, if wanted") Optional<Integer> whole) {}

    @Override
    public String name() {
      return "demanding";
    }

    @Override
    public String summary() {
      return "A metric with settings of many types";
    }

    @Override
    public Class<Settings> settings() {
      return Settings.class;
    }

    @Override
    public Metric create(Settings settings) {
      if (settings.text().isEmpty()) {
        throw new InvalidSettingException("text", "text is empty", "write something");
      }
      return Formula.of(this, List.of(), measured -> Score.of(settings.text().length()));
    }
  }

  private static MetricNames withDemanding() {
    SortedMap<String, Plugin<?>> plugins = new TreeMap<>();
    plugins.put("demanding", new Demanding());
    return MetricNames.of(asked -> asked == Family.METRIC ? plugins : new TreeMap<>());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demanding(text=word)",
        "demanding(text=\"1\")",
        "demanding(text=\"a, b\", whole=3)",
        "demanding(text=\"(\", numbers=[1.5, -2e-9])",
        "demanding(text=\"it's \\\"it\\\" {+} \", numbers=[])"
      })
  void aNameReadsBackAsTheSameSettings(String word) {
    MetricNames names = withDemanding();
    assertEquals(word, names.find(word).name().replace("-2.0e-9", "-2e-9"));
    assertSame(names.find(word), names.find(names.find(word).name()));
  }

  @Test
  void aMetricThatMustBeToldSomethingHasNoNameAlone() {
    MetricNames names = withDemanding();
    assertEquals(List.of(), names.metrics());
    UserException alone = assertThrows(UserException.class, () -> names.find("demanding"));
    assertEquals(
        "The key 'text' is missing in 'demanding' in the metric \"demanding\"", alone.getMessage());
    UserException empty = assertThrows(UserException.class, () -> names.find("demanding(text='')"));
    assertEquals("text is empty", empty.getMessage());
  }

  @Test
  void inAnExperimentAWordAndAMappingAreTheSame() {
    ExperimentReader reader = new ExperimentReader(Toys.plugins());
    Path file = Path.of("src/test/resources/nas/experiment/config/good/full.yaml").toAbsolutePath();
    List<String> words =
        List.of("zen(images=32)", "{zen: {images: 32}}", "{zen: {formula: paper, images: 32}}");
    assertEquals(
        1,
        words.stream()
            .map(word -> Assignment.parse("strategies[0].warmup={samples: 9, proxy: " + word + "}"))
            .map(change -> reader.read(file, List.of(change)).experiment().identity())
            .distinct()
            .count());
  }
}
