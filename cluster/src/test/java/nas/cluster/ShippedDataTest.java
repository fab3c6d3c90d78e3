package nas.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import nas.core.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedDataTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private Path images() throws IOException {
    Path images = Files.createDirectories(folder.resolve("images"));
    Files.createDirectories(images.resolve("cats"));
    Files.write(images.resolve("cats/1.png"), new byte[] {1, 2, 3});
    Files.write(images.resolve("list.csv"), new byte[0]);
    return images;
  }

  private Path made(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  @Test
  void aFolderArrivesWithAllThatIsBelowIt() throws IOException {
    Path sent = made("sent");
    ShippedData data = ShippedData.pack(images(), sent);
    Path arrived = data.unpack(sent.resolve(data.archive()), made("there"));
    assertEquals(folder.resolve("there/images"), arrived);
    assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(arrived.resolve("cats/1.png")));
    assertEquals(0, Files.size(arrived.resolve("list.csv")));
  }

  @Test
  void aFileArrivesByItsName() throws IOException {
    Path sent = made("sent");
    Path file = images().resolve("cats/1.png");
    ShippedData data = ShippedData.pack(file, sent);
    Path arrived = data.unpack(sent.resolve(data.archive()), made("there"));
    assertEquals(folder.resolve("there/1.png"), arrived);
    assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(arrived));
  }

  @Test
  void whatDidNotArriveAsItWasSentIsRefused() throws IOException {
    Path sent = made("sent");
    ShippedData data = ShippedData.pack(images(), sent);
    Path archive = sent.resolve(data.archive());
    byte[] bytes = Files.readAllBytes(archive);
    bytes[bytes.length / 2] ^= 1;
    Files.write(archive, bytes);
    Path there = made("there");
    UserException refused = assertThrows(UserException.class, () -> data.unpack(archive, there));
    assertTrue(refused.error().problem().contains("did not arrive as they were sent"));
  }

  @Test
  void whatIsNotThereCannotBeSent() throws IOException {
    Path sent = made("sent");
    UserException refused =
        assertThrows(UserException.class, () -> ShippedData.pack(folder.resolve("nothing"), sent));
    assertTrue(refused.error().advice().contains("--ship-data"));
  }
}
