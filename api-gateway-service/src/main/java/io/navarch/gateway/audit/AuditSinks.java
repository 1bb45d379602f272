package io.navarch.gateway.audit;

import java.io.PrintStream;
import java.util.List;

/** All back-ends together. */
final class AuditSinks implements AuditSink {
  private final List<AuditSink> sinks;
  private final AuditMetrics metrics;

  AuditSinks(List<AuditSink> sinks, AuditMetrics metrics) {
    this.sinks = List.copyOf(sinks);
    this.metrics = metrics;
  }

  @Override
  public boolean accept(byte[] event) {
    metrics.made();
    boolean recorded = true;
    for (AuditSink sink : sinks) {
      recorded &= sink.accept(event);
    }
    return recorded;
  }

  static boolean print(List<byte[]> events) {
    PrintStream out = System.out;
    for (byte[] event : events) {
      synchronized (out) {
        out.write(event, 0, event.length);
        out.write('\n');
      }
    }
    out.flush();
    return true;
  }

  @Override
  public void close() {
    sinks.forEach(AuditSink::close);
  }
}
