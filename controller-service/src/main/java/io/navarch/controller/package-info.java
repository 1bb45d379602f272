@NullMarked
package io.navarch.controller;

import org.jspecify.annotations.NullMarked;
