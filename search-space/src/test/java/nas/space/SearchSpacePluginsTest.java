package nas.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import nas.core.plugin.Flat;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;
import nas.space.darts.DartsPlugin;
import nas.space.darts.DartsSettings;
import nas.space.nasbench101.NasBench101Plugin;
import nas.space.nasbench101.NasBench101Settings;
import nas.space.nasbench201.CanonicalDefinition;
import nas.space.nasbench201.NasBench201Plugin;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbenchasr.NasBenchAsrPlugin;
import nas.space.nasbenchasr.NasBenchAsrSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class SearchSpacePluginsTest {

  @Test
  void pluginsAreFoundByName() {
    List<String> names = new ArrayList<>();
    for (SearchSpacePlugin<?> plugin : ServiceLoader.load(SearchSpacePlugin.class)) {
      names.add(plugin.name());
    }
    assertEquals(
        List.of(
            "choices",
            "darts",
            "grammar",
            "networks",
            "nasbench101",
            "nasbench201",
            "nasbench-asr",
            "nasbench-nlp",
            "zennas"),
        names);
  }

  @Test
  void everySettingIsDescribedAndThoseOfBenchmarksHaveDefaults() {
    for (SearchSpacePlugin<?> plugin : ServiceLoader.load(SearchSpacePlugin.class)) {
      assertTrue(plugin.summary().endsWith("."), plugin.summary());
      boolean published = plugin.name().matches("darts|nasbench.*|zennas");
      assertEquals(published, plugin.paper().isPresent());
      for (RecordComponent component : components(plugin.settings()).toList()) {
        Setting setting = component.getAnnotation(Setting.class);
        assertNotNull(setting, component.getName());
        assertTrue(setting.value().endsWith("."), setting.value());
        assertTrue(!published || !setting.byDefault().isEmpty(), component.getName());
      }
    }
  }

  private static Stream<RecordComponent> components(Class<?> settings) {
    return Arrays.stream(settings.getRecordComponents())
        .flatMap(
            component ->
                component.isAnnotationPresent(Flat.class)
                    ? components(component.getType())
                    : Stream.of(component));
  }

  @Test
  @Tag("slow")
  void spacesBearTheNameOfTheirPlugin() {
    NasBench201Plugin plugin = new NasBench201Plugin();
    assertEquals(plugin.name(), plugin.create(NasBench201Settings.published()).name());
    NasBench101Plugin other = new NasBench101Plugin();
    assertEquals(other.name(), other.create(NasBench101Settings.published()).name());
    DartsPlugin darts = new DartsPlugin();
    assertEquals(darts.name(), darts.create(DartsSettings.published()).name());
    NasBenchAsrPlugin speech = new NasBenchAsrPlugin();
    assertEquals(speech.name(), speech.create(NasBenchAsrSettings.published()).name());
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    InvalidSettingException refusal =
        assertThrows(
            InvalidSettingException.class,
            () -> new NasBench201Settings(0, 5, NetworkVariant.TRAINED, CanonicalDefinition.LIVE));
    assertEquals("channels", refusal.key());
    assertEquals("channels (0) must be from 1 to 4096", refusal.getMessage());
    refusal =
        assertThrows(
            InvalidSettingException.class,
            () ->
                new NasBench201Settings(16, 101, NetworkVariant.TRAINED, CanonicalDefinition.LIVE));
    assertEquals("cells-per-stage", refusal.key());
    assertRefused("stacks", 128, 0, 7, 0.1);
    assertRefused("max-vertices", 128, 3, 8, 0.1);
    assertRefused("batch-norm-momentum", 128, 3, 7, Double.NaN);
    assertRefused("batch-norm-momentum", 128, 3, 7, 0);
    refusal = assertRefused("stem-channels", 4, 3, 7, 0.1);
    assertEquals(
        "stem-channels (4) must be at least max-vertices (7) - 2, so that every vertex of a cell"
            + " has a channel",
        refusal.getMessage());
    assertEquals("raise stem-channels or lower max-vertices", refusal.advice());
  }

  @Test
  void settingsOfNasBenchAsrOutOfRangeAreRefused() {
    assertRefusedAsr("groups", 0, 3, 500, 1, 0.2);
    assertRefusedAsr("cells", 100, 0, 500, 1, 0.2);
    assertRefusedAsr("lstm", 100, 3, -1, 1, 0.2);
    assertRefusedAsr("lstm-biases", 100, 3, 500, 0, 0.2);
    assertRefusedAsr("dropout", 100, 3, 500, 1, Double.NaN);
    assertRefusedAsr("dropout", 100, 3, 500, 1, 1);
  }

  private static void assertRefusedAsr(
      String key, int groups, int cells, int lstm, int biases, double dropout) {
    assertEquals(
        key,
        assertThrows(
                InvalidSettingException.class,
                () -> new NasBenchAsrSettings(groups, cells, lstm, biases, dropout))
            .key());
  }

  private static InvalidSettingException assertRefused(
      String key, int stemChannels, int stacks, int maxVertices, double momentum) {
    InvalidSettingException refusal =
        assertThrows(
            InvalidSettingException.class,
            () -> new NasBench101Settings(stemChannels, stacks, 3, maxVertices, 9, momentum));
    assertEquals(key, refusal.key());
    return refusal;
  }
}
