/**
 * Questions to the domain name system: the mail hosts of a domain, addresses, texts, names of
 * addresses. Promises an answer within {@code dns.timeout}, that tells "there is none" from "nobody
 * could say", and caches bounded in size and by each record's own time. Must not know what mail is
 * sent, nor what becomes of it.
 */
@NullMarked
package io.mailyard.dns;

import org.jspecify.annotations.NullMarked;
