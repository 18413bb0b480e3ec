package io.mailyard.providers;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.openid.connect.sdk.AuthenticationErrorResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.Prompt;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.mailyard.mime.OneLine;
import io.mailyard.outbound.OutboundAnswer;
import io.mailyard.providers.ProviderFault.ProviderFaultKind;
import io.mailyard.wire.UnreadableBody;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Signs people in by OpenID Connect: the authorization code flow with PKCE (S256), state and nonce.
 */
public final class OidcClient implements AutoCloseable {
    /** Maximum age of the sign-in of somebody who was to sign in again. */
    private static final Duration AGAIN_WITHIN = Duration.ofMinutes(5);

    /**
     * Each has 512 KB of documents at most, and one place however often it is changed: nobody takes
     * the places of others. Beyond that, what is used least is asked for again.
     */
    private static final int MOST_KNOWN = 100;

    /** Used ones are remembered as long as they could come again. */
    private static final int MOST_USED = 10_000;

    private static final int MAX_SHOWN = 200;
    private static final Pattern SUBJECT = Pattern.compile("[ -~]{1,255}");

    private final ProviderHttp http;
    private final RequestShares shares;
    private final InstantSource clock;
    private final Cache<String, OidcState> known =
            Caffeine.newBuilder().maximumSize(MOST_KNOWN).build();
    private final Cache<String, Boolean> used =
            Caffeine.newBuilder()
                    .maximumSize(MOST_USED)
                    .expireAfterWrite(OidcFlow.LASTS.plusMinutes(1))
                    .build();

    /** Of one account's providers: one that is slow holds no more than this. */
    static final int OF_AN_ACCOUNT = 4;

    /** Of all accounts': more wait for nothing but providers that are slow. */
    private static final int OF_ALL_ACCOUNTS = 64;

    private OidcClient(ProviderConfig config, RequestShares shares, InstantSource clock) {
        this.http = new ProviderHttp(config);
        this.shares = shares;
        this.clock = clock;
    }

    /** For the platform's providers, each with a share of its own. */
    public static OidcClient ofAdministrators(ProviderConfig config, InstantSource clock) {
        return new OidcClient(
                config,
                new RequestShares(
                        "", OidcState.MOST_AT_ONCE, OidcState.MOST_AT_ONCE * ProviderKind.MOST),
                clock);
    }

    /** For those of accounts, where an account has one share for all of its own. */
    public static OidcClient ofAccounts(ProviderConfig config, InstantSource clock) {
        return new OidcClient(config, new RequestShares("", OF_AN_ACCOUNT, OF_ALL_ACCOUNTS), clock);
    }

    /** Sign-ins that may be under way with the providers of one share. */
    int places() {
        return shares.mostOfOne();
    }

    private <T> T asked(OidcPeer provider, OidcState state, OidcState.OidcWork<T> work)
            throws ProviderFault {
        return shares.within(provider.share(), () -> state.oneOfFew(work));
    }

    private OidcState state(OidcPeer provider) {
        return known.asMap()
                .compute(
                        provider.key(),
                        (_, state) ->
                                state != null && state.isOf(provider)
                                        ? state
                                        : new OidcState(provider, http, clock));
    }

    /** Facts that a provider states about itself. */
    record Tried(
            String authorizationEndpoint, String tokenEndpoint, int keys, boolean saysIssuer) {}

    /** Reads the discovery document and the keys, whatever is known already. */
    Tried tried(OidcPeer provider) throws ProviderFault {
        OidcState fresh = new OidcState(provider, http, clock);
        return asked(
                provider,
                fresh,
                () -> {
                    OIDCProviderMetadata document = fresh.document();
                    return new Tried(
                            document.getAuthorizationEndpointURI().toString(),
                            document.getTokenEndpointURI().toString(),
                            fresh.keys(false).size(),
                            document.supportsAuthorizationResponseIssuerParam());
                });
    }

    /** Where the browser goes to sign in. */
    public URI begin(OidcPeer provider, OidcFlow flow, String callback) throws ProviderFault {
        OidcState state = state(provider);
        OIDCProviderMetadata document = asked(provider, state, state::document);
        AuthenticationRequest.Builder request =
                new AuthenticationRequest.Builder(
                                ResponseType.CODE,
                                Scope.parse(provider.scopes()),
                                new ClientID(provider.clientId()),
                                URI.create(callback))
                        .endpointURI(document.getAuthorizationEndpointURI())
                        .state(new State(flow.state()))
                        .nonce(new Nonce(flow.nonce()))
                        .codeChallenge(new CodeVerifier(flow.verifier()), CodeChallengeMethod.S256);
        if (flow.again()) {
            request.prompt(Prompt.Type.LOGIN).maxAge(0);
        }
        return request.build().toURI();
    }

