package io.navarch.gateway.custom;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Converts custom resources between the versions of their definition: by name alone, or through the
 * definition's webhook.
 */
final class CustomConversion {
  private final ConversionWebhook webhook;
  private final Supplier<String> uids;

  /**
   * @param uids names each review
   */
  CustomConversion(ConversionWebhook webhook, Supplier<String> uids) {
    this.webhook = webhook;
    this.uids = uids;
  }

  /**
   * @param wanted the apiVersion that all of them shall have
   * @return in the same order; objects that have it already are the given ones
   * @throws ApiException 500, when the webhook fails
   */
  List<ApiObject> convert(CustomDefinition definition, List<ApiObject> objects, String wanted) {
    List<ApiObject> others =
        objects.stream().filter(object -> !object.apiVersion().equals(wanted)).toList();
    if (others.isEmpty()) {
      return objects;
    }
    Optional<Map<String, Object>> remote = definition.conversionWebhook();
    List<ApiObject> converted =
        remote.isPresent()
            ? review(definition, remote.get(), others, wanted)
            : others.stream().map(object -> renamed(object, wanted)).toList();
    List<ApiObject> result = new ArrayList<>(objects.size());
    int next = 0;
    for (ApiObject object : objects) {
      result.add(object.apiVersion().equals(wanted) ? object : converted.get(next++));
    }
    return result;
  }

  /** Without a webhook only the name of the version changes. */
  private static ApiObject renamed(ApiObject object, String apiVersion) {
    Map<String, Object> root = new LinkedHashMap<>(Json.copy(object.root()));
    root.put("apiVersion", apiVersion);
    return new ApiObject(root);
  }

  private List<ApiObject> review(
      CustomDefinition definition,
      Map<String, Object> webhookConfig,
      List<ApiObject> objects,
      String wanted) {
    String kind = objects.getFirst().apiVersion() + ", Kind=" + definition.kind();
    ConversionReview review = ConversionReview.of(webhookConfig, uids.get(), wanted, objects);
    List<ApiObject> converted;
    try {
      byte[] answer =
          webhook.post(ApiObject.mapAt(webhookConfig, "clientConfig"), Json.write(review.tree()));
      converted = review.converted(answer);
    } catch (ApiException e) {
      throw e;
    } catch (RuntimeException e) {
      throw failed("conversion webhook for " + kind + " failed: " + e.getMessage());
    }
    if (converted.size() != objects.size()) {
      throw failed(
          "conversion webhook for "
              + kind
              + " returned "
              + converted.size()
              + " objects, expected "
              + objects.size());
    }
    for (int i = 0; i < converted.size(); i++) {
      String wrong = ConvertedObject.accept(objects.get(i), converted.get(i), wanted);
      if (!wrong.isEmpty()) {
        throw failed("conversion webhook for " + kind + " returned invalid " + wrong);
      }
    }
    return converted;
  }

  /** Upstream gives neither a reason nor details for it. */
  private static ApiException failed(String message) {
    return new ApiException(500, "", message, ApiException.Details.NONE);
  }
}
