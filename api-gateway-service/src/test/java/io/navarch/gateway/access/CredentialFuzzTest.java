package io.navarch.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import io.navarch.model.pki.CertificateAuthority;
import io.navarch.model.pki.KeyAlgorithm;
import io.navarch.model.pki.KeyedCertificate;
import io.navarch.model.pki.TlsMaterial;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Credentials made by a seeded generator, through the real HTTPS port: whatever they are, the
 * answer is a Status, nobody gets rights by accident, and no stack trace is logged.
 */
class CredentialFuzzTest {
  private static final long SEED = 20_261_121L;
  private static final String SECRETS = "/api/v1/secrets";

  @TempDir private static Path folder;
  private static GatewayFixture gateway;
  private static CertificateAuthority authority;
  private static ListAppender<ILoggingEvent> log;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start(folder, java.util.Map.of());
    authority =
        CertificateAuthority.load(folder.resolve("pki/ca.crt"), folder.resolve("pki/ca.key"));
    log = new ListAppender<>();
    log.start();
    ((Logger) LoggerFactory.getLogger("io.navarch")).addAppender(log);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    ((Logger) LoggerFactory.getLogger("io.navarch")).detachAppender(log);
    assertThat(log.list)
        .filteredOn(
            e -> e.getThrowableProxy() != null || e.getLevel().isGreaterOrEqual(Level.ERROR))
        .extracting(ILoggingEvent::getFormattedMessage)
        .isEmpty();
  }

  private static String letters(Random random, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most); i > 0; i--) {
      text.appendCodePoint(
          switch (random.nextInt(5)) {
            case 0 -> random.nextInt(32);
            case 1 -> 0x80 + random.nextInt(0x700);
            default -> 33 + random.nextInt(90);
          });
    }
    return text.toString();
  }

  /** What a certificate says, and whether that makes it a user of this cluster. */
  private record Shape(String description, KeyedCertificate certificate, boolean mayEnter) {}

  private static Shape shape(Random random) throws Exception {
    KeyPair keys = KeyAlgorithm.EC_P256.generate();
    Instant now = Instant.now();
    boolean known = random.nextInt(4) > 0;
    boolean inTime = random.nextInt(4) > 0;
    boolean client = random.nextInt(4) > 0;
    boolean named = random.nextInt(5) > 0;
    X500NameBuilder subject = new X500NameBuilder(BCStyle.INSTANCE);
    for (int i = random.nextInt(4); i > 0; i--) {
      subject.addRDN(BCStyle.O, letters(random, 60) + "x");
    }
    String name = letters(random, 200) + "y";
    if (named) {
      subject.addRDN(BCStyle.CN, name);
    }
    if (random.nextInt(3) == 0) {
      subject.addRDN(new ASN1ObjectIdentifier("1.3.6.1.4.1.57683.2"), letters(random, 40) + "z");
    }
    CertificateAuthority issuer =
        known
            ? authority
            : CertificateAuthority.create(
                "kubernetes", Duration.ofDays(1), now, KeyAlgorithm.EC_P256);
    Instant from =
        inTime ? now.minusSeconds(60) : now.plusSeconds(random.nextBoolean() ? 3600 : -7200);
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuer.certificate(),
            BigInteger.valueOf(random.nextLong(1, Long.MAX_VALUE)),
            Date.from(from),
            Date.from(from.plusSeconds(3600)),
            subject.build(),
            keys.getPublic());
    // What names no purpose may be shown for any.
    if (!client || name.length() % 2 == 0) {
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(
              client ? KeyPurposeId.id_kp_clientAuth : KeyPurposeId.id_kp_serverAuth));
    }
    if (random.nextInt(4) == 0) {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    }
    if (random.nextInt(3) == 0) {
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.rfc822Name, "a@b.example")));
    }
    var signed =
        new JcaX509CertificateConverter()
            .getCertificate(
                builder.build(
                    new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.self().key())));
    return new Shape(
        "known %s, in time %s, client %s, named %s".formatted(known, inTime, client, named),
        new KeyedCertificate(signed, keys.getPrivate()),
        known && inTime && client && named);
  }

  @Test
  void certificates() throws Exception {
    Random random = new Random(SEED);
    for (int i = 0; i < 60; i++) {
      Shape shape = shape(random);
      String step = "seed %d step %d: %s".formatted(SEED, i, shape.description());
      try (HttpClient client = gateway.clientWith(shape.certificate())) {
        Answer answer = GatewayFixture.send(client, gateway.builder(SECRETS).build());
        assertThat(answer.status()).as(step).isEqualTo(shape.mayEnter() ? 403 : 401);
        assertThat(answer.at("kind")).as(step).isEqualTo("Status");
        assertThat(answer.text()).as(step).doesNotContain("io.navarch", "Exception");
      }
    }
  }

  /**
   * @param left how many follow below; with one it is the client's own
   */
  private static X509Certificate signed(
      X509Certificate issuer, PrivateKey signer, KeyPair keys, int left) throws Exception {
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            BigInteger.valueOf(left),
            Date.from(now.minusSeconds(60)),
            Date.from(now.plusSeconds(3600)),
            new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, "link-" + left).build(),
            keys.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(left > 1));
    if (left == 1) {
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer)));
  }

  /** A chain as long as nobody needs is not looked at to its end. */
  @Test
  void chainsWithoutEnd() throws Exception {
    KeyPair keys = KeyAlgorithm.EC_P256.generate();
    for (int length : new int[] {2, 8, 40, 400}) {
      List<X509Certificate> chain = new ArrayList<>();
      X509Certificate issuer = authority.certificate();
      PrivateKey signer = authority.self().key();
      for (int left = length; left > 0; left--) {
        issuer = signed(issuer, signer, keys, left);
        signer = keys.getPrivate();
        chain.addFirst(issuer);
      }
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(
          TlsMaterial.keys(chain, keys.getPrivate()),
          TlsMaterial.trust(List.of(authority.certificate())),
          null);
      try (HttpClient client =
          HttpClient.newBuilder().sslContext(tls).connectTimeout(Duration.ofSeconds(10)).build()) {
        Answer answer = GatewayFixture.send(client, gateway.builder(SECRETS).build());
        assertThat(answer.status()).as(answer.text()).isIn(401, 403);
        assertThat(answer.at("kind")).isEqualTo("Status");
      } catch (UncheckedIOException closedInTheHandshake) {
        assertThat(length).as("a short chain is looked at").isGreaterThan(8);
      }
    }
    assertThat(gateway.get("/livez").status()).isEqualTo(200);
  }

  private static Answer withToken(String token) {
    HttpRequest request =
        gateway.builder(SECRETS).header("Authorization", "Bearer " + token).build();
    return GatewayFixture.send(strangers, request);
  }

  private static HttpClient strangers;

  /** A true token of an account, of which every sort of damage is made. */
  private static String token() {
    gateway.post(
        "/api/v1/namespaces/default/serviceaccounts",
        "{\"kind\":\"ServiceAccount\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"fuzzed\"}}");
    Answer answer =
        gateway.post(
            "/api/v1/namespaces/default/serviceaccounts/fuzzed/token",
            "{\"kind\":\"TokenRequest\",\"apiVersion\":\"authentication.k8s.io/v1\",\"spec\":{}}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.at("status", "token").toString();
  }

  private static String damaged(String token, Random random) {
    String[] parts = token.split("\\.");
    int which = random.nextInt(3);
    return switch (random.nextInt(6)) {
      case 0 -> {
        byte[] bytes = Base64.getUrlDecoder().decode(parts[which]);
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        parts[which] = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        yield String.join(".", parts);
      }
      case 1 -> {
        parts[which] = "";
        yield String.join(".", parts);
      }
      case 2 -> token.substring(0, random.nextInt(1, token.length() - 1));
      case 3 -> {
        String[] headers = {
          "{\"alg\":\"none\"}",
          "{\"alg\":\"HS256\"}",
          "[]",
          "{\"alg\":{}}",
          "\"\"",
          "{\"alg\":1,\"kid\":[]}"
        };
        parts[0] = base64(headers[random.nextInt(headers.length)]);
        yield String.join(".", parts);
      }
      case 4 -> {
        String[] claims = {
          "{\"iss\":[],\"sub\":{}}",
          "{\"iss\":\"kubernetes/serviceaccount\",\"sub\":\"system:serviceaccount:kube-system:default\"}",
          "{\"exp\":\"x\",\"aud\":7}",
          "[[[[[]]]]]",
          "{\"kubernetes.io\":3}"
        };
        parts[1] = base64(claims[random.nextInt(claims.length)]);
        yield String.join(".", parts);
      }
      default -> token + "." + parts[which];
    };
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void tokens() {
    strangers = gateway.strangersClient();
    String token = token();
    assertThat(withToken(token).status()).isEqualTo(403);
    Random random = new Random(SEED);
    for (int i = 0; i < 150; i++) {
      String bad = damaged(token, random);
      if (bad.equals(token)) {
        continue;
      }
      Answer answer = withToken(bad);
      assertThat(answer.status()).as("seed %d step %d: %s", SEED, i, bad).isEqualTo(401);
      assertThat(answer.at("reason")).isEqualTo("Unauthorized");
    }
    assertThat(withToken(token).status()).isEqualTo(403);
  }

  /** Headers that say who somebody is, from somebody who may not say so. */
  @Test
  void identitiesInHeaders() {
    HttpClient somebody = gateway.clientOf("somebody");
    Random random = new Random(SEED);
    List<String> names =
        List.of(
            "X-Remote-User",
            "X-Remote-Group",
            "X-Remote-Extra-Scopes",
            "X-Remote-Uid",
            "Impersonate-User",
            "Impersonate-Group",
            "Impersonate-Uid",
            "Impersonate-Extra-a%2fb",
            "Impersonate-Extra-%zz");
    for (int i = 0; i < 120; i++) {
      HttpRequest.Builder request = gateway.builder(SECRETS);
      for (int h = random.nextInt(1, 4); h > 0; h--) {
        String value =
            random.nextBoolean()
                ? "system:masters"
                : letters(random, 40).replaceAll("[^\\x20-\\x7e]", "?");
        request.header(names.get(random.nextInt(names.size())), value);
      }
      Answer answer = GatewayFixture.send(somebody, request.build());
      assertThat(answer.status())
          .as("seed %d step %d: %s", SEED, i, answer.text())
          .isBetween(400, 403);
      assertThat(answer.at("kind")).isEqualTo("Status");
    }
  }
}
