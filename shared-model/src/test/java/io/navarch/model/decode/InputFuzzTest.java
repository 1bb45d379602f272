package io.navarch.model.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.cel.CelBudget;
import io.navarch.model.cel.CelCompilation;
import io.navarch.model.cel.CelEnvironment;
import io.navarch.model.cel.CelLimits;
import io.navarch.model.cel.CelVariables;
import io.navarch.model.cel.DeclType;
import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import io.navarch.model.jsonpath.JsonPath;
import io.navarch.model.jsonpath.MalformedJsonPathException;
import io.navarch.model.patch.JsonPatch;
import io.navarch.model.patch.MergePatch;
import io.navarch.model.patch.StrategicMergePatch;
import io.navarch.model.protobuf.MalformedProtobufException;
import io.navarch.model.protobuf.ProtobufReader;
import io.navarch.model.protobuf.ProtobufWriter;
import io.navarch.model.quantity.MalformedQuantityException;
import io.navarch.model.quantity.Quantity;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.schema.BuiltinSchemas;
import io.navarch.model.schema.Schema;
import io.navarch.model.selector.FieldSelector;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.status.ApiException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Whatever clients send is read, or refused by the exception that is meant for it: nothing else is
 * thrown, and nothing takes long. {@code -Dnavarch.seed} repeats a run.
 */
class InputFuzzTest {
  private static final long SEED = Long.getLong("navarch.seed", 20261121L);
  private static final Duration LONGEST = Duration.ofSeconds(20);
  private static final GroupVersionKind POD = new GroupVersionKind("", "v1", "Pod");

  private static final String POD_JSON =
      """
      {"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","labels":{"x":"y"},
       "annotations":{"n":"ü\\u00e4"},"creationTimestamp":"2026-01-02T03:04:05Z",
       "ownerReferences":[{"apiVersion":"v1","kind":"Node","name":"n","uid":"1"}]},
       "spec":{"containers":[{"name":"c","image":"i","ports":[{"containerPort":80}],
        "resources":{"limits":{"cpu":"1500m","memory":1e3}},"env":[{"name":"A","value":"1"}]}],
        "tolerations":[{"key":"k","tolerationSeconds":30}],"terminationGracePeriodSeconds":-0}}
      """;

  private static final List<String> BODIES =
      List.of(
          POD_JSON,
          "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"data\":{\"a\":\"b\"},\"binaryData\":"
              + "{\"c\":\"AAEC\"},\"immutable\":null}",
          "{\"a\":[1,2.5,-3e-7,true,false,null,\"\\n\\\"\\\\\",{},[]]}");

  private static final List<String> YAML =
      List.of(
          "kind: Pod\napiVersion: v1\nmetadata:\n  name: a\n  labels: {x: \"y\", z: 0o17}\nspec:\n"
              + "  containers:\n  - &c\n    name: c\n    image: >-\n      folded\n      text\n"
              + "  - *c\n  nodeName: ~\n",
          "a: !!str 1\nb: |\n  text\n? complex\n: value\nc: 2026-01-01\nd: [.inf, -.NaN, 0x1f, 1_0]\n",
          "--- # one\na: 1\n...\n---\nb: 2\n",
          "{\"json\": [1, \"too\"]}");

  private static final List<String> SELECTORS =
      List.of(
          "a=b,c!=d",
          "x in (a,b),y notin (c)",
          "!gone,there",
          "app.kubernetes.io/name==web",
          "n>3,m<5",
          "metadata.name=a,status.phase!=Running",
          "a=b\\,c,d=\\=");

  private static final List<String> EXPRESSIONS =
      List.of(
          "self.replicas <= self.maxReplicas",
          "has(self.a) && self.a.all(x, x.matches('^[a-z]+$'))",
          "self.map(x, x * 2).exists(y, y in [1, 2, 3])",
          "quantity(self.q).isLessThan(quantity('1Gi')) || url('https://a/b').getHost() == 'a'",
          "duration('1h') > timestamp('2026-01-01T00:00:00Z') - self.t",
          "cel.bind(v, self.x.split(','), v.size() > 1 ? v[0] : 'none').lowerAscii()",
          "'%d %s'.format([1, self.name]).contains(self.name)",
          "ip('10.0.0.1').family() == 4 && cidr('10.0.0.0/8').containsIP('10.0.0.1')",
          "optional.of(self).?a.orValue(dyn([1, 'a', {'b': null}])) == {}");

