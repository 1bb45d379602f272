package io.navarch.gateway.custom;

import io.navarch.gateway.cache.ResourceCaches;
import io.navarch.gateway.loop.Changes;
import io.navarch.gateway.loop.Looping;
import io.navarch.gateway.loop.ReconcileLoop;
import io.navarch.gateway.registry.ObjectWriter;
import io.navarch.gateway.strategy.ApprovalRules;
import io.navarch.gateway.strategy.DefinitionStatus;
import io.navarch.gateway.strategy.DefinitionStatus.Condition;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings definitions to life and to their end: accepts their names, establishes them, ends the
 * watches of what is served in another way from now on, and removes all instances before a
 * definition goes. Every gateway runs one; what two of them do at once is the same.
 */
public final class DefinitionController implements Looping, AutoCloseable {
  private final CustomResources resources;
  private final ResourceCaches caches;
  private final ObjectWriter writer;
  private final InstantSource clock;
  private final ResourceDefinition definitions;
  private final InstanceCleanup cleanup;
  private final ReconcileLoop loop =
      new ReconcileLoop(
          "definition-controller", Duration.ofMillis(50), Duration.ofSeconds(5), this::reconcile);
  private final Map<String, List<CustomVersion>> lastServed = new HashMap<>();

  public DefinitionController(
      CustomResources resources, ResourceCaches caches, ObjectWriter writer, InstantSource clock) {
    this.resources = resources;
    this.caches = caches;
    this.writer = writer;
    this.clock = clock;
    this.definitions = resources.definitions();
    this.cleanup = new InstanceCleanup(caches, writer, definitions, clock);
  }

  /** Begins to follow the definitions, after the feed has started. */
  public void start() {
    Changes.follow(
        caches,
        definitions,
        event -> loop.add(event.object().key()),
        objects -> objects.forEach(object -> loop.add(object.key())));
    loop.start();
  }

  /**
   * @return false where something is still to be waited for
   */
  private boolean reconcile(String key) {
    CustomView view = resources.current();
    endOutdatedWatches(key, view);
    CustomView.Compiled compiled = view.definition(key);
    if (compiled == null) {
      // Its names are free now.
      view.definitions().forEach((other, each) -> recheckIfRefused(other, each));
      return true;
    }
    CustomDefinition definition = compiled.definition();
    if (definition.deleting()) {
      return cleanup.reconcile(definition);
    }
    decideNames(definition, view);
    return true;
  }

  private void recheckIfRefused(String key, CustomView.Compiled compiled) {
    if (!Json.equal(
        compiled.definition().names(), ApiObject.mapAt(compiled.definition().spec(), "names"))) {
      loop.add(key);
    }
  }

  private void endOutdatedWatches(String key, CustomView view) {
    CustomView.Compiled compiled = view.definition(key);
    List<CustomVersion> now =
        compiled == null || !compiled.definition().isServed() ? List.of() : compiled.versions();
    List<CustomVersion> before = lastServed.getOrDefault(key, List.of());
    if (!before.isEmpty() && !before.equals(now)) {
      caches.of(before.getFirst().resource()).endWatches();
    }
    if (compiled == null) {
      lastServed.remove(key);
    } else {
      lastServed.put(key, now);
    }
  }

  private void decideNames(CustomDefinition definition, CustomView view) {
    List<CustomDefinition> all =
        view.definitions().values().stream().map(CustomView.Compiled::definition).toList();
    NamingPlanner.Names names = NamingPlanner.plan(definition, all);
    boolean decided =
        Json.equal(definition.names(), names.acceptedNames())
            && definition.namesAccepted() == names.condition().status().equals("True");
    if (decided
        && definition.approvalSaid()
        && (definition.established() || !definition.namesAccepted())) {
      return;
    }
    writer.updateStatus(
        definitions,
        "",
        definition.name(),
        tree -> {
          ApiObject.child(tree.root(), "status").put("acceptedNames", names.acceptedNames());
          DefinitionStatus.set(tree, names.condition(), clock.instant());
          Condition established = established(names.condition(), tree);
          if (!DefinitionStatus.says(tree, established)
              && !DefinitionStatus.isTrue(tree, "Established")) {
            DefinitionStatus.set(tree, established, clock.instant());
          }
          Condition now = ApprovalRules.condition(tree);
          if (now != null && !DefinitionStatus.says(tree, now)) {
            DefinitionStatus.set(tree, now, clock.instant());
          }
          return tree;
        });
    view.definitions().forEach(this::recheckIfRefused);
  }

  private static Condition established(Condition names, ApiObject definition) {
    if (!names.status().equals("True")) {
      return new Condition("Established", "False", "NotAccepted", "not all names are accepted");
    }
    return DefinitionStatus.hasUsableBundle(definition)
        ? new Condition(
            "Established", "True", "InitialNamesAccepted", "the initial names have been accepted")
        : new Condition(
            "Established",
            "False",
            "InvalidCABundle",
            "The conversion webhook CABundle is invalid");
  }

  @Override
  public ReconcileLoop loop() {
    return loop;
  }

  @Override
  public void close() {
    loop.close();
  }
}