    /**
     * Ends a sign-in: takes the code of the way back, and asks the provider who it is.
     *
     * @param sent the parameters of the address that the provider sent the browser back to
     */
    public ProvidedIdentity finish(
            OidcPeer provider, OidcFlow flow, Map<String, String> sent, String callback)
            throws ProviderFault {
        if (!flow.provider().equals(provider.key())
                || !flow.state().equals(sent.get("state"))
                || used.getIfPresent(flow.state()) != null) {
            throw new ProviderFault(
                    ProviderFaultKind.EXPIRED, "not begun in this browser, or ended already");
        }
        OidcState state = state(provider);
        return asked(
                provider,
                state,
                () -> {
                    OIDCProviderMetadata document = state.document();
                    AuthorizationCode code = code(provider, document, sent, callback);
                    OIDCTokenResponse tokens = exchange(provider, document, flow, code, callback);
                    IDTokenClaimsSet token =
                            OidcTokens.checked(
                                    tokens.getOIDCTokens().getIDToken(),
                                    provider,
                                    state::keys,
                                    flow.nonce());
                    if (flow.again()) {
                        mustBeRecent(token);
                    }
                    String subject = token.getSubject().getValue();
                    mustBeFit(subject);
                    OidcClaims claims = claims(provider, document, token, tokens);
                    // only now: made-up sign-ins take no place among those that are remembered
                    if (used.asMap().putIfAbsent(flow.state(), true) != null) {
                        throw new ProviderFault(ProviderFaultKind.EXPIRED, "ended already");
                    }
                    return claims.identity(provider, subject);
                });
    }

    /**
     * Whom a provider has logged out, by a token that it sends from server to server.
     *
     * @param token as it was sent
     * @return the subject; empty where the token is about one session alone
     */
    public Optional<String> loggedOut(OidcPeer provider, String token) throws ProviderFault {
        JWT parsed;
        try {
            parsed = JWTParser.parse(token);
        } catch (java.text.ParseException unfit) {
            throw new ProviderFault(ProviderFaultKind.UNTRUSTED, "its logout token is unfit");
        }
        OidcState state = state(provider);
        return asked(provider, state, () -> OidcTokens.loggedOut(parsed, provider, state::keys));
    }

    /** As OpenID Connect Core says, section 2: 255 characters of ASCII. */
    private static void mustBeFit(String subject) throws ProviderFault {
        if (!SUBJECT.matcher(subject).matches()) {
            throw new ProviderFault(
                    ProviderFaultKind.UNTRUSTED,
                    "its name of the person is unfit (sub): 1 to 255 visible ASCII");
        }
    }

    private static AuthorizationCode code(
            OidcPeer provider,
            OIDCProviderMetadata document,
            Map<String, String> sent,
            String callback)
            throws ProviderFault {
        String issuer = sent.get("iss");
        if (issuer == null
                ? document.supportsAuthorizationResponseIssuerParam()
                : !issuer.equals(provider.issuer())) {
            throw new ProviderFault(
                    ProviderFaultKind.UNTRUSTED,
                    "the answer is of another issuer than the one asked (iss)");
        }
        Map<String, List<String>> params = new LinkedHashMap<>();
        sent.forEach((name, value) -> params.put(name, List.of(value)));
        try {
            AuthenticationResponse response =
                    AuthenticationResponseParser.parse(URI.create(callback), params);
            if (response instanceof AuthenticationErrorResponse refused) {
                throw new ProviderFault(
                        ProviderFaultKind.DENIED,
                        OneLine.of(String.valueOf(refused.getErrorObject().getCode()), MAX_SHOWN));
            }
            AuthorizationCode code = response.toSuccessResponse().getAuthorizationCode();
            if (code == null) {
                throw new ProviderFault(ProviderFaultKind.UNTRUSTED, "it gave no code");
            }
            return code;
        } catch (ParseException | IllegalArgumentException unfit) {
            throw new ProviderFault(
                    ProviderFaultKind.UNTRUSTED, "its answer is unfit: " + unfit.getMessage());
        }
    }

