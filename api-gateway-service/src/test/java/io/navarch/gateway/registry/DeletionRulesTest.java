package io.navarch.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.registry.DeletionRules.Plan;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.resource.ResourceDefinition;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeletionRulesTest {
  private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

  private static ResourceDefinition resource(String group, String plural) {
    return BuiltinResources.instance().byPlural(group, "v1", plural).orElseThrow();
  }

  private static ApiObject object(String json) {
    return ApiObject.read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static DeleteOptions options(Long grace, String propagation) {
    Map<String, Object> tree = new LinkedHashMap<>();
    return new DeleteOptions(grace, null, null, propagation, null, false, tree);
  }

  private static Plan pod(String json, Long grace) {
    return DeletionRules.plan(resource("", "pods"), object(json), options(grace, null), NOW);
  }

  @Test
  void podsThatRunNowhereGoAtOnce() {
    ApiObject last =
        ((Plan.Remove) pod("{\"metadata\":{\"generation\":1},\"spec\":{}}", null)).last();
    assertThat(last.metadata())
        .as("what the answer shows")
        .containsEntry("deletionTimestamp", "2026-05-01T10:00:00Z")
        .containsEntry("deletionGracePeriodSeconds", 0L)
        .containsEntry("generation", 2L);
    assertThat(
            pod(
                "{\"metadata\":{},\"spec\":{\"nodeName\":\"n\"},"
                    + "\"status\":{\"phase\":\"Succeeded\"}}",
                30L))
        .isInstanceOf(Plan.Remove.class);
  }

  @Test
  void runningPodsGetTheirGracePeriod() {
    Plan plan =
        pod(
            "{\"metadata\":{\"generation\":1},"
                + "\"spec\":{\"nodeName\":\"n\",\"terminationGracePeriodSeconds\":20}}",
            null);
    ApiObject marked = ((Plan.Mark) plan).marked();
    assertThat(marked.metadata())
        .containsEntry("deletionTimestamp", "2026-05-01T10:00:20Z")
        .containsEntry("deletionGracePeriodSeconds", 20L)
        .containsEntry("generation", 2L);
  }

  @Test
  void aSecondDeleteMayOnlyShorten() {
    String going =
        "{\"metadata\":{\"deletionTimestamp\":\"2026-05-01T10:00:30Z\","
            + "\"deletionGracePeriodSeconds\":30},\"spec\":{\"nodeName\":\"n\"}}";
    assertThat(pod(going, null)).isInstanceOf(Plan.Pending.class);
    assertThat(pod(going, 60L)).isInstanceOf(Plan.Pending.class);
    ApiObject shorter = ((Plan.Mark) pod(going, 5L)).marked();
    assertThat(shorter.metadata()).containsEntry("deletionTimestamp", "2026-05-01T10:00:05Z");
    ApiObject last = ((Plan.Remove) pod(going, 0L)).last();
    assertThat(last.metadata())
        .containsEntry("deletionTimestamp", "2026-05-01T10:00:00Z")
        .containsEntry("deletionGracePeriodSeconds", 0L);
  }

  @Test
  void noTimeOfDeletionMovesIntoThePast() {
    String late =
        "{\"metadata\":{\"deletionTimestamp\":\"2026-05-01T10:00:02Z\","
            + "\"deletionGracePeriodSeconds\":30},\"spec\":{\"nodeName\":\"n\"}}";
    assertThat(((Plan.Mark) pod(late, 5L)).marked().metadata())
        .as("its node is still to end it")
        .containsEntry("deletionTimestamp", "2026-05-01T10:00:00Z")
        .containsEntry("deletionGracePeriodSeconds", 1L);
  }

  @Test
  void aPodWhoseTimeIsUpGoesLikeAnyObject() {
    String over =
        "{\"metadata\":{\"deletionTimestamp\":\"2026-05-01T09:00:00Z\","
            + "\"deletionGracePeriodSeconds\":0%s},\"spec\":{\"nodeName\":\"n\"}}";
    assertThat(pod(over.formatted(""), null)).isEqualTo(new Plan.Remove(null));
    assertThat(pod(over.formatted(",\"finalizers\":[\"a/b\"]"), null))
        .isInstanceOf(Plan.Pending.class);
  }

  @Test
  void finalizersHoldAnObject() {
    Plan plan =
        DeletionRules.plan(
            resource("", "configmaps"),
            object("{\"metadata\":{\"finalizers\":[\"a/b\"]}}"),
            options(null, null),
            NOW);
    assertThat(((Plan.Mark) plan).marked().metadata())
        .containsEntry("deletionGracePeriodSeconds", 0L)
        .containsEntry("deletionTimestamp", "2026-05-01T10:00:00Z");
  }

  @Test
  void propagationBecomesFinalizers() {
    ResourceDefinition deployments = resource("apps", "deployments");
    Plan foreground =
        DeletionRules.plan(
            deployments, object("{\"metadata\":{}}"), options(null, "Foreground"), NOW);
    assertThat(((Plan.Mark) foreground).marked().finalizers())
        .containsExactly("foregroundDeletion");
    Plan orphan =
        DeletionRules.plan(deployments, object("{\"metadata\":{}}"), options(null, "Orphan"), NOW);
    assertThat(((Plan.Mark) orphan).marked().finalizers()).containsExactly("orphan");
    assertThat(
            DeletionRules.plan(deployments, object("{\"metadata\":{}}"), options(null, null), NOW))
        .isInstanceOf(Plan.Remove.class);
    assertThat(
            DeletionRules.plan(
                resource("batch", "jobs"), object("{\"metadata\":{}}"), options(null, null), NOW))
        .as("jobs leave their pods")
        .isInstanceOf(Plan.Mark.class);
  }

  @Test
  void namespacesEmptyThemselvesFirst() {
    ResourceDefinition namespaces = resource("", "namespaces");
    ApiObject active = object("{\"metadata\":{},\"spec\":{\"finalizers\":[\"kubernetes\"]}}");
    ApiObject marked =
        ((Plan.Mark) DeletionRules.plan(namespaces, active, options(null, null), NOW)).marked();
    assertThat(marked.at("status", "phase")).isEqualTo("Terminating");
    assertThat(DeletionRules.plan(namespaces, marked.copy(), options(null, null), NOW))
        .isInstanceOf(Plan.Pending.class);
    ApiObject finalized = marked.copy();
    ApiObject.child(finalized.root(), "spec").remove("finalizers");
    assertThat(DeletionRules.isGoneAfterUpdate(namespaces, finalized, marked)).isTrue();
  }
}
