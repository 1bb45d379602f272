package io.navarch.bench;

import java.net.http.HttpRequest;
import java.util.function.IntFunction;

/**
 * One kind of operation, many times.
 *
 * @param count how often
 * @param workers how many at once
 * @param request the request of the operation of a number
 */
record Workload(String name, int count, int workers, IntFunction<HttpRequest> request) {}
