package io.mailyard.administrators;

import java.util.Locale;

/** Why a sign-in was refused, as the audit has it; the person is not told which. */
enum SignInFault {
    UNKNOWN_LOGIN,
    WRONG_PASSWORD,
    WRONG_CODE,
    SWITCHED_OFF;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
