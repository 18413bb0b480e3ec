package io.mailyard.messages;

/** A period in which recipients are counted. */
enum Period {
    MONTH("messages_per_month", "a month"),
    DAY("messages_per_day", "a day"),
    HOUR("messages_per_hour", "an hour");

    private final String setting;
    private final String text;

    Period(String setting, String words) {
        this.setting = setting;
        this.text = words;
    }

    /** The tariff's member that limits it. */
    String setting() {
        return setting;
    }

    /** Text that continues a sentence: this many recipients ... */
    String text() {
        return text;
    }
}
