package io.navarch.gateway.registry;

import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.GroupVersionKind;
import java.util.List;
import java.util.Map;

/** Reads what clients send: checked against the schema, with defaults. */
public interface BodyDecoder {
  /**
   * @param warnings about fields that are not known or stand twice
   */
  record Decoded(ApiObject object, List<String> warnings) {
    public Decoded {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * For endpoints that look at the form of a body before anything else is read.
   *
   * @throws io.navarch.model.status.ApiException 415 where no body of the type is read
   */
  void requireReadable(String contentType);

  /**
   * @param contentType of the request; JSON where it is empty
   * @param expected the kind that the path is about
   * @param fieldValidation {@code Ignore}, {@code Warn}, {@code Strict}, or empty for the server's
   *     choice
   * @throws io.navarch.model.status.ApiException 400 or 415
   */
  Decoded decode(
      byte[] body, String contentType, GroupVersionKind expected, String fieldValidation);

  /** The same for a tree that a patch made; it is used up. */
  Decoded decodeTree(Map<String, Object> tree, GroupVersionKind expected, String fieldValidation);

  /** The same for a tree that an apply made, whatever is unknown in it. */
  Decoded decodeApplyResult(Map<String, Object> tree, GroupVersionKind expected);

  /**
   * The same for the result of a patch, which is refused in other words.
   *
   * @param patch how the refusal shows what was wrong
   * @param strictErrors what strict validation says about the patch itself
   * @throws io.navarch.model.status.ApiException 422
   */
  Decoded decodePatched(
      Map<String, Object> tree,
      GroupVersionKind expected,
      String fieldValidation,
      PatchOperation.Shown patch,
      List<String> strictErrors);

  /**
   * An apply configuration, as it was written.
   *
   * @param warnings about members that stand twice
   */
  record Applied(Map<String, Object> config, List<String> warnings) {
    public Applied {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Reads an apply configuration, which is YAML or JSON. It is not checked against a schema and
   * gets no defaults: what it does not say is as important as what it says.
   *
   * @throws io.navarch.model.status.ApiException 400
   */
  Applied decodeApplied(byte[] body, String fieldValidation);
}