  private static final List<String> PATHS =
      List.of(
          ".spec.containers[0].name",
          "{.items[*].metadata['name']}",
          "$..a[?(@.b=='c')].d",
          ".a[1:3:2]",
          ".status.conditions[?(@.type==\"Ready\")].status",
          ".a.b-c\\.d");

  private static final List<String> QUANTITIES =
      List.of("1", "100m", "1.5Gi", "-0.001", "1e3", "12E6", "9223372036854775808", "1Ki", ".5");

  private static final List<String> PATCHES =
      List.of(
          "[{\"op\":\"add\",\"path\":\"/metadata/labels/a~1b\",\"value\":{}},"
              + "{\"op\":\"test\",\"path\":\"/kind\",\"value\":\"Pod\"}]",
          "[{\"op\":\"move\",\"from\":\"/spec\",\"path\":\"/spec/x\"},"
              + "{\"op\":\"copy\",\"from\":\"\",\"path\":\"/metadata/-\"},"
              + "{\"op\":\"remove\",\"path\":\"/spec/containers/0\"},"
              + "{\"op\":\"replace\",\"path\":\"/spec/containers/-1\",\"value\":null}]",
          "{\"metadata\":{\"labels\":{\"x\":null},\"name\":[]},\"spec\":null}",
          "{\"spec\":{\"containers\":[{\"name\":\"c\",\"$patch\":\"delete\"},"
              + "{\"$patch\":\"replace\"}],\"$setElementOrder/containers\":[{\"name\":\"c\"}],"
              + "\"$retainKeys\":[\"containers\"],\"tolerations\":[{\"$patch\":\"merge\"}],"
              + "\"$deleteFromPrimitiveList/finalizers\":[\"a\"]}}");

  private final Mutator mutator = new Mutator(new Random(SEED));

  /** Reads one spoilt input. */
  @FunctionalInterface
  private interface Reader {
    void read(byte[] input);
  }

  @SafeVarargs
  private void fuzz(
      int times, List<String> seeds, Reader reader, Class<? extends RuntimeException>... meant) {
    List<byte[]> inputs = new ArrayList<>(times);
    for (int i = 0; i < times; i++) {
      inputs.add(mutator.spoil(seeds));
    }
    fuzz(inputs, reader, Set.of(meant));
  }

  private static void fuzz(
      List<byte[]> inputs, Reader reader, Set<Class<? extends RuntimeException>> meant) {
    for (byte[] input : inputs) {
      long start = System.nanoTime();
      try {
        reader.read(input);
      } catch (RuntimeException e) {
        assertThat(meant).as(() -> shown(input) + " threw " + e).contains(e.getClass());
      } catch (StackOverflowError e) {
        throw new AssertionError(shown(input) + " is too deep", e);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as(() -> shown(input))
          .isLessThan(LONGEST);
    }
  }

  private static String shown(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    return "seed " + SEED + ": " + text.substring(0, Math.min(300, text.length()));
  }

  private static String text(byte[] input) {
    return new String(input, StandardCharsets.UTF_8);
  }

  @Test
  void bodies() {
    ObjectDecoder decoder = new ObjectDecoder(BuiltinSchemas.instance());
    fuzz(6_000, BODIES, JsonParser::parse, MalformedJsonException.class);
    fuzz(6_000, BODIES, Json::read, MalformedJsonException.class);
    fuzz(3_000, YAML, YamlParser::parse, MalformedJsonException.class);
    for (ObjectDecoder.Format format : ObjectDecoder.Format.values()) {
      fuzz(
          3_000,
          format == ObjectDecoder.Format.JSON ? BODIES : YAML,
          body -> decoder.decode(body, format, POD, FieldValidation.STRICT),
          ApiException.class);
    }
  }

  /** Deep and wide input is refused or read, and does not end the thread. */
  @Test
  void hugeBodies() {
    for (String text :
        List.of(
            "[".repeat(500_000),
            "{\"a\":".repeat(200_000),
            "[" + "[],".repeat(300_000) + "[]]",
            "\"" + "\\u0041".repeat(100_000) + "\"",
            "1".repeat(1_000_000))) {
      List<byte[]> input = List.of(text.getBytes(StandardCharsets.UTF_8));
      fuzz(input, JsonParser::parse, Set.of(MalformedJsonException.class));
      fuzz(input, Json::read, Set.of(MalformedJsonException.class));
      fuzz(input, YamlParser::parse, Set.of(MalformedJsonException.class));
    }
    StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 12; i++) {
      bomb.append("a%1$d: &a%1$d [".formatted(i))
          .append("*a%d,".formatted(i - 1).repeat(9))
          .append("]\n");
    }
    for (String text :
        List.of(bomb.toString(), "- ".repeat(20_000), "{a: ".repeat(20_000), "&a [*a]")) {
      fuzz(
          List.of(text.getBytes(StandardCharsets.UTF_8)),
          YamlParser::parse,
          Set.of(MalformedJsonException.class));
    }
  }

