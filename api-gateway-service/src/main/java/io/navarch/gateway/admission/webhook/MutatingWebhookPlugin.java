package io.navarch.gateway.admission.webhook;

import io.navarch.gateway.admission.AdmissionPlugin;
import io.navarch.gateway.admission.AdmissionRequest;
import io.navarch.gateway.admission.match.Invocation;
import io.navarch.gateway.admission.match.RequestMatcher;
import io.navarch.gateway.admission.match.Trees;
import io.navarch.gateway.http.WaitsElsewhere;
import io.navarch.gateway.registry.BodyDecoder;
import io.navarch.gateway.webhook.WebhookFailure;
import io.navarch.model.decode.ObjectDecoder;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.patch.JsonPatch;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.status.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls mutating webhooks one after the other, by the names of their configurations, and applies
 * their patches.
 */
final class MutatingWebhookPlugin implements AdmissionPlugin {
  /** How refusals of bodies begin, which patched objects are not. */
  private static final Pattern HANDLED =
      Pattern.compile("^\\S+ in version \"[^\"]*\" cannot be handled as a \\S+: ");

  private static final Logger log = LoggerFactory.getLogger(MutatingWebhookPlugin.class);
  private static final String PATCH = "patch.webhook.admission.k8s.io/";
  private static final String AUDIT = "mutation.webhook.admission.k8s.io/";

  private final AdmissionWebhooks webhooks;
  private final WebhookCaller caller;
  private final BodyDecoder decoder;

  MutatingWebhookPlugin(AdmissionWebhooks webhooks, WebhookCaller caller, BodyDecoder decoder) {
    this.webhooks = webhooks;
    this.caller = caller;
    this.decoder = decoder;
  }

  @Override
  public String name() {
    return "MutatingAdmissionWebhook";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    List<AdmissionWebhook> all = webhooks.all();
    if (all.isEmpty() || RequestMatcher.isExempt(request)) {
      return;
    }
    for (int i = 0; i < all.size(); i++) {
      AdmissionWebhook webhook = all.get(i);
      if (!request.notes().isSecondRound() || request.notes().isDue(webhook.id())) {
        Optional<Invocation> invocation = caller.wanted(webhook, request);
        if (invocation.isPresent()) {
          call(webhook, request, invocation.get(), i);
        }
      }
    }
  }

  private void call(
      AdmissionWebhook webhook, AdmissionRequest request, Invocation invocation, int index) {
    String place = "round_" + (request.notes().isSecondRound() ? 1 : 0) + "_index_" + index;
    boolean changed = false;
    try {
      ReviewAnswer answer = asked(webhook, request, invocation);
      boolean patched = answer.patch().length > 0;
      changed = patched && apply(webhook, request, invocation, answer.patch());
      if (patched && request.notes().recordsBodies()) {
        notePatch(webhook, request, place, answer.patch());
      }
    } catch (WebhookFailure failure) {
      if (!webhook.failsOpen()) {
        throw WebhookCaller.unasked(webhook, failure);
      }
      log.warn("Failed calling webhook {}, failing open: {}", webhook.name(), failure.getMessage());
      request.notes().annotate("failed-open." + AUDIT + place, webhook.name());
    } finally {
      note(webhook, request, place, changed);
    }
    if (changed) {
      request.notes().changed();
    }
    if (webhook.reinvoked()) {
      request.notes().reinvokeOnChange(webhook.id());
    }
  }

  private ReviewAnswer asked(
      AdmissionWebhook webhook, AdmissionRequest request, Invocation invocation) {
    long began = System.nanoTime();
    try {
      return caller.call(webhook, request, invocation, true);
    } finally {
      WaitsElsewhere.add(System.nanoTime() - began);
    }
  }

  private static void note(
      AdmissionWebhook webhook, AdmissionRequest request, String place, boolean changed) {
    request.notes().annotate(AUDIT + place, named(webhook) + ",\"mutated\":" + changed + "}");
  }

  private static void notePatch(
      AdmissionWebhook webhook, AdmissionRequest request, String place, byte[] patch) {
    String text = Json.writeString(Json.read(new String(patch, StandardCharsets.UTF_8)));
    if (text.equals("[]")) {
      return;
    }
    request
        .notes()
        .annotate(
            PATCH + place, named(webhook) + ",\"patch\":" + text + ",\"patchType\":\"JSONPatch\"}");
  }

  private static String named(AdmissionWebhook webhook) {
    return "{\"configuration\":\""
        + webhook.configuration()
        + "\",\"webhook\":\""
        + webhook.name()
        + "\"";
  }

  /**
   * @return whether the patch made a difference
   */
  private boolean apply(
      AdmissionWebhook webhook, AdmissionRequest request, Invocation invocation, byte[] bytes) {
    JsonPatch patch;
    try {
      patch = JsonPatch.read(bytes);
    } catch (ApiException malformed) {
      String why = String.valueOf(malformed.getMessage());
      throw new WebhookFailure(
          "received undecodable patch in webhook response: "
              + why.replace("error decoding patch: ", "")
                  .replace("[]handlers.jsonPatchOp", "jsonpatch.Patch")
                  .replace("handlers.jsonPatchOp", "jsonpatch.Operation"));
    }
    if (patch.isEmpty()) {
      return false;
    }
    ApiObject seen = caller.objects().object(request, invocation);
    if (seen == null) {
      throw ApiException.internal(
          "admission webhook \""
              + webhook.name()
              + "\" attempted to modify the object, which is not supported for this operation");
    }
    ApiObject patched = decoded(patch, seen, invocation);
    if (Json.equal(patched.root(), seen.root())) {
      return false;
    }
    caller.objects().replace(request, invocation, patched);
    return true;
  }

  private ApiObject decoded(JsonPatch patch, ApiObject seen, Invocation invocation) {
    try {
      Object tree = patch.applyOrExplain(seen.copy().root());
      if (!(tree instanceof Map<?, ?> map)) {
        throw ApiException.internal("the patched object is no object");
      }
      requireSameKind(new ApiObject(Trees.map(map)), invocation.kind());
      return decoder.decodeTree(Trees.map(map), invocation.kind(), "Ignore").object();
    } catch (ApiException refused) {
      throw ApiException.internal(
          HANDLED.matcher(String.valueOf(refused.getMessage())).replaceFirst(""));
    }
  }

  private static void requireSameKind(ApiObject patched, GroupVersionKind kind) {
    GroupVersionKind now = GroupVersionKind.of(patched.apiVersion(), patched.kind());
    if (!now.equals(kind)) {
      throw ApiException.badRequest(ObjectDecoder.notRegistered(now));
    }
  }
}
