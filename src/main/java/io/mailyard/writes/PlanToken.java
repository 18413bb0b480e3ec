package io.mailyard.writes;

import io.mailyard.access.CallerSecret;
import io.mailyard.api.Call;
import io.mailyard.base.ApiException;
import io.mailyard.base.Sha256;
import io.mailyard.db.Tx;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A plan shown by a dry run, as held by its caller: its expiry, hashes of the call and of the state
 * it was computed from, and a code (HMAC-SHA-256, RFC 2104) under a key derived from the caller's
 * own secret. So nothing is stored before a plan is used, every process recognizes it, and no other
 * token can use it.
 *
 * @param nonce makes it unique, so that each is used once
 */
record PlanToken(Instant until, byte[] nonce, byte[] call, byte[] world) {
    /** Long enough to read an impact and to ask a colleague. */
    static final Duration GOOD = Duration.ofMinutes(15);

    /** Header of the plan. */
    static final String HEADER = "Plan-Token";

    private static final String PREFIX = "plan_";
    private static final int NONCE_BYTES = 16;
    private static final int HASH_BYTES = 16;
    private static final int BODY_BYTES = Long.BYTES + NONCE_BYTES + 2 * HASH_BYTES;
    private static final int CODE_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Creates a plan for a call and a state. */
    static PlanToken of(Call call, String world, Instant now) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        return new PlanToken(now.plus(GOOD), nonce, hash(Idempotency.request(call)), hash(world));
    }

    /**
     * The plan of a call.
     *
     * @throws ApiException an error if the plan is invalid, of another call, expired or used
     */
    static Optional<PlanToken> brought(Call call) {
        Optional<String> header = call.request().header(HEADER).map(String::strip);
        return header.map(text ->
                read(text, call)
                        .orElseThrow(() ->
                                ApiException.badRequest(
                                        HEADER,
                                        "is not a plan that a dry run has answered to this token")));
    }

    private static Optional<PlanToken> read(String text, Call call) {
        if (!text.startsWith(PREFIX) || text.length() > 2 * (BODY_BYTES + CODE_BYTES)) {
            return Optional.empty();
        }
        byte[] all;
        try {
            all = Base64.getUrlDecoder().decode(text.substring(PREFIX.length()));
        } catch (IllegalArgumentException garbled) {
            return Optional.empty();
        }
        if (all.length != BODY_BYTES + CODE_BYTES) {
            return Optional.empty();
        }
        byte[] body = Arrays.copyOf(all, BODY_BYTES);
        byte[] code = Arrays.copyOfRange(all, BODY_BYTES, all.length);
        if (!MessageDigest.isEqual(code, code(body, call))) {
            return Optional.empty();
        }
        ByteBuffer fields = ByteBuffer.wrap(body);
        Instant until = Instant.ofEpochMilli(fields.getLong());
        byte[] nonce = new byte[NONCE_BYTES];
        byte[] asked = new byte[HASH_BYTES];
        byte[] world = new byte[HASH_BYTES];
        fields.get(nonce).get(asked).get(world);
        return Optional.of(new PlanToken(until, nonce, asked, world));
    }

    /** The text given to the caller. */
    String text(Call to) {
        byte[] body =
                ByteBuffer.allocate(BODY_BYTES)
                        .putLong(until.toEpochMilli())
                        .put(nonce)
                        .put(call)
                        .put(world)
                        .array();
        byte[] all =
                ByteBuffer.allocate(BODY_BYTES + CODE_BYTES).put(body).put(code(body, to)).array();
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    }

    /**
     * Marks the plan as used, before the change.
     *
     * @throws ApiException an error if the plan is invalid, of another call, expired or used
     */
    void use(Tx tx, Call by, Instant now) {
        if (!MessageDigest.isEqual(call, hash(Idempotency.request(by)))) {
            throw conflict("is of another call: the address and every parameter must be the same");
        }
        if (!now.isBefore(until)) {
            throw conflict("ran out at " + until);
        }
        int fresh =
                tx.update(
                        "INSERT INTO used_plans (nonce, until_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
                        HexFormat.of().formatHex(nonce),
                        until);
        if (fresh == 0) {
            throw conflict("was used already");
        }
    }

    /**
     * Checks the plan after the change, which is undone if this throws.
     *
     * @throws ApiException an error if the plan is invalid, of another call, expired or used
     */
    void mustHold(String worldNow) {
        if (!MessageDigest.isEqual(world, hash(worldNow))) {
            throw conflict(
                    "no longer holds: what it was made from has changed, make a new dry run");
        }
    }

    /** Removes expired plans; returns the number. */
    static int sweep(Tx tx, Instant now) {
        return tx.update("DELETE FROM used_plans WHERE until_at <= ?", now);
    }

    private static ApiException conflict(String reason) {
        return new OutdatedDryRunException(HEADER + " " + reason);
    }

    private static byte[] code(byte[] body, Call call) {
        String material = "mailyard plan\n" + call.noted(CallerSecret.class).text();
        try {
            byte[] key = Sha256.of(material);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(body);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] hash(String text) {
        return Arrays.copyOf(Sha256.of(text), HASH_BYTES);
    }
}
