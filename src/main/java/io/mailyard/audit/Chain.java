package io.mailyard.audit;

import io.mailyard.base.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/** The chain: each hash covers the previous one and every column, each with its length. */
final class Chain {
    /** Predecessor hash of the first row. */
    static final String START = "0".repeat(64);

    private final MessageDigest digest = Sha256.digest();

    /** The hash of row {@code id} behind the row with hash {@code previous}. */
    String hash(String previous, long id, AuditEntry change) {
        add(previous);
        add(Long.toString(id));
        add(Long.toString(change.at().toEpochMilli()));
        add(change.actor().name());
        add(change.actor().address());
        add(change.actor().userAgent());
        add(change.actor().requestId());
        add(change.action());
        add(change.objectType());
        add(change.objectId());
        add(change.account().map(account -> Long.toString(account.value())));
        add(change.before());
        add(change.after());
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Absent and empty differ: an absent value has the length -1. */
    private void add(Optional<String> field) {
        if (field.isEmpty()) {
            digest.update(ByteBuffer.allocate(4).putInt(0, -1));
        } else {
            add(field.get());
        }
    }

    private void add(String field) {
        byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(4).putInt(0, bytes.length));
        digest.update(bytes);
    }
}
