package io.navarch.gateway.admission;

import io.navarch.gateway.audit.AuditTrail;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * What admission keeps of one request beside its object: annotations for the audit log, and whether
 * the mutating plugins must see the object once more because a webhook or policy changed it after
 * they had.
 */
public final class AdmissionNotes {
  private final Map<String, String> auditAnnotations = new ConcurrentHashMap<>(0);
  private final BiConsumer<String, String> trail = AuditTrail.current();
  private final boolean recordsBodies = AuditTrail.recordsBodies();
  private final Set<String> invoked = new HashSet<>(0);
  private final Set<String> due = new HashSet<>(0);
  private boolean wantsSecondRound;
  private boolean inSecondRound;

  /** Keys as the audit log has them; the first value of a key stays. */
  public void annotate(String key, String value) {
    if (auditAnnotations.putIfAbsent(key, value) == null) {
      trail.accept(key, value);
    }
  }

  /** Whether the audit log takes parts of the object, such as patches. */
  public boolean recordsBodies() {
    return recordsBodies;
  }

  public Map<String, String> auditAnnotations() {
    return Collections.unmodifiableMap(auditAnnotations);
  }

  /** Something was changed: plugins run again, and what asked for it so far is invoked again. */
  public void changed() {
    due.addAll(invoked);
    wantsSecondRound = true;
  }

  /** Says that this one wants to see the object again if anything changes it from now on. */
  public void reinvokeOnChange(String id) {
    invoked.add(id);
  }

  public boolean isSecondRound() {
    return inSecondRound;
  }

  /** Whether this one is invoked in the second round. */
  public boolean isDue(String id) {
    return due.remove(id);
  }

  /** Whether a second round begins; there is never a third. */
  boolean beginSecondRound() {
    boolean begins = wantsSecondRound && !inSecondRound;
    inSecondRound = inSecondRound || begins;
    return begins;
  }
}
