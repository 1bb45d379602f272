package io.navarch.gateway.admission.webhook;

import io.navarch.gateway.admission.AdmissionPlugin;
import io.navarch.gateway.admission.AdmissionRequest;
import io.navarch.gateway.admission.match.Invocation;
import io.navarch.gateway.admission.match.RequestMatcher;
import io.navarch.gateway.http.WaitsElsewhere;
import io.navarch.gateway.webhook.WebhookFailure;
import io.navarch.model.status.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls validating webhooks, all that want to see the request at once. */
final class ValidatingWebhookPlugin implements AdmissionPlugin {
  private static final Logger log = LoggerFactory.getLogger(ValidatingWebhookPlugin.class);

  private final AdmissionWebhooks webhooks;
  private final WebhookCaller caller;

  ValidatingWebhookPlugin(AdmissionWebhooks webhooks, WebhookCaller caller) {
    this.webhooks = webhooks;
    this.caller = caller;
  }

  @Override
  public String name() {
    return "ValidatingAdmissionWebhook";
  }

  private record Wanted(AdmissionWebhook webhook, Invocation invocation) {}

  @Override
  public void validate(AdmissionRequest request) {
    List<AdmissionWebhook> all = webhooks.all();
    if (all.isEmpty() || RequestMatcher.isExempt(request)) {
      return;
    }
    List<Wanted> wanted = new ArrayList<>();
    for (AdmissionWebhook webhook : all) {
      Optional<Invocation> invocation = caller.wanted(webhook, request);
      invocation.ifPresent(seen -> wanted.add(new Wanted(webhook, seen)));
    }
    if (!wanted.isEmpty()) {
      long began = System.nanoTime();
      List<Optional<ApiException>> refusals = askAll(wanted, request);
      WaitsElsewhere.add(System.nanoTime() - began);
      refuseIfAny(refusals);
    }
  }

  private List<Optional<ApiException>> askAll(List<Wanted> wanted, AdmissionRequest request) {
    if (wanted.size() == 1) {
      return List.of(Optional.ofNullable(ask(wanted.getFirst(), request, 0)));
    }
    List<FutureTask<Optional<ApiException>>> tasks = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      int index = i;
      FutureTask<Optional<ApiException>> task =
          new FutureTask<>(() -> Optional.ofNullable(ask(wanted.get(index), request, index)));
      tasks.add(task);
      Thread unused = Thread.ofVirtual().name("validating-webhook").start(task);
    }
    return tasks.stream().map(ValidatingWebhookPlugin::result).toList();
  }

  private static Optional<ApiException> result(FutureTask<Optional<ApiException>> task) {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.timeout("request did not complete within requested timeout");
    } catch (ExecutionException e) {
      throw new IllegalStateException("a webhook could not be asked", e.getCause());
    }
  }

  private @Nullable ApiException ask(Wanted wanted, AdmissionRequest request, int index) {
    AdmissionWebhook webhook = wanted.webhook;
    try {
      ReviewAnswer unused = caller.call(webhook, request, wanted.invocation, false);
      return null;
    } catch (ApiException refused) {
      return refused;
    } catch (WebhookFailure failure) {
      if (!webhook.failsOpen()) {
        return WebhookCaller.unasked(webhook, failure);
      }
      log.warn("Failed calling webhook {}, failing open: {}", webhook.name(), failure.getMessage());
      request
          .notes()
          .annotate(
              "failed-open.validating.webhook.admission.k8s.io/round_0_index_" + index,
              webhook.name());
      return null;
    }
  }

  private static void refuseIfAny(List<Optional<ApiException>> refusals) {
    for (Optional<ApiException> refusal : refusals) {
      if (refusal.isPresent()) {
        throw refusal.get();
      }
    }
  }
}
