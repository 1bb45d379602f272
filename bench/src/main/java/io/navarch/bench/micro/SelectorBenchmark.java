package io.navarch.bench.micro;

import io.navarch.model.selector.LabelSelector;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Label selectors: read once a request, matched once an object. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class SelectorBenchmark {
  private static final String TEXT = "app=web,tier in (front,back),!legacy,version!=v0";

  private final LabelSelector selector = LabelSelector.parse(TEXT);
  private final Map<String, Object> labels =
      Map.of("app", "web", "tier", "front", "version", "v1", "team", "a");

  @Benchmark
  public Object parse() {
    return LabelSelector.parse(TEXT);
  }

  @Benchmark
  public boolean matches() {
    return selector.matches(labels);
  }
}
