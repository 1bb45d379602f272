package io.navarch.gateway.registry;

import io.navarch.gateway.strategy.Strategies;
import io.navarch.model.decode.AppliedDecoder;
import io.navarch.model.decode.BodySummary;
import io.navarch.model.decode.DecodeException;
import io.navarch.model.decode.FieldValidation;
import io.navarch.model.decode.ObjectDecoder;
import io.navarch.model.object.ApiObject;
import io.navarch.model.protobuf.MalformedProtobufException;
import io.navarch.model.protobuf.ProtobufReader;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.FieldError;
import java.util.List;
import java.util.Map;

/** Decodes by schema, then lets the kind's strategy fill in what a schema cannot say. */
public final class SchemaBodyDecoder implements BodyDecoder {
  private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

  private final ObjectDecoder decoder;
  private final ResourceCatalog catalog;
  private final Strategies strategies;

  public SchemaBodyDecoder(ObjectDecoder decoder, ResourceCatalog catalog, Strategies strategies) {
    this.decoder = decoder;
    this.catalog = catalog;
    this.strategies = strategies;
  }

  @Override
  public void requireReadable(String contentType) {
    if (!contentType.equals(PROTOBUF)) {
      ObjectDecoder.Format unused = format(contentType);
    }
  }

  @Override
  public Decoded decode(
      byte[] body, String contentType, GroupVersionKind expected, String fieldValidation) {
    if (contentType.equals(PROTOBUF)) {
      return decodeTree(fromProtobuf(body, expected), expected, fieldValidation);
    }
    return withStrategyDefaults(
        expected, decoder.decode(body, format(contentType), expected, validation(fieldValidation)));
  }

  @Override
  public Decoded decodeTree(
      Map<String, Object> tree, GroupVersionKind expected, String fieldValidation) {
    return withStrategyDefaults(
        expected, decoder.conform(tree, expected, validation(fieldValidation)));
  }

  @Override
  public Decoded decodeApplyResult(Map<String, Object> tree, GroupVersionKind expected) {
    try {
      return withStrategyDefaults(expected, decoder.conformApplied(tree, expected));
    } catch (ApiException e) {
      if (decoder.cutIntegers(tree, expected)) {
        return decodeApplyResult(tree, expected);
      }
      throw e;
    }
  }

  @Override
  public Decoded decodePatched(
      Map<String, Object> tree,
      GroupVersionKind expected,
      String fieldValidation,
      PatchOperation.Shown patch,
      List<String> strictErrors) {
    try {
      return withStrategyDefaults(
          expected, decoder.fit(tree, expected, validation(fieldValidation), strictErrors));
    } catch (DecodeException e) {
      if (patch.patch() != null && decoder.cutIntegers(tree, expected)) {
        return decodePatched(tree, expected, fieldValidation, patch, strictErrors);
      }
      throw patch.refusal(tree, e);
    }
  }

  @Override
  public Applied decodeApplied(byte[] body, String fieldValidation) {
    AppliedDecoder.Decoded decoded = AppliedDecoder.decode(body, validation(fieldValidation));
    return new Applied(decoded.config(), decoded.warnings());
  }

  private static Map<String, Object> fromProtobuf(byte[] body, GroupVersionKind expected) {
    Map<String, Object> tree;
    try {
      tree = ProtobufReader.read(body);
    } catch (MalformedProtobufException e) {
      throw ApiException.badRequest(
          "the object provided is unrecognized (must be of type "
              + expected.kind()
              + "): "
              + e.getMessage()
              + " ("
              + BodySummary.of(body)
              + ")");
    }
    GroupVersionKind actual =
        GroupVersionKind.of(
            String.valueOf(tree.get("apiVersion")), String.valueOf(tree.get("kind")));
    if (!ObjectDecoder.fits(actual, expected)) {
      throw ApiException.badRequest(
          actual.kind()
              + " in version \""
              + actual.version()
              + "\" cannot be handled as a "
              + expected.kind());
    }
    return tree;
  }

  private Decoded withStrategyDefaults(GroupVersionKind kind, ObjectDecoder.Decoded decoded) {
    ApiObject object = decoded.object();
    catalog.byKind(kind).ifPresent(resource -> strategies.of(resource).applyDefaults(object));
    return new Decoded(object, decoded.warnings());
  }

  private static ObjectDecoder.Format format(String contentType) {
    return switch (contentType) {
      case "", "application/json" -> ObjectDecoder.Format.JSON;
      case "application/yaml" -> ObjectDecoder.Format.YAML;
      default ->
          throw ApiException.unsupportedMediaType(
              "the body of the request was in an unknown format - accepted media types include:"
                  + " application/json, application/yaml, application/vnd.kubernetes.protobuf");
    };
  }

  private static FieldValidation validation(String parameter) {
    return FieldValidation.of(parameter)
        .orElseThrow(
            () ->
                ApiException.invalid(
                    "meta.k8s.io",
                    "CreateOptions",
                    "",
                    List.of(
                        FieldError.notSupported(
                            "fieldValidation",
                            parameter,
                            List.of("", "Ignore", "Strict", "Warn")))));
  }
}
