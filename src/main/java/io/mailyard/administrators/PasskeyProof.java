package io.mailyard.administrators;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.CollectedClientData;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks what a browser brings of a passkey. The person must have been verified by the key. */
final class PasskeyProof {
    private static final Logger LOG = LoggerFactory.getLogger(PasskeyProof.class);

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    /** Longer than any answer of a key without an attestation. */
    private static final int MAX_CHARS = 16_384;

    private static final List<PublicKeyCredentialParameters> ALGORITHMS =
            List.of(
                    algorithm(COSEAlgorithmIdentifier.ES256),
                    algorithm(COSEAlgorithmIdentifier.EdDSA),
                    algorithm(COSEAlgorithmIdentifier.RS256));

    private final ObjectConverter converter = new ObjectConverter();
    private final WebAuthnManager manager =
            WebAuthnManager.createNonStrictWebAuthnManager(converter);
    private final AttestedCredentialDataConverter credentials =
            new AttestedCredentialDataConverter(converter);

    private static PublicKeyCredentialParameters algorithm(COSEAlgorithmIdentifier id) {
        return new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, id);
    }

    /**
     * A key as it is kept.
     *
     * @param id by which the browser names it
     * @param credential its public half
     * @param synced whether it may be on several devices
     * @param counter of its uses; 0: it does not count
     */
    record KeptKey(String id, String credential, boolean synced, long counter) {}

    /**
     * A new key, if its answer is right.
     *
     * @param expects whether a challenge, in base64url, was given out for this; uses it up
     */
    Optional<KeptKey> registered(String json, PasskeySite site, Predicate<String> expects) {
        return read(json, manager::parseRegistrationResponseJSON)
                .flatMap(sent ->
                        server(sent.getCollectedClientData(), site, expects)
                                .flatMap(server -> made(sent, server)));
    }

    private Optional<KeptKey> made(RegistrationData sent, ServerProperty server) {
        return read(
                sent,
                _ -> {
                    manager.verify(
                            sent, new RegistrationParameters(server, ALGORITHMS, true, true));
                    var data = required(sent.getAttestationObject()).getAuthenticatorData();
                    AttestedCredentialData credential = required(data.getAttestedCredentialData());
                    return new KeptKey(
                            text(credential.getCredentialId()),
                            text(credentials.convert(credential)),
                            data.isFlagBE(),
                            data.getSignCount());
                });
    }

    private static <T> T required(@Nullable T part) {
        return Objects.requireNonNull(part, "a part is missing");
    }

    /**
     * Reads by the library what a browser has sent; empty where it is unfit: the library says so by
     * exceptions of many kinds.
     */
    private static <S, T> Optional<T> read(S sent, Function<S, @Nullable T> reading) {
        if (sent instanceof String json && json.length() > MAX_CHARS) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(reading.apply(sent));
        } catch (RuntimeException unfit) {
            LOG.warn("a passkey's answer is refused: {}", unfit.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<ServerProperty> server(
            @Nullable CollectedClientData client, PasskeySite site, Predicate<String> expects) {
        if (client == null || !expects.test(text(client.getChallenge().getValue()))) {
            return Optional.empty();
        }
        return Optional.of(
                ServerProperty.builder()
                        .origin(Origin.create(site.origin()))
                        .rpId(site.id())
                        .challenge(new DefaultChallenge(client.getChallenge().getValue()))
                        .build());
    }

    /** A key that signs somebody in, as the browser names it. */
    Optional<String> id(String json) {
        return read(json, manager::parseAuthenticationResponseJSON)
                .flatMap(sent -> read(sent, of -> ENCODER.encodeToString(of.getCredentialId())));
    }

    /** The key with its counter now, if its answer is right and its person is {@code handle}. */
    Optional<KeptKey> proved(
            String json, PasskeySite site, KeptKey key, String handle, Predicate<String> expects) {
        return read(json, manager::parseAuthenticationResponseJSON)
                .filter(sent ->
                        read(sent, of -> ENCODER.encodeToString(of.getUserHandle()))
                                .filter(handle::equals)
                                .isPresent())
                .flatMap(sent ->
                        server(sent.getCollectedClientData(), site, expects)
                                .flatMap(server -> counted(sent, server, key)));
    }

    private Optional<KeptKey> counted(AuthenticationData sent, ServerProperty server, KeptKey key) {
        return read(
                sent,
                _ -> {
                    CredentialRecordImpl known =
                            new CredentialRecordImpl(
                                    new NoneAttestationStatement(),
                                    true,
                                    key.synced(),
                                    null,
                                    key.counter(),
                                    credentials.convert(bytes(key.credential())),
                                    null,
                                    null,
                                    null,
                                    Set.of());
                    manager.verify(
                            sent,
                            new AuthenticationParameters(
                                    server, known, List.of(bytes(key.id())), true, true));
                    return new KeptKey(
                            key.id(),
                            key.credential(),
                            key.synced(),
                            required(sent.getAuthenticatorData()).getSignCount());
                });
    }

    static String text(byte[] bytes) {
        return ENCODER.encodeToString(bytes);
    }

    private static byte[] bytes(String text) {
        return Base64.getUrlDecoder().decode(text);
    }
}
