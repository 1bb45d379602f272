/** Who did what, when, from where and with which outcome: audit.k8s.io/v1. */
@NullMarked
package io.navarch.gateway.audit;

import org.jspecify.annotations.NullMarked;
