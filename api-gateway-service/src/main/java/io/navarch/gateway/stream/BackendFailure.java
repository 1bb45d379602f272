package io.navarch.gateway.stream;

import io.navarch.model.pki.ServerTrust;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Why a server behind gave no answer, in kube-apiserver's words and in none of the JDK's. */
final class BackendFailure {
  private BackendFailure() {}

  static String describe(Target target, IOException failure) {
    Optional<String> untrusted = ServerTrust.refusal(failure);
    if (untrusted.isPresent()) {
      return untrusted.get();
    }
    return switch (failure) {
      case ConnectException refused -> dial(target, refused);
      case NoRouteToHostException unreached -> dial(target, unreached);
      case SocketTimeoutException late
          when String.valueOf(late.getMessage()).startsWith("Connect") ->
          "dial tcp " + target.authority() + ": i/o timeout";
      case SocketTimeoutException late ->
          "net/http: request canceled (Client.Timeout exceeded while awaiting headers)";
      case EOFException ended -> "EOF";
      case SSLException plain when String.valueOf(plain.getMessage()).contains("SSL message") ->
          "tls: first record does not look like a TLS handshake";
      case SSLException other -> "remote error: tls: handshake failure";
      case SocketException reset
          when String.valueOf(reset.getMessage()).startsWith("Connection reset") ->
          "read tcp " + target.authority() + ": read: connection reset by peer";
      default -> String.valueOf(failure.getMessage());
    };
  }

  private static String dial(Target target, SocketException failure) {
    String why = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    int detail = why.indexOf(" (");
    return "dial tcp "
        + target.authority()
        + ": connect: "
        + (detail < 0 ? why : why.substring(0, detail));
  }
}
