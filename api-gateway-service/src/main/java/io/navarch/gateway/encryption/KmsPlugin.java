package io.navarch.gateway.encryption;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.navarch.gateway.kms.v2.DecryptRequest;
import io.navarch.gateway.kms.v2.EncryptRequest;
import io.navarch.gateway.kms.v2.EncryptResponse;
import io.navarch.gateway.kms.v2.EncryptedDEKSourceType;
import io.navarch.gateway.kms.v2.EncryptedObject;
import io.navarch.gateway.kms.v2.StatusResponse;
import io.navarch.model.status.ApiException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * KMS v2: values are encrypted with keys derived from a seed that is made here and that only the
 * plugin can open. The plugin is asked once a seed, and about its state every minute; a seed serves
 * until the plugin's key changes, and writes stop when it has not been heard of for three minutes.
 */
final class KmsPlugin implements Provider.Remote, AutoCloseable {
  private static final int MAX_KEY_ID = 1024;
  private static final int MAX_SOURCE = 1024;
  private static final int MAX_ANNOTATIONS = 32 * 1024;
  private static final int MAX_OPENED = 4096;
  private static final Duration TRUSTED = Duration.ofMinutes(3);
  private static final Duration ASKED_AGAIN = Duration.ofSeconds(10);
  private static final byte[] NO_HEAD = {};

  private final String name;
  private final byte[] mark;
  private final KmsService service;
  private final Duration askedEvery;
  private final SecureRandom random;
  private final InstantSource clock;
  private final Supplier<String> ids;
  private final EnvelopeMetrics metrics;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<ByteString, ValueCipher> opened = new ConcurrentHashMap<>();
  private volatile @Nullable Seed current;
  private volatile String problem = "not asked yet";
  private volatile Instant askAt = Instant.MIN;

  /** A seed as it is in use, with what must be stored beside each value. */
  private record Seed(SeedCipher cipher, EncryptedObject envelope, Instant trustedUntil) {
    Seed until(Instant later) {
      return new Seed(cipher, envelope, later);
    }
  }

  /**
   * @param askedEvery how often the plugin's state, and with it its key, is asked for
   */
  KmsPlugin(
      String name,
      KmsService service,
      Duration askedEvery,
      SecureRandom random,
      InstantSource clock,
      Supplier<String> ids,
      EnvelopeMetrics metrics) {
    this.name = name;
    this.mark = ("k8s:enc:kms:v2:" + name + ":").getBytes(StandardCharsets.UTF_8);
    this.service = service;
    this.askedEvery = askedEvery;
    this.random = random;
    this.clock = clock;
    this.ids = ids;
    this.metrics = metrics;
    metrics.cacheSize(name, opened::size);
  }

  @Override
  public byte[] mark() {
    return mark;
  }

  @Override
  public String prefix() {
    return "k8s:enc:kms:v2:" + name + ":";
  }

  @Override
  public boolean isCurrent(byte[] stored) {
    Seed seed = current;
    return seed != null && decoded(stored).getKeyID().equals(seed.envelope().getKeyID());
  }

  /** What is wrong; empty when the plugin is well. */
  String problem() {
    keepUp();
    return problem.isEmpty() ? "" : "kms provider " + name + ": " + problem;
  }

  /** Asks the plugin about its state when that is due. */
  void keepUp() {
    if (clock.instant().isBefore(askAt)) {
      return;
    }
    Seed seed = current;
    boolean usable = seed != null && !clock.instant().isAfter(seed.trustedUntil());
    if (usable) {
      if (!lock.tryLock()) {
        return;
      }
    } else {
      lock.lock();
    }
    try {
      if (!clock.instant().isBefore(askAt)) {
        ask();
      }
    } finally {
      lock.unlock();
    }
  }

  private void ask() {
    Instant now = clock.instant();
    try {
      StatusResponse status = service.status();
      requireHealthy(status);
      metrics.stated(name, status.getKeyId());
      Seed seed = current;
      current =
          seed != null && seed.envelope().getKeyID().equals(status.getKeyId())
              ? seed.until(now.plus(TRUSTED))
              : newSeed(now.plus(TRUSTED));
      problem = "";
      askAt = now.plus(askedEvery);
    } catch (UndecryptableException e) {
      problem = String.valueOf(e.getMessage());
      askAt = now.plus(ASKED_AGAIN);
    }
  }

  private void requireHealthy(StatusResponse status) {
    if (!status.getVersion().equals("v2") && !status.getVersion().equals("v2beta1")) {
      throw new UndecryptableException("expected version v2, got " + status.getVersion());
    }
    if (!status.getHealthz().equals("ok")) {
      throw new UndecryptableException("expected healthz ok, got " + status.getHealthz());
    }
    try {
      requireKeyId(status.getKeyId());
    } catch (UndecryptableException e) {
      metrics.invalidKeyId(name, status.getKeyId().isEmpty() ? "empty" : "too_long");
      throw e;
    }
  }

