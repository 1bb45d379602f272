package io.navarch.model.cel;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.cel.CelEnvironment.ResultType;
import io.navarch.model.json.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CelEnvironmentTest {
  private static final CelEnvironment DYNAMIC =
      CelEnvironment.kubernetes()
          .with("object", DeclType.DYN)
          .with("oldObject", DeclType.DYN)
          .withAuthorizer();

  private static final Object POD =
      Json.read(
          """
          {"metadata": {"name": "web", "labels": {"app": "web", "a.b/c": "x"}, "annotations": null},
           "spec": {"replicas": 3, "ratio": 0.5, "none": null, "containers": [
             {"name": "a", "image": "nginx:1", "ports": [{"containerPort": 80}], "limits": {"cpu": "500m"}},
             {"name": "b", "image": "redis", "limits": {"cpu": "1"}}]}}\
          """);

  private static CelResult evaluate(
      CelEnvironment environment, String expression, CelVariables variables) {
    return switch (environment.compile(expression, ResultType.ANY)) {
      case CelCompilation.Compiled compiled ->
          compiled.expression().evaluate(variables, CelBudget.of(CelLimits.RUNTIME_BUDGET));
      case CelCompilation.Refused refused ->
          throw new AssertionError(expression + ": " + refused.message());
    };
  }

  private static CelResult evaluate(String expression) {
    CelVariables variables =
        new CelVariables()
            .set("object", POD)
            .set("oldObject", null)
            .setAuthorizer(
                q ->
                    new CelAuthorizer.Decision(
                        q.verb().equals("get"), q.resource() + "/" + q.name(), ""),
                "",
                "pods",
                "",
                "default",
                "web");
    return evaluate(DYNAMIC, expression, variables);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "object.metadata.name == 'web'",
        "object.spec.replicas == 3 && object.spec.replicas < 3.5 && object.spec.ratio < 1",
        "has(object.spec.replicas) && !has(object.spec.missing)",
        "oldObject == null",
        "object.spec.none == null",
        "object.spec.containers.all(c, c.image.contains(':') || c.name == 'b')",
        "object.spec.containers.exists_one(c, has(c.ports))",
        "object.spec.containers.map(c, c.name) == ['a', 'b']",
        "object.spec.containers.filter(c, c.name == 'a').size() == 1",
        "object.metadata.labels['a.b/c'] == 'x'",
        "'app' in object.metadata.labels",
        "object.metadata.?labels.app.orValue('none') == 'web'",
        "object.?missing.field.orValue(1) == 1",
        "object.metadata[?'labels'].hasValue()",
        "!optional.none().hasValue()",
        "[1, 2, 3].all(i, v, v == i + 1)",
        "{'a': 1}.all(k, v, k == 'a' && v == 1)",
        "[1, 2].transformList(i, v, v * 2) == [2, 4]",
        "[3, 1, 2].sort() == [1, 2, 3]",
        "[1, 2, 3].sum() == 6 && [1, 3, 2].max() == 3 && ['b', 'a'].min() == 'a' && [1,"
            + " 2].isSorted()",
        "'%e'.format([3.14]) == '3.140000×10⁰⁰' && '%d %s'.format([1, 'abc']) == '1 abc'",
        "[1, 2, 2].indexOf(2) == 1 && [1, 2, 2].lastIndexOf(2) == 2 && 'abc'.indexOf('c') == 2",
        "object.metadata.name.indexOf('b') == 2",
        "'%s has %d of %.2f'.format(['x', 3, 1.5]) == 'x has 3 of 1.50'",
        "'%s %s %s'.format([[1, 'a'], {'k': true}, null]) == '[1, \"a\"] {\"k\":true} null'",
        "'abc 123 def'.find('[0-9]+') == '123' && 'a1b2'.findAll('[0-9]') == ['1', '2']",
        "'aaa'.findAll('a', 2).size() == 2",
        "'a,b'.split(',') == ['a', 'b'] && ['a', 'b'].join('-') == 'a-b'",
        "' x '.trim().upperAscii() == 'X' && 'abc'.substring(1) == 'bc' && 'aXa'.replace('X', '')"
            + " == 'aa'",
        "url('https://example.com:8080/a/b?x=1&x=2').getHost() == 'example.com:8080'",
        "url('https://example.com:8080/a?x=1&x=2').getQuery()['x'] == ['1', '2']",
        "url('https://[::1]:80/').getHostname() == '::1' && isURL('/a') && !isURL('a b')",
        "quantity('500m').isLessThan(quantity('1')) && quantity('1Gi').asInteger() == 1073741824",
        "quantity('1').add(quantity('1')).compareTo(quantity('2')) == 0 && isQuantity('2Ki') &&"
            + " !isQuantity('x')",
        "quantity('1000m') == quantity('1') && sign(quantity('-1')) == -1",
        "quantity(object.spec.containers[0].limits.cpu).isGreaterThan(quantity('100m'))",
        "ip('127.0.0.1').isLoopback() && ip('::1').family() == 6 && isIP('10.0.0.1') &&"
            + " !isIP('10.0.0.256')",
        "string(ip('2001:DB8::1')) == '2001:db8::1' && ip.isCanonical('::1') &&"
            + " !ip.isCanonical('0::1')",
        "cidr('10.0.0.0/8').containsIP('10.1.2.3') &&"
            + " cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16')",
        "cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8') && cidr('10.0.0.0/8').prefixLength() =="
            + " 8",
        "cidr('10.0.0.0/8').ip() == ip('10.0.0.0') && isCIDR('::/0') && !isCIDR('1.2.3.4')",
        "semver('1.2.3').isLessThan(semver('1.10.0')) && semver('v1.2', true).minor() == 2 &&"
            + " !isSemver('v1.2')",
        "semver('1.0.0-alpha.1').isLessThan(semver('1.0.0-beta')) && semver('1.2.3').major() == 1",
        "!format.dns1123Label().validate('web').hasValue()",
        "format.named('dns1123Label').value().validate('Web_').value().size() > 0",
        "!format.named('nothing').hasValue()",
        "sets.contains([1, 2, 3], [2]) && sets.equivalent([1, 2], [2, 1]) && sets.intersects([1],"
            + " [1, 2])",
        "authorizer.group('').resource('pods').name('x').check('get').allowed()",
        "!authorizer.requestResource.check('delete').allowed()",
        "authorizer.requestResource.check('get').reason() == 'pods/web'",
        "authorizer.path('/healthz').check('get').allowed()",
        "type(object.spec.replicas) == int && type(object.metadata) == map &&"
            + " type(object.spec.containers) == list",
        "type(object.metadata.name) == string && type(object.spec.ratio) == double",
        "duration('1h').getMinutes() == 60 && timestamp('2024-01-01T00:00:00Z').getFullYear() =="
            + " 2024",
        "timestamp('2024-01-01T00:00:00Z') + duration('24h') == timestamp('2024-01-02T00:00:00Z')",
        "object.spec.containers[0] == object.spec.containers[0] && object.spec.containers != []",
        "object.metadata.labels == {'app': 'web', 'a.b/c': 'x'}",
        "matches('abc', 'b') && 'abc'.matches('c$') && !'abc'.matches('^b') &&"
            + " object.metadata.name.matches('^w' + 'e')",
        "dyn(1) == 1.0 && 1 != 2 && dyn([1]) == [1.0] && dyn(['a']) != [2]",
        "object.spec.containers.exists(c, c.name.matches('^a$'))",
        "string(1) == '1' && int('2') == 2 && double('1.5') == 1.5 && string(true) == 'true'",
        "b'abc' == bytes('abc') && size('äö') == 2 && size([1]) == 1",
        "[1, 2].first().value() == 1 && [1, 2].last().value() == 2 && [[1], [2]].flatten() == [1,"
            + " 2]",
        "[1, 1].distinct() == [1] && lists.range(2) == [0, 1] && [1, 2].reverse() == [2, 1] && [1,"
            + " 2].slice(0, 1) == [1]",
        "true || object.missing == 1",
        "double('1_000.5') == 1000.5 && double('0x1p-2') == 0.25 && double('-Infinity') < 0.0 &&"
            + " double('inf') > 0.0 && double('1.') == 1.0 && double('.5e1_0') == 5e9",
        "string(dyn(1e21)) == '1e+21' && string(dyn(ip('::1'))) == '::1' && bool(dyn('t')) &&"
            + " string(dyn(duration('90s'))) == '90s' && string(dyn(1)) == '1'",
        "dyn(duration('1.5s')).getMilliseconds() == 1500 && uint(dyn('1')) == 1u && int(dyn(1.5)) =="
            + " 1 && dyn('a') + 'b' == 'ab'",
        "int('+12') == 12 && uint('18446744073709551615') == 18446744073709551615u",
        "[{'n': 'b'}, {'n': 'a'}].sortBy(e, e.n) == [{'n': 'a'}, {'n': 'b'}] && [-3, 1].sortBy(e, -e) == [1, -3]",
        "type(timestamp('2024-01-01T00:00:00Z')) == google.protobuf.Timestamp",
      })
  void holds(String expression) {
    assertThat(evaluate(expression)).as(expression).isEqualTo(new CelResult.Value(true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "object.missing.x == 1 | no such key: missing",
        "object.metadata.labels['nope'] == 'x' | no such key: nope",
        "object.metadata.name > 1 | no such overload",
        "object.metadata.name.matches('[' + object.metadata.name) | error parsing regexp: missing"
            + " closing ]: `[web`",
        "object.metadata.name.matches('((a{0,1000}){0,1000}){0,1000}' + '') | error parsing regexp:"
            + " invalid repeat count: `{0,1000}`",
        "1 / (object.spec.replicas - 3) == 1 | division by zero",
        "object.spec.containers[7].name == 'x' | index out of bounds: 7",
        "[].max() == 1 | max called on empty list",
        "[1, 2].slice(0, 3) == [] | 'cannot slice(0, 3), list is length 2'",
        "[1, 2].slice(-1, 1) == [] | 'cannot slice(-1, 1), negative indexes not supported'",
        "[1, 2].slice(1, 0) == []"
            + " | 'cannot slice(1, 0), start index must be less than or equal to end index'",
        "'object.spec.replicas || false' | no such overload",
        "'1 / 0 == 1 || false' | division by zero",
        "double(object.metadata.name + 'd') > 0.0 | type conversion error from 'string' to 'double'",
        "int(object.metadata.name) > uint(object.metadata.name)"
            + " | type conversion error from 'string' to 'int'",
        "quantity(object.metadata.name).isInteger() | quantities must match the regular expression"
            + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        "authorizer.path(' ').check('get').allowed() | path must not be empty",
      })
  void failsWith(String expression, String message) {
    assertThat(evaluate(expression))
        .isInstanceOfSatisfying(
            CelResult.Failure.class, failure -> assertThat(failure.message()).isEqualTo(message));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "unknown == 1 | undeclared reference to 'unknown'",
        "1 + 'a' | found no matching overload for '_+_'",
        "object. | Syntax error",
        "duration('1x') == duration('1s') | invalid duration argument",
        "object.matches('[') | invalid matches argument",
        "object.matches('((a{0,1000}){0,1000}){0,1000}') | invalid matches argument",
        "[1, 'a'].size() == 2 | expected type 'int' but found 'string'",
      })
  void doesNotCompile(String expression, String message) {
    assertThat(DYNAMIC.compile(expression, ResultType.BOOL))
        .isInstanceOfSatisfying(
            CelCompilation.Refused.class,
            refused ->
                assertThat(refused.message())
                    .startsWith("compilation failed: ERROR: <input>:1:")
                    .contains(message));
  }

  @Test
  void saysWhatAnExpressionMustEvaluateTo() {
    assertThat(DYNAMIC.compile("1", ResultType.BOOL))
        .isEqualTo(new CelCompilation.Refused("must evaluate to bool but got int"));
  }

  @Test
  void readsObjectsByTheirSchema() {
    Map<String, Object> schema =
        Json.readObject(
            """
            {"type": "object", "properties": {
              "a-b": {"type": "string"}, "namespace": {"type": "string"},
              "at": {"type": "string", "format": "date-time"}, "wait": {"type": "string", "format": "duration"},
              "port": {"x-kubernetes-int-or-string": true}, "number": {"type": "number"},
              "tags": {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}},
              "items": {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"],
                "items": {"type": "object", "properties": {"name": {"type": "string"}, "v": {"type": "integer"}}}},
              "map": {"type": "object", "additionalProperties": {"type": "integer"}}}}\
            """
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    DeclType type = DeclTypes.of(schema, true);
    assertThat(type).isNotNull();
    CelEnvironment environment =
        CelEnvironment.kubernetes().with("self", type).with("oldSelf", type);
    Object self =
        Json.read(
            """
            {"apiVersion": "v1", "kind": "K", "metadata": {"name": "n", "other": 1}, "a-b": "x", "namespace": "ns",
             "at": "2024-01-01T00:00:00Z", "wait": "1m", "port": "http", "number": 2, "tags": ["a", "b"],
             "items": [{"name": "x", "v": 1}, {"name": "y", "v": 2}], "map": {"k.1": 1}}\
            """);
    Object old =
        Json.read(
            "{\"tags\": [\"b\", \"a\"], \"items\": [{\"name\": \"y\", \"v\": 2}, {\"name\": \"x\","
                + " \"v\": 1}]}");
    CelVariables variables = new CelVariables().set("self", self).set("oldSelf", old);
    for (String expression :
        new String[] {
          "self.a__dash__b == 'x' && self.__namespace__ == 'ns' && self.metadata.name == 'n'",
          "self.at < timestamp('2025-01-01T00:00:00Z') && self.wait == duration('60s')",
          "type(self.port) == string && self.number == 2.0",
          "self.tags == oldSelf.tags && self.items == oldSelf.items",
          "(self.tags + ['b', 'c']).size() == 3",
          "self.map.all(k, self.map[k] == 1) && self.items.map(i, i.v).sum() == 3",
          "!has(oldSelf.map)",
        }) {
      assertThat(evaluate(environment, expression, variables))
          .as(expression)
          .isEqualTo(new CelResult.Value(true));
    }
    assertThat(environment.compile("self.metadata.other == 1", ResultType.BOOL))
        .isInstanceOfSatisfying(
            CelCompilation.Refused.class,
            refused -> assertThat(refused.message()).contains("undefined field 'other'"));
  }

  @Test
  void makesPatches() {
    CelEnvironment environment = DYNAMIC.withPatches();
    CelCompilation apply =
        environment.compile(
            "Object{spec: Object.spec{replicas: object.spec.replicas + 1, template:"
                + " Object.spec.template{x: ['a']}}}",
            ResultType.OBJECT);
    CelCompilation patch =
        environment.compile(
            "[JSONPatch{op: 'add', path: '/metadata/labels/' + jsonpatch.escapeKey('a/b'), value:"
                + " 'x'}]",
            ResultType.JSON_PATCHES);
    assertThat(run(apply)).isEqualTo("{\"spec\":{\"replicas\":4,\"template\":{\"x\":[\"a\"]}}}");
    assertThat(run(patch))
        .isEqualTo("[{\"op\":\"add\",\"path\":\"/metadata/labels/a~1b\",\"value\":\"x\"}]");
    assertThat(environment.compile("object", ResultType.OBJECT))
        .isInstanceOf(CelCompilation.Refused.class);
  }

  private static String run(CelCompilation compilation) {
    CelExpression expression = ((CelCompilation.Compiled) compilation).expression();
    CelResult result =
        expression.evaluate(new CelVariables().set("object", POD), CelBudget.of(10_000));
    Map<String, Object> sorted = Map.of();
    Object json = ((CelResult.Value) result).json();
    return json instanceof Map<?, ?> map && sorted.isEmpty()
        ? Json.writeString(sorted(map))
        : Json.writeString(
            json instanceof java.util.List<?> l
                ? l.stream().map(e -> sorted((Map<?, ?>) e)).toList()
                : json);
  }

  private static Object sorted(Map<?, ?> map) {
    java.util.TreeMap<String, Object> sorted = new java.util.TreeMap<>();
    map.forEach((k, v) -> sorted.put((String) k, v instanceof Map<?, ?> m ? sorted(m) : v));
    return sorted;
  }

  @Test
  void endsWhatCostsTooMuch() {
    String expression =
        "object.items.all(a, object.items.all(b, object.items.all(c, object.items.all(d, a + b + c"
            + " + d >= 0))))";
    CelVariables variables =
        new CelVariables().set("object", Json.read("{\"items\": [" + "1,".repeat(99) + "1]}"));
    CelExpression compiled =
        ((CelCompilation.Compiled) DYNAMIC.compile(expression, ResultType.BOOL)).expression();
    CelBudget budget = CelBudget.of(CelLimits.RUNTIME_BUDGET);
    assertThat(compiled.evaluate(variables, budget))
        .isInstanceOfSatisfying(
            CelResult.Failure.class,
            f -> assertThat(f.kind()).isEqualTo(CelResult.Failure.Kind.CALL_TOO_EXPENSIVE));
    assertThat(budget.remaining()).isLessThan(CelLimits.RUNTIME_BUDGET - CelLimits.PER_CALL + 100);
    assertThat(compiled.evaluate(variables, CelBudget.of(1000)))
        .isInstanceOfSatisfying(
            CelResult.Failure.class,
            f -> assertThat(f.kind()).isEqualTo(CelResult.Failure.Kind.OUT_OF_BUDGET));
    assertThat(compiled.evaluate(variables, CelBudget.of(1_000_000, () -> true)))
        .isInstanceOfSatisfying(
            CelResult.Failure.class,
            f -> assertThat(f.kind()).isEqualTo(CelResult.Failure.Kind.CANCELLED));
  }

  @Test
  void evaluatesVariablesWhenAskedFor() {
    CelEnvironment environment =
        AdmissionEnvironment.withVariables(
            DYNAMIC, Map.of("amount", DeclType.DYN, "broken", DeclType.INT));
    CelVariables variables = new CelVariables().set("object", POD);
    variables.setLazy(
        "variables",
        Map.of(
            "amount", DYNAMIC.compile("quantity('500m')", ResultType.ANY),
            "broken", DYNAMIC.compile("object.missing", ResultType.ANY)),
        CelBudget.of(CelLimits.RUNTIME_BUDGET));
    assertThat(evaluate(environment, "variables.amount.isLessThan(quantity('1'))", variables))
        .isEqualTo(new CelResult.Value(true));
    assertThat(evaluate(environment, "variables.broken == 1", variables))
        .isEqualTo(
            new CelResult.Failure(
                "composited variable \"broken\" fails to evaluate: no such key: missing",
                CelResult.Failure.Kind.EVALUATION));
  }

  @Test
  void neverBreaksOnWhatIsNoExpression() {
    long seed = System.nanoTime();
    java.util.random.RandomGenerator random = new java.util.Random(seed);
    String[] seeds = {
      "object.spec.containers.all(c, c.image.matches('^a') && has(c.ports))",
      "{'a': [1, 2u, 3.5, b'x']}.a[0] in [1] ? optional.of(object.?x.y) : null",
      "quantity('1Gi').add(ip('::1')).format([duration('1h'), timestamp('2024-01-01T00:00:00Z')])",
    };
    String alphabet = "abc.()[]{}?:,'\"0189+-*/%!&|<>= \\ü\n";
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder(seeds[random.nextInt(seeds.length)]);
      for (int change = 0; change < 1 + random.nextInt(6); change++) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at).append(' ');
          case 1 -> text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
          default -> text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
        }
      }
      String expression = text.toString();
      if (DYNAMIC.compile(expression, ResultType.ANY) instanceof CelCompilation.Compiled compiled) {
        CelResult result =
            compiled
                .expression()
                .evaluate(new CelVariables().set("object", POD), CelBudget.of(100_000));
        assertThat(result).as("seed %d: %s", seed, expression).isNotNull();
        assertThat(compiled.expression().estimatedCost("object").max()).isNotNegative();
      }
    }
    assertThat(evaluate("lists.range(1000000000).size() == 1"))
        .isEqualTo(
            new CelResult.Failure(
                "lists.range: size 1000000000 is too large", CelResult.Failure.Kind.EVALUATION));
  }

  @Test
  void escapesNames() {
    assertThat(CelNames.escape("a-b.c/d__e"))
        .isEqualTo("a__dash__b__dot__c__slash__d__underscores__e");
    assertThat(CelNames.unescape("a__dash__b__dot__c__slash__d__underscores__e"))
        .isEqualTo("a-b.c/d__e");
    assertThat(CelNames.escape("namespace")).isEqualTo("__namespace__");
    assertThat(CelNames.escape("1a")).isNull();
    assertThat(CelNames.escape("a b")).isNull();
  }

  @Test
  void onlyPatchesEscapeKeys() {
    String expression = "jsonpatch.escapeKey('a/b~c') == 'a~1b~0c'";
    assertThat(evaluate(CelEnvironment.kubernetes().withPatches(), expression, new CelVariables()))
        .isEqualTo(new CelResult.Value(true));
    assertThat(CelEnvironment.kubernetes().compile(expression, ResultType.ANY))
        .isInstanceOf(CelCompilation.Refused.class);
  }
}
