/** Revisions of pod templates, kept as ControllerRevisions. */
@NullMarked
package io.navarch.controller.history;

import org.jspecify.annotations.NullMarked;