    private OIDCTokenResponse exchange(
            OidcPeer provider,
            OIDCProviderMetadata document,
            OidcFlow flow,
            AuthorizationCode code,
            String callback)
            throws ProviderFault {
        AuthorizationCodeGrant grant =
                new AuthorizationCodeGrant(
                        code, URI.create(callback), new CodeVerifier(flow.verifier()));
        HTTPRequest request = request(provider, document, grant).toHTTPRequest();
        OutboundAnswer.Got answer =
                http.post(
                        provider.share(),
                        document.getTokenEndpointURI().toString(),
                        Optional.ofNullable(request.getAuthorization()).orElse(""),
                        request.getBody());
        try {
            HTTPResponse response = new HTTPResponse(answer.status());
            response.setContentType("application/json");
            response.setBody(answer.text());
            TokenResponse parsed = OIDCTokenResponseParser.parse(response);
            if (parsed instanceof OIDCTokenResponse tokens) {
                return tokens;
            }
            String error = parsed.toErrorResponse().getErrorObject().getCode();
            throw error == null
                    ? new ProviderFault(
                            ProviderFaultKind.UNTRUSTED,
                            "it answers the code with HTTP " + answer.status())
                    : new ProviderFault(
                            ProviderFaultKind.DENIED,
                            "it refuses the code: " + OneLine.of(error, MAX_SHOWN));
        } catch (ParseException | IllegalArgumentException unfit) {
            throw new ProviderFault(
                    answer.status() >= 500 ? ProviderFaultKind.AWAY : ProviderFaultKind.UNTRUSTED,
                    "its answer to the code is unfit: "
                            + OneLine.of(String.valueOf(unfit.getMessage()), MAX_SHOWN));
        }
    }

    private static TokenRequest request(
            OidcPeer provider, OIDCProviderMetadata document, AuthorizationCodeGrant grant) {
        URI endpoint = document.getTokenEndpointURI();
        ClientID client = new ClientID(provider.clientId());
        if (provider.secret().isEmpty()) {
            return new TokenRequest.Builder(endpoint, client, grant).build();
        }
        Secret secret = new Secret(provider.secret());
        List<ClientAuthenticationMethod> methods = document.getTokenEndpointAuthMethods();
        boolean inForm =
                methods != null
                        && methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST)
                        && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
        return new TokenRequest.Builder(
                        endpoint,
                        inForm
                                ? new ClientSecretPost(client, secret)
                                : new ClientSecretBasic(client, secret),
                        grant)
                .build();
    }

    private void mustBeRecent(IDTokenClaimsSet token) throws ProviderFault {
        Instant at =
                token.getAuthenticationTime() == null
                        ? Instant.MIN
                        : token.getAuthenticationTime().toInstant();
        if (at.isBefore(clock.instant().minus(AGAIN_WITHIN))) {
            throw new ProviderFault(
                    ProviderFaultKind.UNTRUSTED,
                    "it did not ask for the password again (auth_time)");
        }
    }

    /** Of the ID token; where that has no roles, also of what the provider tells besides. */
    private OidcClaims claims(
            OidcPeer provider,
            OIDCProviderMetadata document,
            IDTokenClaimsSet token,
            OIDCTokenResponse tokens)
            throws ProviderFault {
        OidcClaims claims = read(token.toJSONString());
        AccessToken access = tokens.getOIDCTokens().getAccessToken();
        if (claims.has(provider.groupsClaim())
                || document.getUserInfoEndpointURI() == null
                || access == null) {
            return claims;
        }
        OutboundAnswer.Got answer =
                http.get(
                        provider.share(),
                        document.getUserInfoEndpointURI().toString(),
                        access.toAuthorizationHeader());
        if (answer.status() != 200 || !answer.type().contains("json")) {
            return claims;
        }
        OidcClaims more = read(answer.text());
        if (!more.text("sub").equals(token.getSubject().getValue())) {
            throw new ProviderFault(
                    ProviderFaultKind.UNTRUSTED, "what it tells is of another person (sub)");
        }
        return claims.and(more);
    }

    private static OidcClaims read(String json) throws ProviderFault {
        try {
            return OidcClaims.of(json);
        } catch (UnreadableBody unfit) {
            throw new ProviderFault(
                    ProviderFaultKind.UNTRUSTED,
                    "what it tells of the person is unfit: "
                            + OneLine.of(String.valueOf(unfit.getMessage()), MAX_SHOWN));
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
