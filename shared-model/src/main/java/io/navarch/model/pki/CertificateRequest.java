package io.navarch.model.pki;

import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.bouncycastle.util.encoders.DecoderException;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.jspecify.annotations.Nullable;

/**
 * A PKCS#10 request for a certificate: a public key and the names that its holder wants.
 *
 * @param subject the whole distinguished name, as it was sent
 * @param emails rfc822 names; {@code uris} likewise
 */
public record CertificateRequest(
    X500Name subject,
    PublicKey key,
    List<String> dnsNames,
    List<String> ipAddresses,
    List<String> emails,
    List<String> uris) {

  public CertificateRequest {
    dnsNames = List.copyOf(dnsNames);
    ipAddresses = List.copyOf(ipAddresses);
    emails = List.copyOf(emails);
    uris = List.copyOf(uris);
  }

  /**
   * Reads {@code spec.request} of a CertificateSigningRequest: Base64 of a PEM block.
   *
   * @throws PkiException if it is none, or its signature is not by its own key
   */
  public static CertificateRequest ofBase64(String request) {
    try {
      return ofPem(
          new String(Base64.getMimeDecoder().decode(request), StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      throw new PkiException("PEM block type must be CERTIFICATE REQUEST", e);
    }
  }

  /**
   * @throws PkiException if the text is no request, or its signature is not by its own key
   */
  public static CertificateRequest ofPem(String pem) {
    byte[] der = der(pem);
    checkLength(der);
    try {
      JcaPKCS10CertificationRequest request =
          new JcaPKCS10CertificationRequest(new PKCS10CertificationRequest(der));
      PublicKey key = request.getPublicKey();
      if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
        throw new PkiException(unverified(key));
      }
      Names names = Names.of(request.getRequestedExtensions());
      return new CertificateRequest(
          request.getSubject(), key, names.dns, names.addresses, names.emails, names.uris);
    } catch (IOException
        | GeneralSecurityException
        | OperatorCreationException
        | PKCSException
        | IllegalArgumentException
        | ClassCastException e) {
      throw new PkiException("malformed certificate request", e);
    }
  }

  private static byte[] der(String pem) {
    try (PemReader reader = new PemReader(new StringReader(pem))) {
      PemObject block = reader.readPemObject();
      if (block != null && block.getType().equals("CERTIFICATE REQUEST")) {
        return block.getContent();
      }
    } catch (IOException | DecoderException e) {
      throw new PkiException("PEM block type must be CERTIFICATE REQUEST", e);
    }
    throw new PkiException("PEM block type must be CERTIFICATE REQUEST");
  }

  /** The whole must be as long as its head says. */
  private static void checkLength(byte[] der) {
    int octets = der.length > 1 && der[1] < 0 ? der[1] & 0x7f : 0;
    if (octets > Integer.BYTES - 1 || der.length < 2 + octets) {
      return;
    }
    int length = octets == 0 && der.length > 1 ? der[1] : 0;
    for (int i = 0; i < octets; i++) {
      length = length << Byte.SIZE | der[2 + i] & 0xff;
    }
    int whole = 2 + octets + length;
    if (whole > der.length) {
      throw new PkiException("asn1: syntax error: data truncated");
    }
    if (whole < der.length) {
      throw new PkiException("asn1: syntax error: trailing data");
    }
  }

  private static String unverified(PublicKey key) {
    return switch (key.getAlgorithm()) {
      case "EC" -> "x509: ECDSA verification failure";
      case "RSA" -> "crypto/rsa: verification error";
      default -> "x509: Ed25519 verification failure";
    };
  }

  /** The last common name, or the empty string. */
  public String commonName() {
    List<String> all = Subjects.values(subject, BCStyle.CN);
    return all.isEmpty() ? "" : all.getLast();
  }

  public List<String> organizations() {
    return Subjects.values(subject, BCStyle.O);
  }

  /** The alternative names, for a certificate's extension. */
  GeneralName[] alternativeNames() {
    List<GeneralName> all = new ArrayList<>();
    dnsNames.forEach(n -> all.add(new GeneralName(GeneralName.dNSName, n)));
    emails.forEach(n -> all.add(new GeneralName(GeneralName.rfc822Name, n)));
    ipAddresses.forEach(n -> all.add(new GeneralName(GeneralName.iPAddress, n)));
    uris.forEach(n -> all.add(new GeneralName(GeneralName.uniformResourceIdentifier, n)));
    return all.toArray(GeneralName[]::new);
  }

  /** Makes the PEM text of a request, signed by the key pair it is for. */
  public static String make(
      KeyPair keys,
      String commonName,
      List<String> organizations,
      Set<String> dnsNames,
      Set<String> ipAddresses) {
    X500NameBuilder subject = new X500NameBuilder(BCStyle.INSTANCE);
    organizations.forEach(o -> subject.addRDN(BCStyle.O, DirectoryText.of(o)));
    subject.addRDN(BCStyle.CN, DirectoryText.of(commonName));
    List<GeneralName> names = new ArrayList<>();
    dnsNames.forEach(n -> names.add(new GeneralName(GeneralName.dNSName, n)));
    ipAddresses.forEach(a -> names.add(new GeneralName(GeneralName.iPAddress, a)));
    JcaPKCS10CertificationRequestBuilder builder =
        new JcaPKCS10CertificationRequestBuilder(subject.build(), keys.getPublic());
    String algorithm =
        keys.getPrivate().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    try {
      if (!names.isEmpty()) {
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        extensions.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(names.toArray(GeneralName[]::new)));
        builder.addAttribute(
            PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
      }
      return Pem.block(
          "CERTIFICATE REQUEST",
          builder
              .build(new JcaContentSignerBuilder(algorithm).build(keys.getPrivate()))
              .getEncoded());
    } catch (OperatorCreationException | IOException e) {
      throw new PkiException("cannot make a certificate request for " + commonName, e);
    }
  }

  /** The alternative names by their kind. */
  private record Names(
      List<String> dns, List<String> addresses, List<String> emails, List<String> uris) {

    static Names of(org.bouncycastle.asn1.x509.@Nullable Extensions extensions)
        throws UnknownHostException {
      Names names =
          new Names(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      GeneralNames all =
          extensions == null
              ? null
              : GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
      if (all != null) {
        for (GeneralName name : all.getNames()) {
          names.add(name);
        }
      }
      return names;
    }

    private void add(GeneralName name) throws UnknownHostException {
      switch (name.getTagNo()) {
        case GeneralName.dNSName -> dns.add(name.getName().toString());
        case GeneralName.rfc822Name -> emails.add(name.getName().toString());
        case GeneralName.uniformResourceIdentifier -> uris.add(name.getName().toString());
        case GeneralName.iPAddress ->
            addresses.add(
                InetAddress.getByAddress(ASN1OctetString.getInstance(name.getName()).getOctets())
                    .getHostAddress());
        default -> {
          // The other kinds of names have no place in a certificate of this cluster.
        }
      }
    }
  }
}
