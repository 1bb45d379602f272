package io.navarch.gateway.custom;

import io.navarch.gateway.cache.CachedObject;
import io.navarch.gateway.cache.ResourceCache;
import io.navarch.gateway.cache.ResourceCaches;
import io.navarch.gateway.registry.ObjectWriter;
import io.navarch.gateway.strategy.DefinitionStatus;
import io.navarch.gateway.strategy.DefinitionStatus.Condition;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;

/** The end of a definition: all its instances are deleted, then its finalizer goes. */
final class InstanceCleanup {
  private static final Condition IN_PROGRESS =
      new Condition(
          "Terminating",
          "True",
          "InstanceDeletionInProgress",
          "CustomResource deletion is in progress");
  private static final Condition COMPLETED =
      new Condition("Terminating", "False", "InstanceDeletionCompleted", "removed all instances");
  private static final Condition OVERLAPS =
      new Condition(
          "Terminating",
          "False",
          "OverlappingBuiltInResource",
          "instances overlap with built-in resources in storage");
  private static final Condition NEVER_ESTABLISHED =
      new Condition("Terminating", "False", "NeverEstablished", "resource was never established");

  private final ResourceCaches caches;
  private final ObjectWriter writer;
  private final ResourceDefinition definitions;
  private final InstantSource clock;

  InstanceCleanup(
      ResourceCaches caches,
      ObjectWriter writer,
      ResourceDefinition definitions,
      InstantSource clock) {
    this.caches = caches;
    this.writer = writer;
    this.definitions = definitions;
    this.clock = clock;
  }

  /**
   * @return whether nothing is left to be done for now
   */
  boolean reconcile(CustomDefinition definition) {
    if (!definition.hasCleanupFinalizer()) {
      return true;
    }
    if (overlapsBuiltin(definition)) {
      finish(definition, OVERLAPS);
      return true;
    }
    if (!definition.established()) {
      finish(definition, NEVER_ESTABLISHED);
      return true;
    }
    change(definition, tree -> with(tree, IN_PROGRESS));
    if (!deleteInstances(definition)) {
      return false;
    }
    finish(definition, COMPLETED);
    return true;
  }

  /** Objects of built-in resources may lie where the definition's instances would. */
  private static boolean overlapsBuiltin(CustomDefinition definition) {
    return BuiltinResources.instance().all().stream()
        .anyMatch(
            r -> r.group().equals(definition.group()) && r.plural().equals(definition.plural()));
  }

  /**
   * @return whether none is left
   */
  private boolean deleteInstances(CustomDefinition definition) {
    ResourceDefinition resource = storageResource(definition);
    ResourceCache cache = caches.of(resource);
    if (!caches.feed().await(caches.feed().storeRevision(), 3_000)) {
      return false;
    }
    List<CachedObject> instances = cache.list(resource.storagePrefix(""), "").objects();
    for (CachedObject instance : instances) {
      String namespace = instance.fields().value("metadata.namespace");
      try {
        writer.delete(resource, namespace, instance.fields().value("metadata.name"));
      } catch (ApiException e) {
        if (e.code() != 404) {
          throw e;
        }
      }
    }
    return instances.isEmpty();
  }

  private static ResourceDefinition storageResource(CustomDefinition definition) {
    return DefinitionCompiler.compile(definition).stream()
        .filter(CustomVersion::storage)
        .findFirst()
        .orElseThrow()
        .resource();
  }

  private void finish(CustomDefinition definition, Condition last) {
    change(
        definition,
        tree -> {
          with(tree, last);
          List<String> finalizers =
              tree.finalizers().stream().filter(f -> !f.equals(DefinitionStatus.CLEANUP)).toList();
          if (finalizers.isEmpty()) {
            tree.metadata().remove("finalizers");
          } else {
            tree.metadata().put("finalizers", finalizers);
          }
          return tree;
        });
    try {
      writer.delete(definitions, "", definition.name());
    } catch (ApiException e) {
      if (e.code() != 404) {
        throw e;
      }
    }
  }

  private ApiObject with(ApiObject tree, Condition condition) {
    if (!DefinitionStatus.says(tree, condition)) {
      DefinitionStatus.set(tree, condition, clock.instant());
    }
    return tree;
  }

  private void change(CustomDefinition definition, UnaryOperator<ApiObject> change) {
    writer.updateStatus(definitions, "", definition.name(), change);
  }
}
