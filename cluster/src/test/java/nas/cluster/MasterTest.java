package nas.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import nas.core.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses of masters. */
final class MasterTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark://",
        "spark://host",
        "spark://:7077",
        "spark://host:70777",
        "spark://host:x",
        "spark://host:7077,",
        "spark://host:7077/"
      })
  void malformedOnesAreRefused(String url) {
    UserException refused = assertThrows(UserException.class, () -> Master.of(url));
    assertEquals(
        "The address of Spark's master (" + url + ") must be spark://HOST:PORT",
        refused.getMessage());
  }

  @Test
  void thisMachineIsToldFromOthers() {
    assertTrue(Master.of("spark://127.0.0.1:7077").isHere());
    assertTrue(Master.of("spark://[::1]:7077").isHere());
    assertFalse(Master.of("spark://198.51.100.7:7077").isHere());
    assertFalse(Master.of("spark://127.0.0.1:7077,198.51.100.7:7077").isHere());
  }

  @Test
  void oneOfSeveralMustListen() throws Exception {
    try (ServerSocket master = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Master.of("spark://127.0.0.1:1,127.0.0.1:" + master.getLocalPort()).requireListening();
    }
    assertThrows(UserException.class, () -> Master.of("spark://127.0.0.1:1").requireListening());
  }
}
