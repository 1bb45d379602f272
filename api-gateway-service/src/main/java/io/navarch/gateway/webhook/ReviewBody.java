package io.navarch.gateway.webhook;

import io.navarch.model.decode.ObjectDecoder;
import io.navarch.model.decode.PatchBody;
import io.navarch.model.json.MalformedJsonException;
import io.navarch.model.object.ApiObject;
import java.util.Map;
import java.util.Set;

/** Reads what a webhook answers to a review, with the refusals of a client of the API. */
public final class ReviewBody {
  private static final Set<String> VERSIONS = Set.of("v1", "v1beta1");

  private ReviewBody() {}

  /**
   * @param group of the review
   * @param version that was asked
   * @param kind of the review
   * @throws MalformedJsonException if the body is no such review, of whichever version
   */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> read(byte[] body, String group, String version, String kind) {
    Object tree;
    try {
      tree = PatchBody.read(body).tree();
    } catch (MalformedJsonException e) {
      throw new MalformedJsonException(
          "couldn't get version/kind; json parse error: " + e.getMessage());
    }
    if (tree == null) {
      return Map.of();
    }
    if (!(tree instanceof Map<?, ?> map)) {
      throw new MalformedJsonException(ObjectDecoder.notAnObject(tree));
    }
    Map<String, Object> review = (Map<String, Object>) map;
    requireKnown(
        ApiObject.string(review, "apiVersion"),
        ApiObject.string(review, "kind"),
        group,
        version,
        kind);
    return review;
  }

  /** What says neither a kind nor a version is taken for the review, and refused later. */
  private static void requireKnown(
      String apiVersion, String answered, String group, String version, String kind) {
    if (apiVersion.isEmpty() || answered.isEmpty()) {
      return;
    }
    if (apiVersion.chars().filter(c -> c == '/').count() > 1) {
      throw new MalformedJsonException("unexpected GroupVersion string: " + apiVersion);
    }
    if (apiVersion.equals("v1") && answered.equals("Status")) {
      throw new MalformedJsonException(unknownConversion("v1.Status", version, kind));
    }
    String prefix = group + "/";
    String other = apiVersion.startsWith(prefix) ? apiVersion.substring(prefix.length()) : "";
    if (!VERSIONS.contains(other) || !answered.equals(kind)) {
      throw new MalformedJsonException(
          "no kind \""
              + answered
              + "\" is registered for version \""
              + apiVersion
              + "\" in scheme \"k8s.io/apiserver/pkg/util/webhook/client.go:71\"");
    }
    if (!other.equals(version)) {
      throw new MalformedJsonException(unknownConversion(other + "." + kind, version, kind));
    }
  }

  private static String unknownConversion(String from, String version, String kind) {
    return "converting (%s) to (%s.%s): unknown conversion".formatted(from, version, kind);
  }

  /** A group and version as upstream prints it. */
  public static String shown(String apiVersion) {
    return apiVersion.isEmpty() ? "/" : apiVersion;
  }
}
