package io.navarch.gateway.openapi;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A path with its operations. Parameters that all operations have stand at the path.
 *
 * @param tag {@code apps_v1} and the like
 */
record ApiPath(String path, String tag, List<ApiOperation> operations) {
  private static final Comparator<ApiParameter> BY_NAME =
      Comparator.<ApiParameter, String>comparing(ApiParameter::name)
          .thenComparing(ApiParameter::in);

  ApiPath {
    operations = operations.stream().sorted(Comparator.comparing(ApiOperation::method)).toList();
  }

  List<ApiParameter> sharedParameters() {
    List<ApiParameter> shared = new ArrayList<>(operations.getFirst().parameters());
    operations.forEach(operation -> shared.retainAll(operation.parameters()));
    return shared.stream().sorted(BY_NAME).toList();
  }

  List<ApiParameter> ownParameters(ApiOperation operation) {
    List<ApiParameter> shared = sharedParameters();
    return operation.parameters().stream()
        .filter(p -> !shared.contains(p))
        .sorted(BY_NAME)
        .toList();
  }
}
