package io.navarch.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestInfoResolverTest {

  /** What is authorized is what is then selected: the first of several, and by its own rules. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "metadata.name=x x",
        "metadata.name==x x",
        "a=b,metadata.name=x x",
        "metadata.name!=x ''",
        "metadata.name!=a\\,metadata.name\\=x ''",
        "metadata.name=x,,y ''",
        "metadata.name=x,malformed ''",
        "metadata.name=a/b ''",
      })
  void theNameIsWhatASelectorFixes(String selector, String name) {
    Map<String, List<String>> query =
        Map.of("fieldSelector", List.of(selector, "metadata.name=other"));
    assertThat(RequestInfoResolver.resolve("GET", "/api/v1/namespaces/a/pods", query).name())
        .isEqualTo(name);
    assertThat(
            RequestInfoResolver.resolve(
                    "DELETE",
                    "/api/v1/namespaces/a/pods",
                    Map.of("fieldSelector", List.of("", selector)))
                .name())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET    | /api/v1/namespaces                           | list             |      | v1 |    | namespaces  |   |
          GET    | /api/v1/namespaces/a                         | get              |      | v1 | a  | namespaces  | a |
          PUT    | /api/v1/namespaces/a/status                  | update           |      | v1 | a  | namespaces  | a | status
          PUT    | /api/v1/namespaces/a/finalize                | update           |      | v1 | a  | namespaces  | a | finalize
          GET    | /api/v1/namespaces/a/pods                    | list             |      | v1 | a  | pods        |   |
          GET    | /api/v1/namespaces/a/pods/p                  | get              |      | v1 | a  | pods        | p |
          GET    | /api/v1/namespaces/a/pods/p/log              | get              |      | v1 | a  | pods        | p | log
          POST   | /api/v1/namespaces/a/pods/p/exec             | create           |      | v1 | a  | pods        | p | exec
          DELETE | /api/v1/namespaces/a/pods                    | deletecollection |      | v1 | a  | pods        |   |
          DELETE | /api/v1/namespaces/a/pods/p                  | delete           |      | v1 | a  | pods        | p |
          PATCH  | /apis/apps/v1/namespaces/a/deployments/d     | patch            | apps | v1 | a  | deployments | d |
          GET    | /apis/apps/v1/deployments                    | list             | apps | v1 |    | deployments |   |
          GET    | /api/v1/watch/namespaces/a/pods              | watch            |      | v1 | a  | pods        |   |
          GET    | /api/v1/watch/namespaces/a/pods/p            | watch            |      | v1 | a  | pods        | p |
          HEAD   | /api/v1/nodes/n                              | get              |      | v1 |    | nodes       | n |
          GET    | /api/v1/proxy/nodes/n                        | proxy            |      | v1 |    | nodes       | n |
          """)
  void readsResourcePaths(
      String method,
      String path,
      String verb,
      String group,
      String version,
      String namespace,
      String resource,
      String name,
      String subresource) {
    RequestInfo info = RequestInfoResolver.resolve(method, path, Map.of());
    assertThat(info.resourceRequest()).isTrue();
    assertThat(info.verb()).isEqualTo(verb);
    assertThat(info.group()).isEqualTo(orEmpty(group));
    assertThat(info.version()).isEqualTo(version);
    assertThat(info.namespace()).isEqualTo(orEmpty(namespace));
    assertThat(info.resource()).isEqualTo(resource);
    assertThat(info.name()).isEqualTo(orEmpty(name));
    assertThat(info.subresource()).isEqualTo(orEmpty(subresource));
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  @ParameterizedTest
  @CsvSource({"/", "/api", "/apis/apps/v1", "/api/v1", "/healthz", "/openapi/v3/apis/apps/v1"})
  void otherPathsNameNoResource(String path) {
    RequestInfo info = RequestInfoResolver.resolve("GET", path, Map.of());
    assertThat(info.resourceRequest()).isFalse();
    assertThat(info.verb()).isEqualTo("get");
  }

  @ParameterizedTest
  @CsvSource({"true,watch", "1,watch", "false,list"})
  void theQueryMakesAWatch(String value, String verb) {
    Map<String, List<String>> query =
        Map.of("watch", List.of(value), "fieldSelector", List.of("metadata.name=x,a=b"));
    RequestInfo info = RequestInfoResolver.resolve("GET", "/api/v1/namespaces/a/pods", query);
    assertThat(info.verb()).isEqualTo(verb);
    assertThat(info.name()).as("for authorization").isEqualTo("x");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/namespaces/a/services/s/proxy/x/y,/x/y",
    "/api/v1/namespaces/a/services/s/proxy/,/",
    "/api/v1/namespaces/a/services/s/proxy/x/,/x/",
  })
  void proxiesGetTheRestOfThePath(String path, String remainder) {
    RequestInfo info = RequestInfoResolver.resolve("GET", path, Map.of());
    assertThat(info.subresource()).isEqualTo("proxy");
    assertThat(info.remainder()).isEqualTo(remainder);
  }
}
