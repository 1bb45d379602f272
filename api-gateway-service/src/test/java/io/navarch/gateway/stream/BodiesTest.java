package io.navarch.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The pieces of a relayed answer, and where requests go. */
class BodiesTest {
  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String text(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void chunksArePutTogether() throws IOException {
    InputStream in = bytes("5\r\nhello\r\n1;x=y\r\n!\r\n0\r\nTrailer: a\r\n\r\nrest");
    assertThat(text(new ChunkedBody(in))).isEqualTo("hello!");
    assertThat(text(in)).isEqualTo("rest");
  }

  @Test
  void brokenChunksAreErrors() {
    for (String broken : List.of("z\r\n", "5\r\nhel", "-1\r\n", "5", "9999999999999999999\r\n")) {
      assertThatThrownBy(() -> text(new ChunkedBody(bytes(broken))))
          .as(broken)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void limitedBodiesEndWhereTheyShould() throws IOException {
    InputStream in = bytes("abcdef");
    assertThat(text(new LimitedBody(in, 4))).isEqualTo("abcd");
    assertThat(text(in)).isEqualTo("ef");
    assertThatThrownBy(() -> text(new LimitedBody(bytes("ab"), 3)))
        .isInstanceOf(java.io.EOFException.class);
  }

  @Test
  void queriesAreEncoded() {
    assertThat(
            new QueryText()
                .add("a b", "ü&=")
                .copy(Map.of("command", List.of("sh", "-c")), "command", "cmd")
                .toString())
        .isEqualTo("?a+b=%C3%BC%26%3D&cmd=sh&cmd=-c");
  }

  @Test
  void proxyNamesHaveSchemeAndPort() {
    assertThat(ProxyHandler.Name.parse("pod", "https:web:443"))
        .isEqualTo(new ProxyHandler.Name("https", "web", "443"));
    assertThat(ProxyHandler.Name.parse("pod", "web:http").port()).isEqualTo("http");
    for (String bad : List.of("ftp:web:1", ":", "a:b:c:d", "")) {
      assertThatThrownBy(() -> ProxyHandler.Name.parse("pod", bad))
          .isInstanceOf(ApiException.class);
    }
  }

  @Test
  void theContainerIsTheNamedOrTheOnlyOne() {
    ApiObject pod =
        ApiObject.read(
            """
            {"metadata":{"name":"p"},"spec":{"containers":[{"name":"a"},{"name":"b"}],
             "initContainers":[{"name":"i"}]}}
            """
                .getBytes(StandardCharsets.UTF_8));
    assertThat(PodPlace.container(pod, "i")).isEqualTo("i");
    assertThatThrownBy(() -> PodPlace.container(pod, "x"))
        .hasMessage("container x is not valid for pod p");
    assertThatThrownBy(() -> PodPlace.container(pod, ""))
        .hasMessage(
            "a container name must be specified for pod p, choose one of: [a b] or one of the init"
                + " containers: [i]");
  }
}
