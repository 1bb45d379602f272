package io.navarch.dns.serve;

/** How a question came. */
enum Transport {
  UDP,
  TCP
}
