package io.navarch.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class ProxyLinksTest {
  private static final String PREFIX = "/api/v1/namespaces/n/pods/p/proxy";
  private static final ProxyLinks LINKS = new ProxyLinks(PREFIX, "10.0.0.7:80", "localhost:8001");

  @Test
  void absolutePathsLeadThroughTheProxy() {
    assertThat(page("<a href=\"/next\">test</a>"))
        .isEqualTo("<a href=\"" + PREFIX + "/next\">test</a>");
    assertThat(page("<IMG class=x SRC = '/a b.png' alt=\"/no\"/>"))
        .isEqualTo("<IMG class=x SRC = '" + PREFIX + "/a b.png' alt=\"/no\"/>");
    assertThat(page("<form action=/go><input disabled formaction=/stop>"))
        .isEqualTo(
            "<form action=" + PREFIX + "/go><input disabled formaction=" + PREFIX + "/stop>");
  }

  @Test
  void whatIsNoLinkStaysAsItIs() {
    for (String same :
        new String[] {
          "<a href=\"next\">",
          "<a href=\"#top\">",
          "<a href=\"javascript:go()\">",
          "<a href=\"https://example.com/x\">",
          "<a href=\"" + PREFIX + "/there\">",
          "<p href=\"/x\">",
          "<!-- <a href=\"/x\"> -->",
          "<script>if (a<b) {c='<a href=\"/x\">'}",
          "a < b",
          "<",
          "<a",
          "<a href",
          "<a href=",
          "<a href=\"",
          "</a href=\"/x\">",
          "\u00e4\u00ff<b>"
        }) {
      assertThat(page(same)).isEqualTo(same);
    }
  }

  @Test
  void addressesOfTheServerBehindLeadThroughTheProxyToo() {
    assertThat(LINKS.rewrite("http://10.0.0.7:80/x")).isEqualTo(PREFIX + "/x");
    assertThat(LINKS.rewrite("//10.0.0.7:80/x")).isEqualTo(PREFIX + "/x");
    assertThat(LINKS.rewrite("http://localhost:8001/x"))
        .isEqualTo("http://localhost:8001" + PREFIX + "/x");
    assertThat(LINKS.rewrite("http://10.0.0.7:80")).isEqualTo("http://10.0.0.7:80");
  }

  @Test
  void encodedPagesStayEncoded() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write("<a href=/x>".getBytes(StandardCharsets.UTF_8));
    }
    byte[] answer = LINKS.rewrite(packed.toByteArray(), "gzip");
    assertThat(new GZIPInputStream(new ByteArrayInputStream(answer)).readAllBytes())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("<a href=" + PREFIX + "/x>");
  }

  @Test
  void anyTextComesThroughWhole() {
    SplittableRandom random = new SplittableRandom(7);
    String alphabet = "<>a=\"'/ !-script";
    for (int round = 0; round < 2_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(60); i >= 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThat(PageLinks.rewrite(text.toString(), link -> link)).isEqualTo(text.toString());
    }
  }

  private static String page(String html) {
    return PageLinks.rewrite(html, LINKS::rewrite);
  }
}
