package io.mailyard.agent;

import io.mailyard.base.NativeCrypto;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.policies.KeySecret;
import io.mailyard.policies.SigningKey;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Out;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Leased mail on its way to a node as JSON, with the keys that sign it, each private key once per
 * lease. A node has no keys of other mail.
 */
final class LeasedMail {
    private LeasedMail() {}

    static String write(List<DeliveryTask> tasks) {
        Map<Long, KeySecret> keys = new LinkedHashMap<>();
        tasks.forEach(task -> task.keys().forEach(secret -> keys.put(secret.key().id(), secret)));
        return JsonText.write(out -> {
            out.objects("parcels", tasks, NodeProtocol::task);
            out.objects("keys", List.copyOf(keys.values()), LeasedMail::key);
        });
    }

    static List<DeliveryTask> read(ProtocolFields fields) {
        Map<Long, KeySecret> keys = new HashMap<>();
        fields.objects("keys").stream()
                .map(LeasedMail::key)
                .forEach(secret -> keys.put(secret.key().id(), secret));
        return fields.objects("parcels").stream()
                .map(task -> NodeProtocol.task(task, id -> present(keys, id)))
                .toList();
    }

    private static KeySecret present(Map<Long, KeySecret> keys, long id) {
        return Objects.requireNonNull(keys.get(id), "a lease names a key that is not in it");
    }

    private static void key(Out out, KeySecret secret) {
        SigningKey key = secret.key();
        out.number("id", key.id())
                .text("algorithm", key.algorithm().name())
                .text("domain", key.domain())
                .text("selector", key.selector())
                .text(
                        "pkcs8",
                        Base64.getEncoder().encodeToString(secret.privateKey().getEncoded()));
    }

    private static KeySecret key(ProtocolFields fields) {
        SigningKey key =
                new SigningKey(
                        fields.number("id"),
                        "",
                        SigningKey.Kind.DKIM,
                        SigningKey.Algorithm.valueOf(fields.text("algorithm")),
                        fields.text("domain"),
                        fields.text("selector"),
                        SigningKey.State.ACTIVE,
                        "",
                        0,
                        false);
        return new KeySecret(key, privateKey(key, fields.text("pkcs8")));
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
