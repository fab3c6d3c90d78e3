package nas.engine.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import nas.core.plugin.InvalidSettingException;

/**
 * One device, or several GPUs that trainings at the same time share.
 *
 * <p>Which GPU a training gets depends on what else runs, so results repeat only as far as the GPUs
 * compute alike. Safe for use by several threads.
 */
public final class Devices {

  private static final String ALL_GPUS = "gpus";

  /** See {@link #seat(int)}. */
  private static volatile int seat;

  private final List<Device> all;

  /** How many trainings each serves. */
  private final int[] users;

  private Devices(List<Device> all) {
    this.all = List.copyOf(all);
    users = new int[all.size()];
  }

  /**
   * Says which of several processes on this machine this one is, from 0, so that they do not all
   * prefer the same GPU.
   */
  public static void seat(int number) {
    seat = number;
  }

  /** Returns a single device. */
  public static Devices of(Device device) {
    return new Devices(List.of(device));
  }

  /** Returns several devices, at least one, in order of preference. */
  static Devices of(List<Device> devices) {
    return new Devices(devices);
  }

  /**
   * Reads {@code cpu}, {@code gpu:k}, several GPUs joined by commas, or {@code gpus} for all that
   * are there, and checks that they are there.
   *
   * @throws InvalidSettingException (key {@code device}) if one is not, or cpu is among several
   */
  public static Devices parse(String text) {
    if (text.equals(ALL_GPUS) && PyTorch.gpus() > 0) {
      return new Devices(
          IntStream.range(0, PyTorch.gpus()).mapToObj(k -> Device.parse("gpu:" + k)).toList());
    }
    List<Device> devices = new ArrayList<>();
    // Of 'gpus' where there is none, the complaint about the first is the one to make.
    for (String word : text.equals(ALL_GPUS) ? List.of(firstNamed(text)) : words(text)) {
      Device device = Device.parse(word);
      if (devices.contains(device)) {
        throw new InvalidSettingException(
            "device", "device (" + text + ") names " + word + " twice", "name it once");
      }
      devices.add(device);
    }
    if (devices.size() > 1 && devices.contains(Device.CPU)) {
      throw new InvalidSettingException(
          "device",
          "device (" + text + ") mixes cpu with GPUs, whose numbers differ in the last digits",
          "name GPUs only");
    }
    return new Devices(devices);
  }

  /**
   * Returns the first of the devices that a text names, whether or not it is there, for what needs
   * one only.
   */
  public static String firstNamed(String text) {
    return text.equals(ALL_GPUS) ? "gpu:0" : words(text).get(0);
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
  }

  /** Returns the first device, for what needs one only. */
  public Device first() {
    return all.get(0);
  }

  /**
   * Takes the device that serves the fewest trainings, of several the first; where this process is
   * one of several, they are counted from another one in each. A GPU that is {@linkplain
   * AssignedGpu assigned} to the thread is taken in place of any other.
   */
  public synchronized Device take() {
    Device device = AssignedGpu.insteadOf(leastUsed());
    count(device, 1);
    return device;
  }

  private Device leastUsed() {
    int first = Math.floorMod(seat, users.length);
    int least = first;
    for (int step = 1; step < users.length; step++) {
      int device = (first + step) % users.length;
      least = users[device] < users[least] ? device : least;
    }
    return all.get(least);
  }

  /** Gives back a device that was taken. */
  public synchronized void release(Device device) {
    count(device, -1);
  }

  private void count(Device device, int trainings) {
    int index = all.indexOf(device);
    if (index >= 0) {
      users[index] += trainings;
    }
  }

  /** Returns the devices as they are written in settings. */
  @Override
  public String toString() {
    return all.stream().map(Device::toString).collect(Collectors.joining(","));
  }
}
