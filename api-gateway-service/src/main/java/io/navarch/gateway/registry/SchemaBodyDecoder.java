package io.navarch.gateway.registry;

import io.navarch.gateway.strategy.Strategies;
import io.navarch.model.decode.FieldValidation;
import io.navarch.model.decode.ObjectDecoder;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.FieldError;
import java.util.List;
import java.util.Map;

/** Decodes by schema, then lets the kind's strategy fill in what a schema cannot say. */
public final class SchemaBodyDecoder implements BodyDecoder {
  private final ObjectDecoder decoder;
  private final ResourceCatalog catalog;
  private final Strategies strategies;

  public SchemaBodyDecoder(ObjectDecoder decoder, ResourceCatalog catalog, Strategies strategies) {
    this.decoder = decoder;
    this.catalog = catalog;
    this.strategies = strategies;
  }

  @Override
  public Decoded decode(
      byte[] body, String contentType, GroupVersionKind expected, String fieldValidation) {
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
  public Decoded decodeApplied(byte[] body, GroupVersionKind expected, String fieldValidation) {
    ObjectDecoder.Decoded decoded =
        decoder.decode(body, ObjectDecoder.Format.YAML, expected, validation(fieldValidation));
    return new Decoded(decoded.object(), decoded.warnings());
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
                  + " application/json, application/yaml");
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
                            "fieldValidation", parameter, List.of("Ignore", "Strict", "Warn")))));
  }
}
