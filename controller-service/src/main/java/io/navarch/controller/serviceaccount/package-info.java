/** The default ServiceAccount and the root CA of every namespace. */
@NullMarked
package io.navarch.controller.serviceaccount;

import org.jspecify.annotations.NullMarked;
