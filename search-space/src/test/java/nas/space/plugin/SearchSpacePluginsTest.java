package nas.space.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import nas.space.nasbench201.CanonicalDefinition;
import nas.space.nasbench201.NasBench201Plugin;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NetworkVariant;
import org.junit.jupiter.api.Test;

final class SearchSpacePluginsTest {

  @Test
  void pluginsAreFoundByName() {
    List<String> names = new ArrayList<>();
    for (SearchSpacePlugin<?> plugin : ServiceLoader.load(SearchSpacePlugin.class)) {
      names.add(plugin.name());
    }
    assertEquals(List.of("nasbench201"), names);
  }

  @Test
  void everySettingIsDescribedAndHasADefault() {
    for (SearchSpacePlugin<?> plugin : ServiceLoader.load(SearchSpacePlugin.class)) {
      assertTrue(plugin.summary().endsWith("."), plugin.summary());
      assertTrue(plugin.paper().isPresent());
      for (RecordComponent component : plugin.settings().getRecordComponents()) {
        Setting setting = component.getAnnotation(Setting.class);
        assertNotNull(setting, component.getName());
        assertTrue(setting.value().endsWith("."), setting.value());
        assertTrue(!setting.byDefault().isEmpty(), component.getName());
      }
    }
  }

  @Test
  void spacesBearTheNameOfTheirPlugin() {
    NasBench201Plugin plugin = new NasBench201Plugin();
    assertEquals(plugin.name(), plugin.create(NasBench201Settings.published()).name());
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
  }
}
