package io.mailyard.providers;

/** A provider that speaks OpenID Connect, as the client needs it. */
public interface OidcPeer extends Provider {
    /** What its button says. */
    default String title() {
        return get(OidcFields.TITLE).isEmpty() ? name() : get(OidcFields.TITLE);
    }

    /** Its issuer identifier. */
    default String issuer() {
        return get(OidcFields.ISSUER);
    }

    /** What this server is called there. */
    default String clientId() {
        return get(OidcFields.CLIENT_ID);
    }

    /** What is asked for. */
    default String scopes() {
        return get(OidcFields.SCOPES);
    }

    /** The claim that is a login here. */
    default String loginClaim() {
        return get(OidcFields.LOGIN_CLAIM);
    }

    /** The claim whose values decide who may come in, and as what. */
    String groupsClaim();

    /** The roles that values of that claim give. */
    RoleMap roles();

    /** Whose requests share a limit: those of one owner. */
    default String share() {
        return key();
    }
}
