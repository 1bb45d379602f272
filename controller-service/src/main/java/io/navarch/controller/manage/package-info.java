/** The controllers as one process: leadership, start and stop, health and the management API. */
@NullMarked
package io.navarch.controller.manage;

import org.jspecify.annotations.NullMarked;
