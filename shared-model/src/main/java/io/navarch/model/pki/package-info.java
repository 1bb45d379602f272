/**
 * The cluster's certificates and keys: certificate authorities, the files of kubeadm's layout, and
 * kubeconfig files.
 */
@NullMarked
package io.navarch.model.pki;

import org.jspecify.annotations.NullMarked;
