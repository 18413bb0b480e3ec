package io.mailyard.signin;

import java.util.Locale;

/** Why a sign-in was refused, as the audit has it. */
enum SignInFault {
    UNKNOWN_LOGIN,
    WRONG_PASSWORD,
    WRONG_CODE,
    SWITCHED_OFF;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
