package io.mailyard.providers;

/** A provider that speaks OpenID Connect, as the client needs it. */
public interface OidcPeer extends Provider {
    /** Label of its button. */
    default String title() {
        return get(OidcFields.TITLE).isEmpty() ? name() : get(OidcFields.TITLE);
    }

    /** Its issuer identifier. */
    default String issuer() {
        return get(OidcFields.ISSUER);
    }

    /** Identifier of this server there. */
    default String clientId() {
        return get(OidcFields.CLIENT_ID);
    }

    /** Scopes that are asked for. */
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
