package io.navarch.gateway.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GnosticWriterTest {
  /** The bytes are gnostic's own for the same document, with free values as JSON. */
  @Test
  void writesWhatGnosticWrites() throws IOException {
    Map<String, Object> document = Json.readObject(bytes("gnostic.json"));
    byte[] written = GnosticWriter.write(document);
    assertThat(Base64.getMimeEncoder().encodeToString(written))
        .isEqualTo(
            Base64.getMimeEncoder()
                .encodeToString(Base64.getMimeDecoder().decode(bytes("gnostic.base64"))));
  }

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = GnosticWriterTest.class.getResourceAsStream("/openapi/" + name)) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }
}
