package io.navarch.e2e;

/** A custom resource with a default and a status, for clients that know no type for it. */
final class Gadgets {
  /** The definition; its group's first label is filled in, so that each test has its own. */
  static final String DEFINITION =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: gadgets.%1$s.example.com}
      spec:
        group: %1$s.example.com
        scope: Namespaced
        names: {plural: gadgets, singular: gadget, kind: Gadget}
        versions:
        - name: v1
          served: true
          storage: true
          subresources: {status: {}}
          schema:
            openAPIV3Schema:
              type: object
              properties:
                spec:
                  type: object
                  properties:
                    size: {type: integer, minimum: 0}
                    color: {type: string, default: grey}
                status:
                  type: object
                  properties:
                    phase: {type: string}
      """;

  private Gadgets() {}
}
