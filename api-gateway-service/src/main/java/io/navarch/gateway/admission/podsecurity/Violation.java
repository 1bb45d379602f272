package io.navarch.gateway.admission.podsecurity;

/** Why a pod breaks a check: the reason in short, and what exactly. */
record Violation(String reason, String detail) {}
