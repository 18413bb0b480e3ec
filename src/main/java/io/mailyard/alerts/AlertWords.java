package io.mailyard.alerts;

import io.mailyard.templates.Language;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/** The texts of alerts in one language. */
interface AlertWords {
    /** The texts of a language. */
    static AlertWords of(Language language) {
        return switch (language) {
            case RU -> RussianAlertWords.INSTANCE;
            case EN -> EnglishAlertWords.INSTANCE;
        };
    }

    /** Labels that every alert has. */
    record AlertLabels(
            String greeting,
            String action,
            String linkHint,
            String details,
            String account,
            String login,
            String time,
            String footer,
            String platformAction,
            String platformDetails) {}

    AlertLabels labels();

    /**
     * @param title the account's, fit for a sentence
     * @param several whether it is about more than one event
     */
    String subject(AlertTopic topic, String title, boolean several);

    /** A sentence that says what happened. */
    String sentence(AlertEvent event, AlertThreshold threshold, ZoneId zone);

    /** Says how many events are not named. */
    String more(int count);

    /** Says what can be done; may be empty. */
    List<String> advice(AlertTopic topic);

    /**
     * Returns the name of a member of {@code alerts} on the user's profile.
     *
     * @param flag a member
     */
    String flagName(String flag);

    /** Says why the user gets the mail and how to end it; an address follows. */
    String why(String flag, String login);

    /** Says why an administrator gets the mail and how to end it. */
    String whyPlatform();

    /** Says that it is a sample. */
    String sample();

    /**
     * Time and limit by which a rate is measured.
     *
     * @param window the time in which it was counted
     * @param limit percent, or of a thousand for complaints
     */
    record AlertThreshold(Duration window, int limit) {}
}
