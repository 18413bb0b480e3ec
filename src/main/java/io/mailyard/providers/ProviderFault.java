package io.mailyard.providers;

import java.util.Locale;

/** A sign-in that a provider did not bring to its end. */
public final class ProviderFault extends Exception {
    private static final long serialVersionUID = 1;

    /** Kind of fault, as far as the person is told. */
    public enum ProviderFaultKind {
        /** It cannot be reached, or is too slow. */
        AWAY,
        /** Too many sign-ins are under way with it. */
        BUSY,
        /** The sign-in was not begun in this browser, is too old, or was used. */
        EXPIRED,
        /** The provider or the person refused. */
        DENIED,
        /** It says something that is not to be believed. */
        UNTRUSTED;

        /** As the audit and keys of texts have it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final ProviderFaultKind kind;

    ProviderFault(ProviderFaultKind kind, String detail) {
        super(detail, null, false, false);
        this.kind = kind;
    }

    /** Returns the fault of a provider that says something that is not to be believed. */
    public static ProviderFault untrusted(String detail) {
        return new ProviderFault(ProviderFaultKind.UNTRUSTED, detail);
    }

    /** Kind of fault, which decides what the person is told; the rest is in {@link #detail}. */
    public ProviderFaultKind kind() {
        return kind;
    }

    /** For the log and whoever tries a provider out; no secret is in it. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
