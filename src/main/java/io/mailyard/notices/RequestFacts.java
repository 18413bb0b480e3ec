package io.mailyard.notices;

import java.time.Instant;
import java.util.Optional;

/**
 * The request that caused a mail (docs/spec/admin-api.md, section 3 "Welcome mail").
 *
 * @param userAgent the request's User-Agent; empty if it sent none
 * @param place from {@link GeoIp}
 * @param time when the request arrived
 */
public record RequestFacts(String userAgent, Optional<String> place, Instant time) {}
