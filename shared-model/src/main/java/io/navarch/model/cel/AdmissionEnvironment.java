package io.navarch.model.cel;

import io.navarch.model.cel.DeclType.Field;
import java.util.LinkedHashMap;
import java.util.Map;

/** The variables of expressions in webhook configurations and admission policies. */
public final class AdmissionEnvironment {
  /** The name of the type of {@code variables}. */
  private static final String VARIABLES_TYPE = "kubernetes.variables";

  private static final DeclType TEXT = DeclType.STRING;
  private static final DeclType TEXTS = DeclType.list(DeclType.STRING);
  private static final DeclType REQUEST = request();
  private static final DeclType NAMESPACE = namespace();

  private static final CelEnvironment WITHOUT_PARAMS = typed(DeclType.DYN, false, DeclType.DYN);
  private static final CelEnvironment WITH_PARAMS = typed(DeclType.DYN, true, DeclType.DYN);

  private static final CelEnvironment NO_VARIABLES_BUT_PARAMS =
      withVariables(WITH_PARAMS, Map.of());
  private static final CelEnvironment NO_VARIABLES = withVariables(WITHOUT_PARAMS, Map.of());

  private AdmissionEnvironment() {}

  /**
   * {@code object}, {@code oldObject}, {@code namespaceObject} and {@code request}, the objects of
   * whatever type.
   *
   * @param params whether there is {@code params}
   */
  public static CelEnvironment dynamic(boolean params) {
    return params ? WITH_PARAMS : WITHOUT_PARAMS;
  }

  /**
   * The same with {@code variables} that has no members yet.
   *
   * @param params whether there is {@code params}
   */
  public static CelEnvironment noVariables(boolean params) {
    return params ? NO_VARIABLES_BUT_PARAMS : NO_VARIABLES;
  }

  /**
   * The same for objects of a known type.
   *
   * @param params whether there is {@code params}, of the type {@code paramsType}
   */
  public static CelEnvironment typed(DeclType object, boolean params, DeclType paramsType) {
    CelEnvironment environment =
        CelEnvironment.kubernetes()
            .with("object", object)
            .with("oldObject", object)
            .with("namespaceObject", NAMESPACE)
            .with("request", REQUEST);
    return params ? environment.with("params", paramsType) : environment;
  }

  /** Adds {@code variables}, by the types of what they evaluate to. */
  public static CelEnvironment withVariables(
      CelEnvironment environment, Map<String, DeclType> variables) {
    Map<String, Field> fields = new LinkedHashMap<>();
    variables.forEach((name, type) -> fields.put(name, new Field(name, type, true)));
    return environment.with("variables", DeclType.object(VARIABLES_TYPE, fields, 2));
  }

  private static DeclType object(String name, Map<String, DeclType> types) {
    Map<String, Field> fields = new LinkedHashMap<>();
    types.forEach((field, type) -> fields.put(field, new Field(field, type, false)));
    return DeclType.object(name, fields, 2);
  }

  private static DeclType request() {
    DeclType kind =
        object("kubernetes.GroupVersionKind", Map.of("group", TEXT, "version", TEXT, "kind", TEXT));
    DeclType resource =
        object(
            "kubernetes.GroupVersionResource",
            Map.of("group", TEXT, "version", TEXT, "resource", TEXT));
    DeclType user =
        object(
            "kubernetes.UserInfo",
            Map.of(
                "username",
                TEXT,
                "uid",
                TEXT,
                "groups",
                TEXTS,
                "extra",
                DeclType.map(TEXTS, DeclType.UNBOUNDED)));
    return object(
        "kubernetes.AdmissionRequest",
        Map.ofEntries(
            Map.entry("kind", kind),
            Map.entry("resource", resource),
            Map.entry("subResource", TEXT),
            Map.entry("requestKind", kind),
            Map.entry("requestResource", resource),
            Map.entry("requestSubResource", TEXT),
            Map.entry("name", TEXT),
            Map.entry("namespace", TEXT),
            Map.entry("operation", TEXT),
            Map.entry("userInfo", user),
            Map.entry("dryRun", DeclType.BOOL),
            Map.entry("options", DeclType.DYN)));
  }

  private static DeclType namespace() {
    DeclType condition =
        object(
            "kubernetes.NamespaceCondition",
            Map.of(
                "status",
                TEXT,
                "type",
                TEXT,
                "lastTransitionTime",
                DeclType.TIMESTAMP,
                "message",
                TEXT,
                "reason",
                TEXT));
    DeclType map = DeclType.map(TEXT, DeclType.UNBOUNDED);
    DeclType metadata =
        object(
            "kubernetes.NamespaceMetadata",
            Map.ofEntries(
                Map.entry("name", TEXT),
                Map.entry("generateName", TEXT),
                Map.entry("namespace", TEXT),
                Map.entry("labels", map),
                Map.entry("annotations", map),
                Map.entry("UID", TEXT),
                Map.entry("creationTimestamp", DeclType.TIMESTAMP),
                Map.entry("deletionGracePeriodSeconds", DeclType.INT),
                Map.entry("deletionTimestamp", DeclType.TIMESTAMP),
                Map.entry("generation", DeclType.INT),
                Map.entry("resourceVersion", TEXT),
                Map.entry("finalizers", TEXTS)));
    return object(
        "kubernetes.Namespace",
        Map.of(
            "metadata",
            metadata,
            "spec",
            object("kubernetes.NamespaceSpec", Map.of("finalizers", TEXTS)),
            "status",
            object(
                "kubernetes.NamespaceStatus",
                Map.of("conditions", DeclType.list(condition), "phase", TEXT))));
  }
}
