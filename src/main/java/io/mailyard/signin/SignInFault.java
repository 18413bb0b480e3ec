package io.mailyard.signin;

import java.util.Locale;

/** Why a sign-in was refused, as the audit has it. */
public enum SignInFault {
    UNKNOWN_LOGIN,
    WRONG_PASSWORD,
    WRONG_CODE,
    SWITCHED_OFF,
    /** The provider did not bring the sign-in to its end, or is not to be believed. */
    PROVIDER,
    /** The provider was changed, switched off or deleted while it was asked. */
    PROVIDER_CHANGED,
    /** Nothing that the provider says of the person gives a role. */
    NO_ROLE,
    /** The provider's person would have the login of someone else. */
    LOGIN_TAKEN,
    /** The provider would take the role from the last master. */
    LAST_MASTER,
    /** There are as many people as there may be. */
    TOO_MANY,
    /** The answer of a passkey is wrong, or the key is not known. */
    WRONG_PASSKEY,
    /** No user of the account has the address that the provider knows the person by. */
    NO_USER,
    /** The provider has not verified the person's address. */
    EMAIL_UNVERIFIED,
    /** The address is that of several users, or of one whom the provider knows as another. */
    EMAIL_TAKEN,
    /** Somebody else signed in where the person of a session was to do so again. */
    OTHER_PERSON;

    /** As the audit and keys of texts have it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
