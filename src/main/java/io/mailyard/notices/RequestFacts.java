package io.mailyard.notices;

import java.time.Instant;
import java.util.Optional;

/**
 * Who set a mail off (docs/spec/admin-api.md, section 3 "Welcome mail").
 *
 * @param userAgent the request's User-Agent; empty where it sent none
 * @param place from {@link GeoIp}
 * @param time when the request came
 */
public record RequestFacts(String userAgent, Optional<String> place, Instant time) {}
