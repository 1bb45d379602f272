/** What the services' own web pages and management APIs share. */
@NullMarked
package io.navarch.model.web;

import org.jspecify.annotations.NullMarked;
