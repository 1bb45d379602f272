package io.navarch.gateway.registry;

import io.navarch.gateway.audit.AuditTrail;
import io.navarch.model.resource.GroupVersionKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tells the audit trail what requests sent, as it was understood. */
public final class RecordedBodies implements BodyDecoder {
  private final BodyDecoder decoder;

  public RecordedBodies(BodyDecoder decoder) {
    this.decoder = decoder;
  }

  @Override
  public void requireReadable(String contentType) {
    decoder.requireReadable(contentType);
  }

  @Override
  public Decoded decode(
      byte[] body, String contentType, GroupVersionKind expected, String fieldValidation) {
    Decoded decoded = decoder.decode(body, contentType, expected, fieldValidation);
    Map<String, Object> tree = decoded.object().root();
    AuditTrail.requested(expected.equals(DeleteOptions.KIND) ? asOptions(tree) : tree);
    return decoded;
  }

  /** Options for a deletion are shown as upstream shows them: in its internal version. */
  private static Map<String, Object> asOptions(Map<String, Object> tree) {
    Map<String, Object> options = new LinkedHashMap<>(tree);
    options.put("kind", "DeleteOptions");
    options.put("apiVersion", "meta.k8s.io/__internal");
    return options;
  }

  @Override
  public Decoded decodeTree(
      Map<String, Object> tree, GroupVersionKind expected, String fieldValidation) {
    return decoder.decodeTree(tree, expected, fieldValidation);
  }

  @Override
  public Decoded decodeApplyResult(Map<String, Object> tree, GroupVersionKind expected) {
    return decoder.decodeApplyResult(tree, expected);
  }

  @Override
  public Decoded decodePatched(
      Map<String, Object> tree,
      GroupVersionKind expected,
      String fieldValidation,
      PatchOperation.Shown patch,
      List<String> strictErrors) {
    return decoder.decodePatched(tree, expected, fieldValidation, patch, strictErrors);
  }

  @Override
  public Applied decodeApplied(byte[] body, String fieldValidation) {
    return decoder.decodeApplied(body, fieldValidation);
  }
}
