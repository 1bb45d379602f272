/** The node's own certificates: got from the cluster, kept on disk, renewed before they end. */
@NullMarked
package io.navarch.node.certificate;

import org.jspecify.annotations.NullMarked;
