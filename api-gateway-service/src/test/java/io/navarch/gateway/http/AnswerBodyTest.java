package io.navarch.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnswerBodyTest {
  private final Random random = new Random(Long.getLong("navarch.seed", 7));

  @Test
  void piecesOfAnyLengthMakeUpTheWhole() throws Exception {
    for (int round = 0; round < 200; round++) {
      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      AnswerBody.Builder builder = new AnswerBody.Builder(1);
      for (int i = random.nextInt(60); i > 0; i--) {
        byte[] bytes = new byte[random.nextInt(random.nextBoolean() ? 40 : 2_000)];
        random.nextBytes(bytes);
        int start = random.nextInt(bytes.length + 1);
        builder.add(bytes, start).add(',');
        expected.write(bytes, start, bytes.length - start);
        expected.write(',');
      }
      AnswerBody body = builder.build();
      assertThat(body.length()).isEqualTo(expected.size());
      assertThat(body.bytes()).isEqualTo(expected.toByteArray());
      ByteArrayOutputStream written = new ByteArrayOutputStream();
      body.writeTo(written);
      assertThat(written.toByteArray()).isEqualTo(expected.toByteArray());
    }
  }

  @Test
  void whatIsLargeIsNotCopied() {
    byte[] kept = new byte[4096];
    Arrays.fill(kept, (byte) 'x');
    AnswerBody body = new AnswerBody.Builder(1).add('[').add(kept, 1).add(']').build();
    assertThat(body.pieces()).hasSize(3);
    assertThat(body.pieces().get(1).array()).isSameAs(kept);
    assertThat(AnswerBody.of(kept).bytes()).isSameAs(kept);
  }
}
