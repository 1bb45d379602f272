/** Tests that use only kubectl, helm and the public API, against a real cluster on this machine. */
package io.navarch.e2e;
