package io.navarch.gateway.registry;

import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.selector.FieldSelector;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a list, watch or deletecollection asks for.
 *
 * @param resourceVersion as it came; empty for the newest
 * @param match {@code Exact}, {@code NotOlderThan} or empty
 * @param limit the most items of one answer; 0 for all
 * @param continueToken where the last answer ended; empty for the start
 * @param timeoutSeconds of a watch; 0 where the server chooses, less where it is over at once
 * @param sendInitialEvents null where nothing is said
 */
record ListOptions(
    LabelSelector labels,
    FieldSelector fields,
    String resourceVersion,
    String match,
    long limit,
    String continueToken,
    long timeoutSeconds,
    boolean bookmarks,
    @Nullable Boolean sendInitialEvents) {

  /**
   * @throws ApiException 400 for what cannot be read, the first of it in upstream's order; else 422
   *     with all that is wrong
   */
  static ListOptions of(RequestInfo request, boolean watch) {
    long timeoutSeconds = number(request, "timeoutSeconds");
    long limit = number(request, "limit");
    ListOptions options =
        new ListOptions(
            LabelSelector.parse(request.parameter("labelSelector")),
            FieldSelector.parse(request.parameter("fieldSelector")),
            request.parameter("resourceVersion"),
            request.parameter("resourceVersionMatch"),
            limit,
            request.parameter("continue"),
            timeoutSeconds,
            request.flag("allowWatchBookmarks"),
            request.query().containsKey("sendInitialEvents")
                ? (Boolean) request.flag("sendInitialEvents")
                : null);
    if (watch) {
      options = options.withInitialEventsOfOldClients();
    }
    List<FieldError> errors = watch ? options.checkWatch() : options.checkList();
    if (!errors.isEmpty()) {
      throw ApiException.invalid("meta.k8s.io", "ListOptions", "", errors);
    }
    return options;
  }

  private static long number(RequestInfo request, String key) {
    if (!request.query().containsKey(key)) {
      return 0;
    }
    String text = request.parameter(key);
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw ApiException.badRequest(
          "strconv.ParseInt: parsing \"" + text + "\": " + whyNoNumber(text));
    }
  }

  /**
   * A watch without a version, or with version 0, has always begun with what stands; it is served
   * as one that asks for it.
   */
  private ListOptions withInitialEventsOfOldClients() {
    boolean noVersion = resourceVersion.isEmpty() || resourceVersion.equals("0");
    if (sendInitialEvents != null || !match.isEmpty() || !noVersion) {
      return this;
    }
    return new ListOptions(
        labels,
        fields,
        resourceVersion,
        "NotOlderThan",
        limit,
        continueToken,
        timeoutSeconds,
        bookmarks,
        true);
  }

  private List<FieldError> checkList() {
    List<FieldError> errors = new ArrayList<>(0);
    if (!match.isEmpty()) {
      if (resourceVersion.isEmpty()) {
        errors.add(
            forbiddenMatch("resourceVersionMatch is forbidden unless resourceVersion is provided"));
      }
      if (!continueToken.isEmpty()) {
        errors.add(forbiddenMatch("resourceVersionMatch is forbidden when continue is provided"));
      }
      if (!match.equals("Exact") && !match.equals("NotOlderThan")) {
        errors.add(
            FieldError.notSupported(
                "resourceVersionMatch", match, List.of("Exact", "NotOlderThan", "")));
      }
      if (match.equals("Exact") && resourceVersion.equals("0")) {
        errors.add(
            forbiddenMatch(
                "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
      }
    }
    if (sendInitialEvents != null) {
      errors.add(
          FieldError.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
    }
    return errors;
  }

  private List<FieldError> checkWatch() {
    List<FieldError> errors = new ArrayList<>(0);
    if (sendInitialEvents != null && !match.equals("NotOlderThan")) {
      errors.add(
          forbiddenMatch(
              "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
    }
    if (!match.isEmpty()) {
      if (sendInitialEvents == null) {
        errors.add(
            forbiddenMatch(
                "resourceVersionMatch is forbidden for watch unless sendInitialEvents is"
                    + " provided"));
      }
      if (!match.equals("NotOlderThan")) {
        errors.add(FieldError.notSupported("resourceVersionMatch", match, List.of("NotOlderThan")));
      }
      if (!continueToken.isEmpty()) {
        errors.add(forbiddenMatch("resourceVersionMatch is forbidden when continue is provided"));
      }
    }
    return errors;
  }

  private static FieldError forbiddenMatch(String text) {
    return FieldError.forbidden("resourceVersionMatch", text);
  }

  /** The asked version as a number; 0 for none. */
  long version() {
    return parseVersion(resourceVersion);
  }

  /**
   * The asked version of a list, which refuses what is no number in other words than a watch does.
   */
  long listVersion() {
    try {
      return parseVersion(resourceVersion);
    } catch (ApiException e) {
      throw ApiException.badRequest("invalid resource version: " + notANumber(resourceVersion));
    }
  }

  /**
   * @throws ApiException 400 if it is not a number
   */
  static long parseVersion(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    try {
      long version = text.startsWith("+") ? -1 : Long.parseUnsignedLong(text);
      if (version >= 0) {
        return version;
      }
    } catch (NumberFormatException e) {
      // Said below, as for what is too large to be a version at all.
    }
    throw ApiException.invalid("", "ListOptions", "", List.of(notANumber(text)));
  }

  private static FieldError notANumber(String text) {
    return FieldError.invalid(
        "resourceVersion",
        text,
        "strconv.ParseUint: parsing \"" + text + "\": " + whyNoNumber(text));
  }

  /** As Go says it. */
  private static String whyNoNumber(String text) {
    boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits ? "value out of range" : "invalid syntax";
  }
}
