package nas.engine.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import nas.core.plugin.InvalidSettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {

  @Test
  void readsTheProcessor() {
    assertEquals(Device.CPU, Device.parse("cpu"));
    assertEquals("cpu", Device.parse("cpu").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "CPU", "gpu", "gpu:", "gpu:-1", "gpu:99999", "cuda:0", "gpu:1 "})
  void refusesOtherWords(String text) {
    InvalidSettingException error =
        assertThrows(InvalidSettingException.class, () -> Device.parse(text));
    assertEquals("device", error.key());
    assertEquals("device (" + text + ") must be cpu or gpu:k", error.getMessage());
  }

  @Test
  void refusesAGpuThatIsNotThere() {
    InvalidSettingException error =
        assertThrows(InvalidSettingException.class, () -> Device.parse("gpu:9999"));
    assertTrue(
        String.valueOf(error.getMessage()).startsWith("device (gpu:9999) is not there (PyTorch"));
    assertFalse(error.advice().isEmpty());
  }

  @Test
  void saysWhyTheEngineDoesNotLoad() {
    InvalidSettingException error =
        PyTorch.notLoaded(
            new IllegalStateException("wrapped", new UnsatisfiedLinkError("no torch here")));
    assertEquals("device", error.key());
    assertTrue(
        String.valueOf(error.getMessage()).startsWith("the PyTorch library does not load on "));
    assertTrue(String.valueOf(error.getMessage()).endsWith(": no torch here"));
  }

  @Test
  void severalDevicesAreNamedWithCommas() {
    assertEquals(Device.CPU, Devices.parse("cpu").first());
    for (String[] text :
        new String[][] {
          {"cpu,cpu", "device (cpu,cpu) names cpu twice"},
          {"gpu:9999,cpu", "device (gpu:9999) is not there "},
          {"gpu:9999, gpu:9998", "device (gpu:9999) is not there "},
          {"cpu,", "device () must be cpu or gpu:k"},
          {"gpus,cpu", "device (gpus) must be cpu or gpu:k"},
        }) {
      InvalidSettingException error =
          assertThrows(InvalidSettingException.class, () -> Devices.parse(text[0]));
      assertEquals("device", error.key());
      assertTrue(String.valueOf(error.getMessage()).startsWith(text[1]), error.getMessage());
    }
  }

  @Test
  void trainingsGetTheDeviceWithTheFewest() {
    Device first = new Device(OptionalInt.of(0));
    Device second = new Device(OptionalInt.of(1));
    Devices devices = Devices.of(List.of(first, second));
    assertEquals("gpu:0,gpu:1", devices.toString());
    assertEquals(first, devices.take());
    assertEquals(second, devices.take());
    assertEquals(first, devices.take());
    devices.release(second);
    assertEquals(second, devices.take());
    devices.release(first);
    devices.release(first);
    assertEquals(first, devices.take());
    assertEquals(first, devices.take());
  }

  @Test
  void eachProcessPrefersAnother() {
    List<Device> three = List.of(gpu(0), gpu(1), gpu(2));
    try {
      for (int seat = 0; seat < 7; seat++) {
        Devices.seat(seat);
        Devices devices = Devices.of(three);
        for (int taken = 0; taken < 4; taken++) {
          assertEquals(gpu((seat + taken) % 3), devices.take(), "seat " + seat);
        }
        assertEquals(gpu(0), devices.first());
      }
    } finally {
      Devices.seat(0);
    }
  }

  private static Device gpu(int number) {
    return new Device(OptionalInt.of(number));
  }

  @Test
  void anAssignedGpuIsTakenInPlaceOfAnyOther() throws Exception {
    Devices two = Devices.of(List.of(gpu(0), gpu(1)));
    assertEquals(gpu(0), AssignedGpu.during(OptionalInt.of(0), two::take));
    assertEquals(gpu(1), two.take(), "the first one is counted");
    two.release(gpu(1));
    two.release(gpu(0));
    assertEquals(gpu(0), AssignedGpu.during(OptionalInt.empty(), two::take));
    // That it is not there says which was to be taken.
    InvalidSettingException absent =
        assertThrows(
            InvalidSettingException.class,
            () -> AssignedGpu.during(OptionalInt.of(9999), two::take));
    assertTrue(String.valueOf(absent.getMessage()).startsWith("device (gpu:9999) is not there"));
    assertEquals(
        Device.CPU, AssignedGpu.during(OptionalInt.of(9999), Devices.of(Device.CPU)::take));
    assertEquals(gpu(5), AssignedGpu.insteadOf(gpu(5)), "nothing is left of it on the thread");
  }
}