  @Test
  void protobuf() {
    byte[] pod = ProtobufWriter.write(Json.write(Json.read(POD_JSON)));
    byte[] map = ProtobufWriter.write(Json.write(Json.read(BODIES.get(1))));
    List<byte[]> inputs = new ArrayList<>();
    for (int i = 0; i < 8_000; i++) {
      byte[] spoilt = mutator.spoil(pod, map);
      if (i % 2 == 0 && spoilt.length > 4) {
        System.arraycopy(pod, 0, spoilt, 0, 4);
      }
      inputs.add(spoilt);
    }
    fuzz(inputs, ProtobufReader::read, Set.of(MalformedProtobufException.class));
  }

  @Test
  void patches() {
    Schema schema = BuiltinSchemas.instance().byKind(POD).orElseThrow();
    fuzz(6_000, PATCHES, body -> JsonPatch.read(body).apply(pod()), ApiException.class);
    fuzz(
        3_000,
        PATCHES,
        body -> MergePatch.apply(pod(), PatchBody.read(body).tree()),
        ApiException.class,
        MalformedJsonException.class);
    fuzz(
        6_000,
        PATCHES,
        body -> StrategicMergePatch.apply(pod(), PatchBody.read(body).tree(), schema),
        ApiException.class,
        MalformedJsonException.class);
  }

  private static Map<String, Object> pod() {
    return Json.readObject(POD_JSON.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void selectors() {
    fuzz(10_000, SELECTORS, in -> LabelSelector.parse(text(in)), ApiException.class);
    fuzz(10_000, SELECTORS, in -> FieldSelector.parse(text(in)), ApiException.class);
  }

  @Test
  void pathsAndQuantities() {
    Map<String, Object> pod = pod();
    fuzz(10_000, PATHS, in -> JsonPath.parse(text(in)).find(pod), MalformedJsonPathException.class);
    fuzz(10_000, QUANTITIES, in -> Quantity.parse(text(in)), MalformedQuantityException.class);
    for (String huge :
        List.of(
            "9".repeat(1_000_000), "1e999999999", "1e-999999999", "1E2147483647", "-1e-99999")) {
      fuzz(
          List.of(huge.getBytes(StandardCharsets.UTF_8)),
          in -> assertThat(Quantity.parse(text(in)).toString()).isNotEmpty(),
          Set.of(MalformedQuantityException.class));
    }
  }

  @Test
  void expressions() {
    CelEnvironment environment = CelEnvironment.kubernetes().with("self", DeclType.DYN);
    Map<String, Object> pod = pod();
    List<byte[]> inputs = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      inputs.add(mutator.spoil(EXPRESSIONS));
    }
    inputs.add("(".repeat(5_000).getBytes(StandardCharsets.UTF_8));
    inputs.add("self.a.".repeat(5_000).getBytes(StandardCharsets.UTF_8));
    inputs.add(("1" + "+1".repeat(20_000)).getBytes(StandardCharsets.UTF_8));
    fuzz(
        inputs,
        in -> {
          if (environment.compile(text(in), CelEnvironment.ResultType.ANY)
              instanceof CelCompilation.Compiled(var expression)) {
            assertThat(expression.estimatedCost("self").max()).isNotNegative();
            Object unused =
                expression.evaluate(
                    new CelVariables().set("self", pod), CelBudget.of(CelLimits.PER_CALL));
          }
        },
        Set.of());
  }

  /** What is spoilt is not always refused, or nothing would be seen by this test. */
  @Test
  void someSpoiltInputIsStillGood() {
    long good =
        Arrays.stream(new int[1_000])
            .filter(
                _ -> {
                  try {
                    JsonDocument unused = JsonParser.parse(mutator.spoil(BODIES));
                    return true;
                  } catch (MalformedJsonException e) {
                    return false;
                  }
                })
            .count();
    assertThat(good).isBetween(10L, 990L);
  }
}
