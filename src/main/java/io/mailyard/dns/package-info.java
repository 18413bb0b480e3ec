/**
 * DNS queries: mail hosts of a domain, addresses, texts, and names of addresses. Promises an answer
 * within {@code dns.timeout} that distinguishes a missing record from a failure, and caches bounded
 * in size and by each record's lifetime. Must not know what mail is sent or what becomes of it.
 */
@NullMarked
package io.mailyard.dns;

import org.jspecify.annotations.NullMarked;
