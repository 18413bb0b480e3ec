package io.mailyard.panel;

import java.util.Locale;

/** The pages of an account besides its overview, in their order. */
enum AccountTab {
    SETTINGS("accounts"),
    USERS("users"),
    DOMAINS("domains"),
    VSENDERS("vsenders"),
    QUEUE("senders"),
    LOG("messages"),
    SUPPRESSIONS("suppressions"),
    WEBHOOKS("webhooks"),
    TOKENS("account_tokens"),
    PROVIDERS("users"),
    AUDIT("audit");

    private final String noun;

    AccountTab(String noun) {
        this.noun = noun;
    }

    /** Whose calls it makes: who may not read them does not see it. */
    String noun() {
        return noun;
    }

    /** As in addresses and keys of words. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
