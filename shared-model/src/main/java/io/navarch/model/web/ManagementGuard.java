package io.navarch.model.web;

import io.navarch.model.pki.Subjects;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who may ask a service's management API: everybody for its health, members of {@code
 * system:monitoring} for what else the actuator tells, members of {@code system:masters} for all.
 * Membership is shown by a client certificate that the connector has checked against the cluster's
 * authority. Answers carry {@link SecurityHeaders}.
 */
public final class ManagementGuard implements Filter {
  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";
  private static final String ACTUATOR = "/actuator";
  private static final Set<String> HEALTH =
      Set.of("/livez", "/readyz", "/healthz", "/actuator/health");
  private static final Set<String> READS = Set.of("GET", "HEAD");

  /** A path that no decoding and no normalizing changes. */
  private static final Pattern PLAIN = Pattern.compile("(/[A-Za-z0-9_-]+)+");

  private final SecurityHeaders headers = new SecurityHeaders();

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request instanceof HttpServletRequest asked
        && response instanceof HttpServletResponse answer) {
      headers.doFilter(asked, answer, (_, _) -> guard(asked, answer, chain));
    }
  }

  private static void guard(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (isHealth(request)) {
      chain.doFilter(request, response);
      return;
    }
    X509Certificate[] certificates =
        request.getAttribute(CERTIFICATES) instanceof X509Certificate[] shown
            ? shown
            : new X509Certificate[0];
    if (certificates.length == 0) {
      refuse(response, 401, "Unauthorized");
    } else if (mayAsk(request, Subjects.organizations(certificates[0]))) {
      chain.doFilter(request, response);
    } else {
      refuse(
          response,
          403,
          "Forbidden (user="
              + Subjects.commonName(certificates[0])
              + "): members of system:masters, or for metrics of system:monitoring");
    }
  }

  private static boolean isHealth(HttpServletRequest request) {
    String path = request.getRequestURI();
    return READS.contains(request.getMethod())
        && PLAIN.matcher(path).matches()
        && (HEALTH.contains(path) || path.startsWith(ACTUATOR + "/health/"));
  }

  private static boolean mayAsk(HttpServletRequest request, List<String> groups) {
    if (groups.contains("system:masters")) {
      return true;
    }
    String path = request.getRequestURI();
    return groups.contains("system:monitoring")
        && READS.contains(request.getMethod())
        && PLAIN.matcher(path).matches()
        && (path.equals(ACTUATOR) || path.startsWith(ACTUATOR + "/"));
  }

  private static void refuse(HttpServletResponse response, int status, String why)
      throws IOException {
    response.setStatus(status);
    response.setContentType("text/plain; charset=utf-8");
    response.getOutputStream().write((why + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
