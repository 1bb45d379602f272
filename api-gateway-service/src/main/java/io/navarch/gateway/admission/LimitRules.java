package io.navarch.gateway.admission;

import io.navarch.model.object.ApiObject;
import io.navarch.model.quantity.Quantity;
import io.navarch.model.quota.PodAmounts;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The least, the most and the ratio that one entry of a limit range allows, in the order and words
 * of the Kubernetes API.
 *
 * @param type {@code Container}, {@code Pod} or {@code PersistentVolumeClaim}
 * @param errors collects what is broken
 */
record LimitRules(
    String type,
    Map<String, Quantity> requests,
    Map<String, Quantity> limits,
    List<String> errors) {

  void all(Map<String, Object> limit) {
    each(limit, "min", this::least);
    each(limit, "max", this::most);
    each(limit, "maxLimitRequestRatio", this::ratio);
  }

  /** For claims, whose limits do not count. */
  void requestsOnly(Map<String, Object> limit) {
    each(limit, "min", this::least);
    each(limit, "max", this::mostRequested);
  }

  private interface Rule {
    /** What is wrong, or null. */
    @Nullable String check(
        String resource, Quantity bound, @Nullable Quantity request, @Nullable Quantity limit);
  }

  private void each(Map<String, Object> limit, String field, Rule rule) {
    PodAmounts.parse(ApiObject.mapAt(limit, field))
        .forEach(
            (resource, bound) -> {
              String error =
                  rule.check(resource, bound, requests.get(resource), limits.get(resource));
              if (error != null) {
                errors.add(error);
              }
            });
  }

  private @Nullable String least(
      String resource, Quantity bound, @Nullable Quantity request, @Nullable Quantity limit) {
    String start = "minimum " + resource + " usage per " + type + " is " + bound;
    if (request == null) {
      return start + ".  No request is specified";
    }
    if (request.compareTo(bound) < 0) {
      return start + ", but request is " + request;
    }
    return limit != null && limit.compareTo(bound) < 0 ? start + ", but limit is " + limit : null;
  }

  private @Nullable String most(
      String resource, Quantity bound, @Nullable Quantity request, @Nullable Quantity limit) {
    String start = maximum(resource, bound);
    if (limit == null) {
      return start + ".  No limit is specified";
    }
    if (limit.compareTo(bound) > 0) {
      return start + ", but limit is " + limit;
    }
    return request != null && request.compareTo(bound) > 0
        ? start + ", but request is " + request
        : null;
  }

  private @Nullable String mostRequested(
      String resource, Quantity bound, @Nullable Quantity request, @Nullable Quantity limit) {
    String start = maximum(resource, bound);
    if (request == null) {
      return start + ".  No request is specified";
    }
    return request.compareTo(bound) > 0 ? start + ", but request is " + request : null;
  }

  private String maximum(String resource, Quantity bound) {
    return "maximum " + resource + " usage per " + type + " is " + bound;
  }

  private @Nullable String ratio(
      String resource, Quantity bound, @Nullable Quantity request, @Nullable Quantity limit) {
    String start = resource + " max limit to request ratio per " + type + " is " + bound;
    if (request == null || request.isZero()) {
      return start + ", but no request is specified or request is 0";
    }
    if (limit == null || limit.isZero()) {
      return start + ", but no limit is specified or limit is 0";
    }
    double ratio = limit.value().doubleValue() / request.value().doubleValue();
    return ratio > bound.value().doubleValue()
        ? start + String.format(Locale.ROOT, ", but provided ratio is %f", ratio)
        : null;
  }
}
