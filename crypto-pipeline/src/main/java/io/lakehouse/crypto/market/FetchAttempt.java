package io.lakehouse.crypto.market;

import java.net.URI;

/**
 * One attempt to fetch a page.
 *
 * @param number counts from 1
 */
record FetchAttempt(URI uri, int number, Deadline deadline) {}
