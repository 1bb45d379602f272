package io.navarch.node.cri;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.navarch.node.containerd.v1.EventsGrpc;
import io.navarch.node.containerd.v1.SubscribeRequest;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hints that a container started or stopped, from containerd's own event service (its CRI gained an
 * event stream only in 1.7). A hint carries no facts: whoever gets it looks at the runtime. Where
 * the service is missing the periodic relist alone keeps the agent informed.
 */
public final class RuntimeEvents implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RuntimeEvents.class);
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final CriConnection connection;
  private final Runnable hint;
  private final Thread thread;
  private volatile boolean closed;

  public RuntimeEvents(CriConnection connection, Runnable hint) {
    this.connection = connection;
    this.hint = hint;
    this.thread = Thread.ofVirtual().name("runtime-events").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    while (!closed) {
      try (Context.CancellableContext context = Context.current().withCancellation()) {
        context.run(this::listen);
      } catch (StatusRuntimeException e) {
        if (e.getStatus().getCode() == io.grpc.Status.Code.UNIMPLEMENTED) {
          log.info("The runtime has no event service; exits are noticed by relisting");
          return;
        }
      }
      try {
        Thread.sleep(RETRY);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void listen() {
    var request =
        SubscribeRequest.newBuilder()
            .addFilters("topic==\"/tasks/exit\"")
            .addFilters("topic==\"/tasks/oom\"");
    var events = EventsGrpc.newBlockingStub(connection.channel()).subscribe(request.build());
    while (!closed && events.hasNext()) {
      events.next();
      hint.run();
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
