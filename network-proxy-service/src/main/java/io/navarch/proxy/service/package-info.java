@NullMarked
package io.navarch.proxy.service;

import org.jspecify.annotations.NullMarked;
