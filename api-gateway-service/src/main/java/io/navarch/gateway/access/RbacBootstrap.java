package io.navarch.gateway.access;

import io.navarch.gateway.registry.BootstrapStep;
import io.navarch.gateway.registry.BootstrapWrites;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.ObjectWriter;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.resource.ResourceDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The roles and bindings that every cluster has from the start. What is missing is made; what was
 * taken out of a role or binding is put back, unless its {@code autoupdate} annotation says no;
 * what was added stays.
 */
final class RbacBootstrap implements BootstrapStep {
  private static final String AUTO_UPDATE = "rbac.authorization.kubernetes.io/autoupdate";
  private static final String POLICY = "rbac-bootstrap.json";
  private static final int ORDER = 200;

  private final ResourceCatalog catalog;
  private final ObjectReader reader;
  private final ObjectWriter writer;

  RbacBootstrap(ResourceCatalog catalog, ObjectReader reader, ObjectWriter writer) {
    this.catalog = catalog;
    this.reader = reader;
    this.writer = writer;
  }

  @Override
  public int order() {
    return ORDER;
  }

  @Override
  public void run() {
    BootstrapWrites.each(policy(), this::reconcile);
  }

  /** The policy as data, in an order in which it can be written. */
  static List<ApiObject> policy() {
    try (InputStream in =
        Objects.requireNonNull(RbacBootstrap.class.getResourceAsStream(POLICY), POLICY)) {
      List<ApiObject> objects = new ArrayList<>();
      if (Json.read(in.readAllBytes()) instanceof List<?> list) {
        for (Object item : list) {
          objects.add(object(item));
        }
      }
      return objects;
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + POLICY, e);
    }
  }

  /** The rules of aggregated roles are the controller's to tell. */
  @SuppressWarnings({"unchecked", "NullAway"}) // JSON null is a value of the tree
  private static ApiObject object(Object tree) {
    ApiObject object = new ApiObject((Map<String, Object>) tree);
    if (object.root().containsKey("aggregationRule")) {
      object.root().put("rules", null);
    }
    return object;
  }

  private void reconcile(ApiObject wanted) {
    String plural = wanted.kind().toLowerCase(Locale.ROOT) + "s";
    ResourceDefinition resource =
        catalog
            .byPlural(RbacRules.GROUP, "v1", plural)
            .orElseThrow(() -> new IllegalStateException("no resource " + plural));
    ApiObject now =
        reader.get(RbacRules.GROUP, plural, wanted.namespace(), wanted.name()).orElse(null);
    if (now == null) {
      writer.createUnlessThere(resource, wanted);
    } else if (!"false".equals(now.annotations().get(AUTO_UPDATE))
        && !Json.equal(completed(now, wanted).root(), now.root())) {
      writer.update(
          resource, wanted.namespace(), wanted.name(), current -> completed(current, wanted));
    }
  }

  /** What stands, with everything that the policy wants and that is missing there. */
  static ApiObject completed(ApiObject now, ApiObject wanted) {
    ApiObject result = now.copy();
    if (!wanted.labels().isEmpty()) {
      ApiObject.child(result.metadata(), "labels").putAll(wanted.labels());
    }
    if (!wanted.annotations().isEmpty()) {
      ApiObject.child(result.metadata(), "annotations").putAll(wanted.annotations());
    }
    if (wanted.root().containsKey("aggregationRule")) {
      result.root().put("aggregationRule", Json.copy(wanted.root().get("aggregationRule")));
      return result;
    }
    addMissingRules(result, now, wanted);
    addMissingSubjects(result, wanted);
    return result;
  }

  private static void addMissingRules(ApiObject result, ApiObject now, ApiObject wanted) {
    List<PolicyRule> held = RbacRules.ownRules(now);
    List<Object> rules = new ArrayList<>(ApiObject.listAt(now.root(), "rules"));
    int before = rules.size();
    for (Object rule : ApiObject.listAt(wanted.root(), "rules")) {
      boolean missing =
          PolicyRule.of((Map<?, ?>) rule).parts().stream()
              .anyMatch(part -> held.stream().noneMatch(h -> h.covers(part)));
      if (missing) {
        rules.add(Json.copy(rule));
      }
    }
    if (rules.size() > before) {
      result.root().put("rules", rules);
    }
  }

  private static void addMissingSubjects(ApiObject result, ApiObject wanted) {
    List<Object> subjects = new ArrayList<>(ApiObject.listAt(result.root(), "subjects"));
    int before = subjects.size();
    for (Object subject : ApiObject.listAt(wanted.root(), "subjects")) {
      if (subjects.stream().noneMatch(s -> Json.equal(s, subject))) {
        subjects.add(Json.copy(subject));
      }
    }
    if (subjects.size() > before) {
      result.root().put("subjects", subjects);
    }
  }
}
