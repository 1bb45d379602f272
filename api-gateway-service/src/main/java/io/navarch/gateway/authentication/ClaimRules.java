package io.navarch.gateway.authentication;

import io.navarch.gateway.access.User;
import io.navarch.model.cel.CelBudget;
import io.navarch.model.cel.CelExpression;
import io.navarch.model.cel.CelLimits;
import io.navarch.model.cel.CelResult;
import io.navarch.model.cel.CelVariables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a user of a token's claims, and says whether claims and user will do. */
record ClaimRules(
    Mapping username,
    Mapping groups,
    Mapping uid,
    Map<String, CelExpression> extra,
    List<ClaimCheck> claimChecks,
    List<UserCheck> userChecks) {
  private static final Logger log = LoggerFactory.getLogger(ClaimRules.class);

  ClaimRules {
    claimChecks = List.copyOf(claimChecks);
    userChecks = List.copyOf(userChecks);
  }

  /** Where a part of the user comes from. */
  sealed interface Mapping {
    record FromClaim(String claim, String prefix) implements Mapping {}

    record FromExpression(CelExpression expression) implements Mapping {}

    record None() implements Mapping {}
  }

  /** Either a claim with its required value, or an expression that must be true. */
  record ClaimCheck(
      String claim, String requiredValue, @Nullable CelExpression expression, String message) {}

  record UserCheck(CelExpression expression, String message) {}

  /** The user, or empty where the claims do not make one; why is logged, without the claims. */
  Optional<User> user(Map<String, Object> claims) {
    String refusal = refusal(claims);
    if (!refusal.isEmpty()) {
      log.info("A token is refused: {}", refusal);
      return Optional.empty();
    }
    String name = text(username, claims);
    if (name == null || name.isEmpty()) {
      log.info("A token is refused: it gives no user name");
      return Optional.empty();
    }
    List<String> userGroups = values(groups, claims);
    String id = text(uid, claims);
    Map<String, List<String>> further = extra(claims);
    if (userGroups == null || id == null || further == null) {
      log.info("A token is refused: its claims do not fit the mappings");
      return Optional.empty();
    }
    return checked(new User(name, id, userGroups, further));
  }

  private String refusal(Map<String, Object> claims) {
    for (ClaimCheck check : claimChecks) {
      if (check.expression() == null) {
        if (!check.requiredValue().equals(claims.get(check.claim()))) {
          return "claim " + check.claim() + " has not the required value";
        }
      } else if (!(evaluated(check.expression(), "claims", claims) instanceof CelResult.Value value
          && value.isTrue())) {
        return check.message().isEmpty() ? "a claim validation rule failed" : check.message();
      }
    }
    return "";
  }

  private Optional<User> checked(User user) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("username", user.name());
    tree.put("uid", user.uid());
    tree.put("groups", user.groups());
    tree.put("extra", user.extra());
    for (UserCheck check : userChecks) {
      if (!(evaluated(check.expression(), "user", tree) instanceof CelResult.Value value
          && value.isTrue())) {
        log.info(
            "A token is refused: {}",
            check.message().isEmpty() ? "a user validation rule failed" : check.message());
        return Optional.empty();
      }
    }
    return Optional.of(user);
  }

  private static CelResult evaluated(CelExpression expression, String name, Object value) {
    return expression.evaluate(
        new CelVariables().set(name, value), CelBudget.of(CelLimits.PER_CALL));
  }

  /** The one text of a mapping; null where its claim is missing, no text, or not to be trusted. */
  private static @Nullable String text(Mapping mapping, Map<String, Object> claims) {
    return switch (mapping) {
      case Mapping.None _ -> "";
      case Mapping.FromExpression(CelExpression expression) ->
          evaluated(expression, "claims", claims) instanceof CelResult.Value value
                  && value.json() instanceof String text
              ? text
              : null;
      case Mapping.FromClaim(String claim, String prefix) -> {
        boolean unverified =
            claim.equals("email")
                && claims.containsKey("email_verified")
                && !Boolean.TRUE.equals(claims.get("email_verified"));
        yield !unverified && claims.get(claim) instanceof String text && !text.isEmpty()
            ? prefix + text
            : null;
      }
    };
  }

  /** The texts of a mapping; null where the claim has another type. */
  private static @Nullable List<String> values(Mapping mapping, Map<String, Object> claims) {
    return switch (mapping) {
      case Mapping.None _ -> List.of();
      case Mapping.FromExpression(CelExpression expression) ->
          evaluated(expression, "claims", claims) instanceof CelResult.Value value
              ? texts(value.json(), "")
              : null;
      case Mapping.FromClaim(String claim, String prefix) -> texts(claims.get(claim), prefix);
    };
  }

  private static @Nullable List<String> texts(@Nullable Object value, String prefix) {
    return switch (value) {
      case null -> List.of();
      case String text -> text.isEmpty() ? List.of() : List.of(prefix + text);
      case List<?> list -> {
        List<String> texts = new ArrayList<>();
        for (Object item : list) {
          if (!(item instanceof String text)) {
            yield null;
          }
          texts.add(prefix + text);
        }
        yield texts;
      }
      default -> null;
    };
  }

  private @Nullable Map<String, List<String>> extra(Map<String, Object> claims) {
    Map<String, List<String>> further = new LinkedHashMap<>();
    for (Map.Entry<String, CelExpression> entry : extra.entrySet()) {
      List<String> values =
          evaluated(entry.getValue(), "claims", claims) instanceof CelResult.Value value
              ? texts(value.json(), "")
              : null;
      if (values == null) {
        return null;
      }
      List<String> filled = values.stream().filter(text -> !text.isEmpty()).toList();
      if (!filled.isEmpty()) {
        further.put(entry.getKey(), filled);
      }
    }
    return further;
  }
}
