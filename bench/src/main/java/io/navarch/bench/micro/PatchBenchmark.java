package io.navarch.bench.micro;

import io.navarch.model.json.Json;
import io.navarch.model.patch.JsonPatch;
import io.navarch.model.patch.MergePatch;
import io.navarch.model.patch.StrategicMergePatch;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.schema.BuiltinSchemas;
import io.navarch.model.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Patches of a pod; each includes a copy of the pod, which a patch uses up. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class PatchBenchmark {
  private final Map<String, Object> pod = Json.readObject(Samples.pod());
  private final Schema schema =
      BuiltinSchemas.instance().byKind(new GroupVersionKind("", "v1", "Pod")).orElseThrow();
  private final Map<String, Object> change =
      Json.readObject(
          """
          {"metadata":{"labels":{"x":"y"}},"spec":{"containers":[{"name":"web","image":"web:2"}]}}
          """
              .getBytes(StandardCharsets.UTF_8));
  private final JsonPatch steps =
      JsonPatch.read(
          """
          [{"op":"test","path":"/metadata/labels/app","value":"web"},
           {"op":"replace","path":"/spec/containers/0/image","value":"web:2"}]
          """
              .getBytes(StandardCharsets.UTF_8));

  /** Strategic merge patch of a label and a container by its name. */
  @Benchmark
  public Object strategic() {
    return StrategicMergePatch.apply(Json.copy(pod), Json.copy(change), schema);
  }

  /** Merge patch of the same. */
  @Benchmark
  public Object merge() {
    return MergePatch.apply(Json.copy(pod), change);
  }

  /** A test and a replacement by path. */
  @Benchmark
  public @Nullable Object jsonPatch() {
    return steps.apply(Json.copy(pod));
  }
}
