package io.mailyard.writes;

import io.mailyard.access.AccountPrincipal;
import io.mailyard.access.Caller;
import io.mailyard.access.CallerSecret;
import io.mailyard.api.Call;
import io.mailyard.api.Param;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.Sha256;
import io.mailyard.db.Tx;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import io.mailyard.wire.ValueDigest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Replies stored under callers' idempotency keys, in the transaction of the change they answer. */
final class Idempotency {
    /** Lifetime of a key (docs/spec/admin-api.md, section 7). */
    static final Duration KEPT = Duration.ofHours(24);

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7E]{1,255}");

    private Idempotency() {}

    /**
     * A call with a key.
     *
     * @param token owner of the key, unique among both kinds of tokens: two tokens may use the same
     *     key
     * @param name the token's
     * @param account account of the token, if it is an account's
     * @param request hash of path, answer format and parameters
     */
    record KeyReservation(
            long token, String name, Optional<AccountId> account, String key, String request) {}

    /**
     * An earlier reply.
     *
     * @param sealed whether the body is encrypted, see {@link EncryptedReply}
     */
    record StoredReply(String request, int error, boolean sealed, byte[] body) {}

    /**
     * The reservation of a call with {@code Idempotency-Key}.
     *
     * @throws ApiException error 400 if the key is empty, too long, or contains anything but
     *     visible ASCII
     */
    static Optional<KeyReservation> of(Call call) {
        Optional<String> header = call.request().header("Idempotency-Key");
        if (header.isEmpty()) {
            return Optional.empty();
        }
        String key = header.get().strip();
        if (!KEY.matcher(key).matches()) {
            throw ApiException.badRequest(
                    "Idempotency-Key", "must be 1 to 255 visible ASCII characters");
        }
        Caller caller = call.noted(Caller.class);
        return Optional.of(
                new KeyReservation(
                        caller.token().value(),
                        caller.name().substring(caller.name().indexOf(':') + 1),
                        caller instanceof AccountPrincipal own
                                ? Optional.of(own.account())
                                : Optional.empty(),
                        key,
                        fingerprint(call)));
    }

    /**
     * Excludes the token: the same call by the same token after a rotation is the same call. A
     * password is included only together with the caller's secret: a plain hash of the request
     * would let a reader of the store guess passwords quickly.
     */
    private static String fingerprint(Call call) {
        return fingerprint(call, call.answerFormat().toString());
    }

    /** A hash of path and parameters, whatever the format of the answer. */
    static String request(Call call) {
        return fingerprint(call, "");
    }

    private static String fingerprint(Call call, String format) {
        Map<String, Value> members = new LinkedHashMap<>(call.body().values());
        members.remove("token");
        for (Param<?> param : call.route().params()) {
            if ("password".equals(param.type().schema().get("format"))) {
                members.computeIfPresent(param.name(), (_, given) -> hidden(call, given));
            }
        }
        MessageDigest digest = Sha256.digest();
        String where = call.route().path() + "\n" + format + "\n";
        digest.update(where.getBytes(StandardCharsets.UTF_8));
        ValueDigest.add(digest, members);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static Value hidden(Call call, Value given) {
        String secret = call.noted(CallerSecret.class).text();
        return new Value.Text(
                Sha256.hex(secret + "\n" + JsonText.write(out -> out.value("given", given))));
    }

    /** The earlier reply under this key within {@link #KEPT}. */
    static Optional<StoredReply> find(Tx tx, KeyReservation reservation, Instant now) {
        return tx.one(
                "SELECT request, error, sealed, body FROM idempotency WHERE token_id = ? AND name = ? AND at > ?",
                row ->
                        new StoredReply(
                                row.text("request"),
                                (int) row.number("error"),
                                row.flag("sealed"),
                                row.bytes("body")),
                reservation.token(),
                reservation.key(),
                now.minus(KEPT));
    }

    static void keep(Tx tx, KeyReservation reservation, StoredReply answer, Instant now) {
        tx.update(
                "DELETE FROM idempotency WHERE token_id = ? AND name = ?",
                reservation.token(),
                reservation.key());
        tx.update(
                "INSERT INTO idempotency (token_id, account_id, name, request, error, sealed, body, at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                reservation.token(),
                reservation.account().map(AccountId::value).orElse(null),
                reservation.key(),
                reservation.request(),
                answer.error(),
                answer.sealed(),
                answer.body(),
                now);
    }

    /** Removes replies older than {@link #KEPT}, at most {@code most}; returns the number. */
    static int sweep(Tx tx, Instant now, int most) {
        return tx.update(
                "DELETE FROM idempotency WHERE (token_id, name) IN"
                        + " (SELECT token_id, name FROM idempotency WHERE at <= ? ORDER BY at LIMIT ?)",
                now.minus(KEPT),
                most);
    }
}
