package io.navarch.bench.micro;

import io.navarch.model.decode.FieldValidation;
import io.navarch.model.decode.ObjectDecoder;
import io.navarch.model.json.Json;
import io.navarch.model.protobuf.ProtobufReader;
import io.navarch.model.protobuf.ProtobufWriter;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.schema.BuiltinSchemas;
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

/** Reading and writing a pod. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class CodecBenchmark {
  private static final GroupVersionKind POD = new GroupVersionKind("", "v1", "Pod");

  private final byte[] json = Samples.pod();
  private final Map<String, Object> tree = Json.readObject(json);
  private final byte[] protobuf = ProtobufWriter.write(json);
  private final ObjectDecoder decoder = new ObjectDecoder(BuiltinSchemas.instance());

  /** JSON to a tree. */
  @Benchmark
  public Object readJson() {
    return Json.readObject(json);
  }

  /** A tree to JSON. */
  @Benchmark
  public byte[] writeJson() {
    return Json.write(tree);
  }

  /** A body to an object: parsed, checked, in canonical form, with defaults. */
  @Benchmark
  public Object decodeBody() {
    return decoder.decode(json, ObjectDecoder.Format.JSON, POD, FieldValidation.STRICT);
  }

  /** The bytes of JSON to protobuf. */
  @Benchmark
  public byte[] writeProtobuf() {
    return ProtobufWriter.write(json);
  }

  /** Protobuf to a tree. */
  @Benchmark
  public Object readProtobuf() {
    return ProtobufReader.read(protobuf);
  }
}
