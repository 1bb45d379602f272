package io.navarch.gateway.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GnosticWriterTest {
  /** The bytes are gnostic's own for the same documents, with free values as JSON. */
  @Test
  void writesWhatGnosticWrites() throws IOException {
    assertThat(base64(GnosticWriter.v2(Json.readObject(bytes("gnostic.json")))))
        .isEqualTo(base64(Base64.getMimeDecoder().decode(bytes("gnostic.base64"))));
    assertThat(base64(GnosticWriter.v3(Json.readObject(bytes("gnostic-v3.json")))))
        .isEqualTo(base64(Base64.getMimeDecoder().decode(bytes("gnostic-v3.base64"))));
  }

  private static String base64(byte[] bytes) {
    return Base64.getMimeEncoder().encodeToString(bytes);
  }

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = GnosticWriterTest.class.getResourceAsStream("/openapi/" + name)) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }
}
