package io.mailyard.providers;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.Subject;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.AuthorizedParty;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.LogoutTokenValidator;
import io.mailyard.mime.OneLine;
import io.mailyard.providers.ProviderFault.ProviderFaultKind;
import java.util.Optional;
import java.util.Set;

/** Checks ID tokens: signature, issuer, audience, times and nonce. */
final class OidcTokens {
    /**
     * By keys of which the provider alone has the private half. Neither {@code none}, nor HS256,
     * whose key is the client's secret.
     */
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(
                    JWSAlgorithm.RS256,
                    JWSAlgorithm.RS384,
                    JWSAlgorithm.RS512,
                    JWSAlgorithm.PS256,
                    JWSAlgorithm.PS384,
                    JWSAlgorithm.PS512,
                    JWSAlgorithm.ES256,
                    JWSAlgorithm.ES384,
                    JWSAlgorithm.ES512);

    private static final int MAX_SHOWN = 200;

    private OidcTokens() {}

    /** The keys that a provider has now; {@code afresh} where those known do not fit. */
    @FunctionalInterface
    interface ProviderKeys {
        JWKSet get(boolean afresh) throws ProviderFault;
    }

    static IDTokenClaimsSet checked(JWT token, OidcPeer provider, ProviderKeys keys, String nonce)
            throws ProviderFault {
        return signed(token, keys, (signed, known) -> checked(signed, provider, known, nonce));
    }

    /**
     * Whom a logout token is about (OpenID Connect Back-Channel Logout 1.0); empty: one session.
     */
    static Optional<String> loggedOut(JWT token, OidcPeer provider, ProviderKeys keys)
            throws ProviderFault {
        return signed(
                token,
                keys,
                (signed, known) ->
                        Optional.ofNullable(
                                        new LogoutTokenValidator(
                                                        new Issuer(provider.issuer()),
                                                        new ClientID(provider.clientId()),
                                                        signed.getHeader().getAlgorithm(),
                                                        known)
                                                .validate(signed)
                                                .getSubject())
                                .map(Subject::getValue));
    }

    /** A check by the keys of a provider. */
    private interface OidcTokenCheck<T> {
        T by(SignedJWT token, JWKSet keys) throws BadJOSEException, JOSEException, ParseException;
    }

    private static <T> T signed(JWT token, ProviderKeys keys, OidcTokenCheck<T> check)
            throws ProviderFault {
        if (!(token instanceof SignedJWT signed)
                || !ALGORITHMS.contains(signed.getHeader().getAlgorithm())) {
            throw new ProviderFault(
                    ProviderFaultKind.UNTRUSTED,
                    "its token is not signed by a key of its own: "
                            + token.getHeader().getAlgorithm());
        }
        try {
            try {
                return check.by(signed, keys.get(false));
            } catch (BadJWTException untrue) {
                throw untrue;
            } catch (BadJOSEException maybeRotated) {
                return check.by(signed, keys.get(true));
            }
        } catch (BadJOSEException | JOSEException | ParseException untrue) {
            throw new ProviderFault(
                    ProviderFaultKind.UNTRUSTED,
                    "its token is refused: "
                            + OneLine.of(String.valueOf(untrue.getMessage()), MAX_SHOWN));
        }
    }

    private static IDTokenClaimsSet checked(
            SignedJWT token, OidcPeer provider, JWKSet keys, String nonce)
            throws BadJOSEException, JOSEException, ParseException {
        IDTokenClaimsSet claims =
                new IDTokenValidator(
                                new Issuer(provider.issuer()),
                                new ClientID(provider.clientId()),
                                token.getHeader().getAlgorithm(),
                                keys)
                        .validate(token, new Nonce(nonce));
        AuthorizedParty party = claims.getAuthorizedParty();
        boolean isOurs =
                party == null
                        ? claims.getAudience().size() == 1
                        : party.getValue().equals(provider.clientId());
        if (!isOurs) {
            throw new BadJWTException("it was made for another client (azp)");
        }
        return claims;
    }
}
