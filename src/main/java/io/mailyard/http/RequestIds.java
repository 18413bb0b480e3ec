package io.mailyard.http;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/** Request ids: a random part that differs for each process, then a count. Not secret. */
final class RequestIds {
    private final String prefix = prefix();
    private final AtomicLong count = new AtomicLong();

    private static String prefix() {
        byte[] bytes = new byte[5];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes) + "-";
    }

    String next() {
        return prefix + Long.toString(count.incrementAndGet(), 36);
    }
}
