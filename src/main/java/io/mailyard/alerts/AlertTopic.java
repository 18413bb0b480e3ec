package io.mailyard.alerts;

import java.util.Arrays;
import java.util.List;

/** Topic of an alert, with the one of a user's six flags that turns it on (docs/alerts.md). */
public enum AlertTopic {
    /** Nine tenths of a monthly or daily limit of the tariff are used. */
    LIMIT_NEAR("limit_near", "limits"),
    /** A limit of the tariff is reached: more mail is refused or flagged. */
    LIMIT_REACHED("limit_reached", "limits"),
    ACCOUNT_FROZEN("account_frozen", "limits"),
    ACCOUNT_UNFROZEN("account_unfrozen", "limits"),
    /** A domain lacks its proof, is no longer the account's, or its mail goes out unsigned. */
    DOMAIN("domain", "limits"),
    /** A webhook has failed for some time, or is switched off. */
    WEBHOOK("webhook", "limits"),
    COMPLAINTS("complaints", "complaints"),
    HARD_BOUNCES("hard_bounces", "hard_bounces"),
    SOFT_BOUNCES("soft_bounces", "soft_bounces"),
    /** Of the platform, for the addresses of {@code alerts.platform-addresses}. */
    PLATFORM("platform", "");

    private static final List<AlertTopic> ALL = List.of(values());

    private final String word;
    private final String flag;

    AlertTopic(String word, String flag) {
        this.word = word;
        this.flag = flag;
    }

    /** The word in the store and on the wire. */
    public String word() {
        return word;
    }

    /** The member of a user's {@code alerts} that turns it on. */
    public String flag() {
        return flag;
    }

    static AlertTopic of(String word) {
        return ALL.stream().filter(topic -> topic.word.equals(word)).findFirst().orElseThrow();
    }

    /** Words of topics that users of accounts can have on. */
    static List<String> words() {
        return Arrays.stream(values())
                .filter(topic -> topic != PLATFORM)
                .map(AlertTopic::word)
                .toList();
    }
}
