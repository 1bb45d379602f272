/**
 * API groups that other servers serve: requests are passed on to them, their discovery stands
 * beside our own, and APIService objects say what is served by whom.
 */
@NullMarked
package io.navarch.gateway.aggregation;

import org.jspecify.annotations.NullMarked;
