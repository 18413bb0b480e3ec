package io.mailyard.providers;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.mailyard.mime.OneLine;
import io.mailyard.outbound.OutboundAnswer;
import io.mailyard.providers.ProviderFault.ProviderFaultKind;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Knowledge about one provider: its discovery document and its keys, each read now and then. */
final class OidcState {
    /** Sign-ins that are under way with it; each holds a thread that waits, and no more. */
    static final int MOST_AT_ONCE = 8;

    private static final Duration DOCUMENT_LASTS = Duration.ofHours(1);
    private static final Duration KEYS_LAST = Duration.ofHours(1);

    /** A token with a key that nobody knows makes no more requests than this. */
    static final Duration KEYS_AFRESH = Duration.ofSeconds(30);

    /** One that is away is asked again after this. */
    private static final Duration AWAY = Duration.ofSeconds(5);

    private static final int MAX_SHOWN = 200;

    private final OidcPeer provider;
    private final String issuer;
    private final ProviderHttp http;
    private final InstantSource clock;
    private final Semaphore slots = new Semaphore(MOST_AT_ONCE);
    private @Nullable OIDCProviderMetadata document;
    private @Nullable JWKSet keys;
    private @Nullable ProviderFault away;
    private Instant documentAt = Instant.MIN;
    private Instant keysAt = Instant.MIN;
    private Instant awayAt = Instant.MIN;

    OidcState(OidcPeer provider, ProviderHttp http, InstantSource clock) {
        this.provider = provider;
        this.issuer = provider.issuer();
        this.http = http;
        this.clock = clock;
    }

    /** Whether it is known of a provider as that is now. */
    boolean isOf(OidcPeer now) {
        return provider.get(ProviderKind.UPDATED_AT).equals(now.get(ProviderKind.UPDATED_AT));
    }

    /** Work that is done with a provider. */
    @FunctionalInterface
    interface OidcWork<T> {
        T run() throws ProviderFault;
    }

    /** Does it, unless too many do. */
    <T> T oneOfFew(OidcWork<T> work) throws ProviderFault {
        if (!slots.tryAcquire()) {
            throw new ProviderFault(
                    ProviderFaultKind.BUSY,
                    MOST_AT_ONCE + " sign-ins with it are under way already");
        }
        try {
            return work.run();
        } finally {
            slots.release();
        }
    }

    /** Its discovery document, of the last hour. */
    synchronized OIDCProviderMetadata document() throws ProviderFault {
        Instant now = clock.instant();
        OIDCProviderMetadata known = document;
        if (known != null && now.isBefore(documentAt.plus(DOCUMENT_LASTS))) {
            return known;
        }
        ProviderFault before = away;
        if (before != null && now.isBefore(awayAt.plus(AWAY))) {
            throw before;
        }
        try {
            OIDCProviderMetadata read = read();
            document = read;
            documentAt = now;
            away = null;
            return read;
        } catch (ProviderFault fault) {
            away = fault;
            awayAt = clock.instant();
            throw fault;
        }
    }

    private OIDCProviderMetadata read() throws ProviderFault {
        String address =
                (issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer)
                        + "/.well-known/openid-configuration";
        OIDCProviderMetadata read;
        try {
            read = OIDCProviderMetadata.parse(body(http.get(provider.share(), address)));
        } catch (ParseException | IllegalArgumentException unfit) {
            throw new ProviderFault(
                    ProviderFaultKind.UNTRUSTED,
                    "its discovery document is unfit: "
                            + OneLine.of(String.valueOf(unfit.getMessage()), MAX_SHOWN));
        }
        if (!read.getIssuer().getValue().equals(issuer)) {
            throw new ProviderFault(
                    ProviderFaultKind.UNTRUSTED,
                    "its discovery document is of the issuer "
                            + OneLine.of(read.getIssuer().getValue(), MAX_SHOWN));
        }
        for (URI endpoint :
                new URI[] {
                    read.getAuthorizationEndpointURI(),
                    read.getTokenEndpointURI(),
                    read.getJWKSetURI()
                }) {
            if (endpoint == null) {
                throw new ProviderFault(
                        ProviderFaultKind.UNTRUSTED,
                        "its discovery document lacks an endpoint: authorization, token and keys"
                                + " are needed");
            }
            http.allowed(endpoint.toString());
        }
        return read;
    }

    private static String body(OutboundAnswer.Got answer) throws ProviderFault {
        if (answer.status() != 200) {
            throw new ProviderFault(ProviderFaultKind.AWAY, "it answers HTTP " + answer.status());
        }
        return answer.text();
    }

    /**
     * Its keys.
     *
     * @param afresh whether those known do not fit; they are not asked for too often, though
     */
    synchronized JWKSet keys(boolean afresh) throws ProviderFault {
        Instant now = clock.instant();
        JWKSet known = keys;
        Duration lasts = afresh ? KEYS_AFRESH : KEYS_LAST;
        if (known != null && now.isBefore(keysAt.plus(lasts))) {
            return known;
        }
        try {
            JWKSet read =
                    JWKSet.parse(
                            body(http.get(provider.share(), document().getJWKSetURI().toString())));
            keys = read;
            keysAt = now;
            return read;
        } catch (java.text.ParseException | IllegalArgumentException unfit) {
            throw new ProviderFault(
                    ProviderFaultKind.UNTRUSTED,
                    "its keys are unfit: "
                            + OneLine.of(String.valueOf(unfit.getMessage()), MAX_SHOWN));
        }
    }
}
