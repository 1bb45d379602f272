package io.navarch.gateway.openapi;

/** The two versions of OpenAPI that are served. */
enum Dialect {
  V2("#/definitions/"),
  V3("#/components/schemas/");

  private final String definitions;

  Dialect(String definitions) {
    this.definitions = definitions;
  }

  String reference(String definition) {
    return definitions + definition;
  }
}
