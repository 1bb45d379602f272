package io.navarch.gateway.audit;

import io.micrometer.core.instrument.Counter;
import java.io.PrintStream;
import java.util.List;

/** All back-ends together. */
final class AuditSinks implements AuditSink {
  private final List<AuditSink> sinks;
  private final Counter made;

  AuditSinks(List<AuditSink> sinks, Counter made) {
    this.sinks = List.copyOf(sinks);
    this.made = made;
  }

  @Override
  public void accept(byte[] event) {
    made.increment();
    for (AuditSink sink : sinks) {
      sink.accept(event);
    }
  }

  static void print(List<byte[]> events) {
    PrintStream out = System.out;
    for (byte[] event : events) {
      synchronized (out) {
        out.write(event, 0, event.length);
        out.write('\n');
      }
    }
    out.flush();
  }

  @Override
  public void close() {
    sinks.forEach(AuditSink::close);
  }
}
