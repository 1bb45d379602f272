package io.navarch.model.web;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/**
 * Tells browsers what pages of a service may do: run its own scripts only, stand in no frame, send
 * no address elsewhere, and come over TLS from now on. Swagger UI needs inline styles and images in
 * data URLs, nothing more.
 */
public final class SecurityHeaders implements Filter {
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
              "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
                  + " object-src 'none'; base-uri 'self'; form-action 'self';"
                  + " frame-ancestors 'none'",
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  private static final String ONE_YEAR = "max-age=31536000";

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request instanceof HttpServletRequest asked
        && response instanceof HttpServletResponse answer) {
      HEADERS.forEach(answer::setHeader);
      if (asked.isSecure()) {
        answer.setHeader("Strict-Transport-Security", ONE_YEAR);
      }
    }
    chain.doFilter(request, response);
  }
}
