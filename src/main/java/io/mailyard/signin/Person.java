package io.mailyard.signin;

import io.mailyard.base.AccountId;
import io.mailyard.templates.Language;
import java.time.ZoneId;

/** Someone who signs in: an administrator, or a user of an account. */
public interface Person {
    /** Number of the person among those of its kind. */
    long number();

    /** Name that the person types to sign in, in full: {@code login} or {@code login@account}. */
    String signInName();

    /** The account whose user it is; {@link AccountId#PLATFORM}: an administrator. */
    AccountId account();

    /** Whether the person may sign in. */
    boolean active();

    /**
     * Whether one who knows the password is told that it is switched off, instead of the answer to
     * a wrong password.
     */
    boolean isToldOfSwitchOff();

    /** Whether nothing but changing the password is allowed. */
    boolean mustChangePassword();

    /** Whether sign-in asks for a code. */
    boolean hasSecondFactor();

    /** Whether nothing but adding a second factor is allowed. */
    boolean mustAddSecondFactor();

    /** Where notices of sign-ins go; empty for none. */
    String email();

    /**
     * Language of pages and mail for the person, unless the browser chose another for its pages.
     */
    Language language();

    /** The zone in which the person reads times. */
    ZoneId timezone();
}
