package io.navarch.gateway.openapi;

import io.navarch.model.resource.GroupVersionKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one method of a path does.
 *
 * @param method in lower case
 * @param action {@code x-kubernetes-action}, empty for operations on no resource
 * @param kind {@code x-kubernetes-group-version-kind}
 * @param answers the successful ones
 */
record ApiOperation(
    String method,
    String id,
    String description,
    String action,
    @Nullable GroupVersionKind kind,
    List<ApiParameter> parameters,
    Body body,
    Produces produces,
    List<Answer> answers) {

  /** What the request's body holds. */
  sealed interface Body {
    record None() implements Body {}

    /**
     * @param strategic whether the kind's lists know how they merge; custom resources' do not
     */
    record Patch(boolean strategic) implements Body {}

    record Object(String definition, boolean required) implements Body {}
  }

  /** In which media types it answers. */
  enum Produces {
    OBJECT,
    /** Objects, or a stream of events. */
    OBJECT_OR_WATCH,
    TEXT,
    /** Objects of custom resources, which have no protobuf form. */
    CUSTOM,
    JSON,
    JWK_SET,
    ANYTHING
  }

  /**
   * @param definition of the body; empty for plain text
   */
  record Answer(int code, String description, String definition) {}

  static List<Answer> ok(String definition) {
    return List.of(new Answer(200, "OK", definition));
  }

  ApiOperation {
    parameters = List.copyOf(parameters);
    answers = List.copyOf(answers);
  }
}
