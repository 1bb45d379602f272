/** StatefulSets: pods with an identity, in order. */
@NullMarked
package io.navarch.controller.statefulset;

import org.jspecify.annotations.NullMarked;
