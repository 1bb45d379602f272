package io.navarch.gateway.swagger;

import io.navarch.gateway.access.Authorizer;
import io.navarch.gateway.access.User;
import io.navarch.gateway.request.RequestInfo;

/** Lets everybody load Swagger UI's files, as a browser must before anybody can enter a token. */
final class SwaggerUiAccess implements Authorizer {
  private static final Decision ALLOW = new Decision.Allow("");
  private static final Decision NO_OPINION = new Decision.NoOpinion("");

  @Override
  public Decision authorize(User user, RequestInfo request) {
    boolean files =
        !request.resourceRequest()
            && request.verb().equals("get")
            && (request.path().equals(SwaggerUiHandler.ROOT)
                || request.path().startsWith(SwaggerUiHandler.ROOT + "/"));
    return files ? ALLOW : NO_OPINION;
  }
}
