package io.navarch.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HttpResponseStreamTest {
  private static final Set<String> SENDING = Set.of("writeHead", "write", "end");

  private final Queue<Runnable> loop = new ArrayDeque<>();
  private final List<String> sent = new ArrayList<>();
  private boolean onLoop;

  /** Notes what is sent; as with Vert.x, what is called off the loop is done in a later turn. */
  private final HttpServerResponse response =
      (HttpServerResponse)
          Proxy.newProxyInstance(
              HttpServerResponse.class.getClassLoader(),
              new Class<?>[] {HttpServerResponse.class},
              (proxy, method, _) -> {
                if (!SENDING.contains(method.getName())) {
                  return method.getReturnType() == boolean.class ? (Object) false : proxy;
                }
                Runnable send = () -> sent.add(method.getName());
                if (onLoop) {
                  send.run();
                } else {
                  loop.add(send);
                }
                return Future.succeededFuture();
              });

  @Test
  void theBodyNeverOvertakesTheHead() {
    LoopOutbox outbox = LoopOutbox.of(loop::add);
    outbox.add(() -> sent.add("of another answer"));
    HttpResponseStream stream =
        new HttpResponseStream(response, outbox, new ByteBudget(1, 1).share());
    stream.send(new byte[1]);
    stream.close();
    onLoop = true;
    for (Runnable turn = loop.poll(); turn != null; turn = loop.poll()) {
      turn.run();
    }
    assertThat(sent).containsExactly("of another answer", "writeHead", "write", "end");
  }
}
