package io.mailyard.messages;

/** A time in which recipients are counted. */
enum Period {
    MONTH("messages_per_month", "a month"),
    DAY("messages_per_day", "a day"),
    HOUR("messages_per_hour", "an hour");

    private final String setting;
    private final String words;

    Period(String setting, String words) {
        this.setting = setting;
        this.words = words;
    }

    /** The tariff's member that limits it. */
    String setting() {
        return setting;
    }

    /** As a sentence goes on: so many recipients ... */
    String words() {
        return words;
    }
}
