package io.mailyard.protocol;

import io.mailyard.base.NativeCrypto;
import io.mailyard.base.TraceId;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.HeaderOverrides;
import io.mailyard.policies.KeySecret;
import io.mailyard.policies.SigningKey;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;

/**
 * Leased mail on its way to a node, with the keys that sign it, each private key once per lease. A
 * node has no keys of other mail.
 */
public record LeaseReply(List<DeliveryTask> tasks) {
    private static final MessageCodec<KeySecret> KEY = new MessageCodec<>(LeaseReply::secret);

    /** A server of an early release sends none; what is none is passed over. */
    private static final MemberType<TraceId> TRACE =
            MemberType.text(64)
                    .map(text -> TraceId.parse(text).orElse(TraceId.NONE), TraceId::text)
                    .unless(TraceId.NONE);

    public static final MessageCodec<LeaseReply> CODEC = new MessageCodec<>(LeaseReply::reply);

    private static LeaseReply reply(MessageMembers<LeaseReply> message) {
        Map<Long, KeySecret> keys = new HashMap<>();
        message.get("keys", MemberType.many(KEY), LeaseReply::keys)
                .forEach(secret -> keys.put(secret.key().id(), secret));
        LongFunction<KeySecret> present =
                id -> Objects.requireNonNull(keys.get(id), "a lease names a key that is not in it");
        return new LeaseReply(
                message.get("parcels", MemberType.many(task(present)), LeaseReply::tasks));
    }

    private List<KeySecret> keys() {
        Map<Long, KeySecret> keys = new LinkedHashMap<>();
        tasks.forEach(task -> task.keys().forEach(secret -> keys.put(secret.key().id(), secret)));
        return List.copyOf(keys.values());
    }

    /**
     * A leased recipient.
     *
     * @param key the key with that id, which came with the task
     */
    static MessageCodec<DeliveryTask> task(LongFunction<KeySecret> key) {
        MemberType<List<KeySecret>> keys =
                MemberType.NUMBERS.map(
                        ids -> ids.stream().map(key::apply).toList(),
                        secrets -> secrets.stream().map(secret -> secret.key().id()).toList());
        return new MessageCodec<>(message ->
                new DeliveryTask(
                        message.number("id", DeliveryTask::id),
                        message.number("message", DeliveryTask::messageId),
                        message.number("account", DeliveryTask::accountId),
                        message.number("campaign", DeliveryTask::campaignId),
                        message.number("sender", DeliveryTask::senderId),
                        message.text("isp", DeliveryTask::isp),
                        message.text("domain", DeliveryTask::domain),
                        message.text("from", DeliveryTask::envelopeFrom),
                        message.text("to", DeliveryTask::recipient),
                        message.count("attempts", DeliveryTask::attempts),
                        message.time("expires", DeliveryTask::expiresAt),
                        message.text("ip", DeliveryTask::lastIp),
                        message.number("size", DeliveryTask::size),
                        message.number("stop", DeliveryTask::stopSeq),
                        overrides(message),
                        message.get(
                                "unaltered",
                                MemberType.FLAG.unless(false),
                                DeliveryTask::unaltered),
                        message.get("keys", keys, DeliveryTask::keys),
                        message.get("lease", LeaseMessages.REQUEST, DeliveryTask::lease),
                        message.get("trace", TRACE, DeliveryTask::trace)));
    }

    private static HeaderOverrides overrides(MessageMembers<DeliveryTask> message) {
        if (!message.has("from_email", task -> !task.overrides().equals(HeaderOverrides.NONE))) {
            return HeaderOverrides.NONE;
        }
        return new HeaderOverrides(
                message.text("from_email", task -> task.overrides().fromEmail()),
                message.text("replyto_email", task -> task.overrides().replyTo()),
                message.text("from_name", task -> task.overrides().fromName()));
    }

    private static KeySecret secret(MessageMembers<KeySecret> message) {
        SigningKey key =
                new SigningKey(
                        message.number("id", secret -> secret.key().id()),
                        "",
                        SigningKey.SigningKeyKind.DKIM,
                        message.get(
                                "algorithm",
                                MemberType.word(SigningKey.Algorithm.class),
                                secret -> secret.key().algorithm()),
                        message.text("domain", secret -> secret.key().domain()),
                        message.text("selector", secret -> secret.key().selector()),
                        SigningKey.SigningKeyState.ACTIVE,
                        "",
                        0,
                        false);
        MemberType<PrivateKey> pkcs8 =
                MemberType.TEXT.map(
                        text -> privateKey(key, text),
                        secret -> Base64.getEncoder().encodeToString(secret.getEncoded()));
        return new KeySecret(key, message.get("pkcs8", pkcs8, KeySecret::privateKey));
    }

    private static PrivateKey privateKey(SigningKey key, String pkcs8) {
        String algorithm =
                switch (key.algorithm()) {
                    case RSA -> "RSA";
                    case ED25519 -> "Ed25519";
                };
        try {
            return NativeCrypto.keyFactory(algorithm)
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pkcs8)));
        } catch (GeneralSecurityException broken) {
            throw new IllegalArgumentException(
                    "the private half of key " + key.id() + " cannot be read", broken);
        }
    }
}