  private static void requireKeyId(String keyId) {
    if (keyId.isEmpty() || keyId.getBytes(StandardCharsets.UTF_8).length > MAX_KEY_ID) {
      throw new UndecryptableException("the key id is empty or longer than " + MAX_KEY_ID);
    }
  }

  private Seed newSeed(Instant trustedUntil) {
    byte[] seed = new byte[SeedCipher.SEED];
    random.nextBytes(seed);
    EncryptResponse answer =
        service.encrypt(
            EncryptRequest.newBuilder()
                .setPlaintext(ByteString.copyFrom(seed))
                .setUid(ids.get())
                .build());
    EncryptedObject envelope =
        EncryptedObject.newBuilder()
            .setKeyID(answer.getKeyId())
            .setEncryptedDEKSource(answer.getCiphertext())
            .putAllAnnotations(answer.getAnnotationsMap())
            .setEncryptedDEKSourceType(EncryptedDEKSourceType.HKDF_SHA256_XNONCE_AES_GCM_SEED)
            .build();
    requireSound(envelope);
    SeedCipher cipher = new SeedCipher(seed, random);
    remember(envelope.toByteString(), cipher);
    return new Seed(cipher, envelope, trustedUntil);
  }

  private void remember(ByteString key, ValueCipher cipher) {
    if (opened.size() >= MAX_OPENED) {
      opened.clear();
    }
    opened.put(key, cipher);
  }

  private static void requireSound(EncryptedObject envelope) {
    int source = envelope.getEncryptedDEKSource().size();
    if (source == 0 || source > MAX_SOURCE) {
      throw new UndecryptableException("the encrypted key has " + source + " bytes");
    }
    requireKeyId(envelope.getKeyID());
    long annotations =
        envelope.getAnnotationsMap().entrySet().stream()
            .mapToLong(a -> a.getKey().length() + (long) a.getValue().size())
            .sum();
    if (annotations > MAX_ANNOTATIONS) {
      throw new UndecryptableException("the annotations have " + annotations + " bytes");
    }
  }

  @Override
  public byte[] encrypt(byte[] plain, String storeKey) {
    keepUp();
    Seed seed = current;
    if (seed == null || clock.instant().isAfter(seed.trustedUntil())) {
      throw ApiException.internal("kms provider " + name + " cannot encrypt: " + problem);
    }
    byte[] data = seed.cipher().encrypt(NO_HEAD, plain, storeKey);
    byte[] object =
        seed.envelope().toBuilder()
            .setEncryptedData(ByteString.copyFrom(data))
            .build()
            .toByteArray();
    byte[] stored = Arrays.copyOf(mark, mark.length + object.length);
    System.arraycopy(object, 0, stored, mark.length, object.length);
    metrics.used(EnvelopeMetrics.Direction.TO_STORAGE, name, seed.envelope().getKeyID());
    return stored;
  }

  @Override
  public byte[] decrypt(byte[] stored, String storeKey) {
    EncryptedObject object = decoded(stored);
    requireSound(object);
    ByteString key = object.toBuilder().clearEncryptedData().build().toByteString();
    ValueCipher cipher = opened.get(key);
    if (cipher == null) {
      metrics.cacheMissed();
      cipher = open(object);
      remember(key, cipher);
    }
    byte[] plain = cipher.decrypt(object.getEncryptedData().toByteArray(), 0, storeKey);
    metrics.used(EnvelopeMetrics.Direction.FROM_STORAGE, name, object.getKeyID());
    return plain;
  }

  private EncryptedObject decoded(byte[] stored) {
    try {
      return EncryptedObject.parseFrom(
          ByteString.copyFrom(stored, mark.length, stored.length - mark.length));
    } catch (InvalidProtocolBufferException e) {
      throw new UndecryptableException("the stored envelope is malformed");
    }
  }

  private ValueCipher open(EncryptedObject object) {
    byte[] key =
        service.decrypt(
            DecryptRequest.newBuilder()
                .setCiphertext(object.getEncryptedDEKSource())
                .setKeyId(object.getKeyID())
                .putAllAnnotations(object.getAnnotationsMap())
                .setUid(ids.get())
                .build());
    return switch (object.getEncryptedDEKSourceType()) {
      case HKDF_SHA256_XNONCE_AES_GCM_SEED -> new SeedCipher(key, random);
      case AES_GCM_KEY -> new AesGcmCipher(key, random);
      case UNRECOGNIZED -> throw new UndecryptableException("unknown kind of encrypted key");
    };
  }

  @Override
  public void close() {
    service.close();
  }
}
