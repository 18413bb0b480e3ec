package io.mailyard.alerts;

import io.mailyard.accounts.Account;
import io.mailyard.alerts.AlertWords.AlertLabels;
import io.mailyard.alerts.AlertWords.AlertThreshold;
import io.mailyard.notices.MailLayout;
import io.mailyard.notices.MailLayout.Fact;
import io.mailyard.notices.MailRenderer;
import io.mailyard.notices.MailRenderer.MailTarget;
import io.mailyard.notices.MailText;
import io.mailyard.notices.Notice;
import io.mailyard.notices.TimeText;
import io.mailyard.users.AlertRecipients.AlertRecipient;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Composes the mail of an alert. */
final class AlertLetter {
    /** Beginning of the kind of its notice. */
    static final String KIND = "alert.";

    /** Kind of the notice of a sample. */
    static final String SAMPLE = "alert.test";

    /** Maximum length of a title or login within a sentence. */
    private static final int MAX_NAME = 100;

    /** Events that are named; the others are counted. */
    private static final int MOST_NAMED = 10;

    private final MailRenderer renderer;
    private final AlertsConfig config;
    private final MailLinks links;

    AlertLetter(MailRenderer renderer, AlertsConfig config, MailLinks links) {
        this.renderer = renderer;
        this.config = config;
        this.links = links;
    }

    /**
     * Composes an alert; slow enough to be done outside a transaction.
     *
     * @param events of one topic and of the account, at least one
     * @throws IllegalArgumentException if mail cannot be sent to the address
     */
    Notice compose(Account account, AlertRecipient recipient, List<AlertEvent> events) {
        AlertTopic topic = events.getFirst().topic();
        return letter(account, recipient, events, KIND + topic.word(), List.of());
    }

    /**
     * Composes an alert for an administrator of the platform, with times in UTC.
     *
     * @param address one of {@code alerts.platform-addresses}
     */
    Notice platform(String address, List<AlertEvent> events) {
        AlertWords words = AlertWords.of(config.platformLanguage());
        AlertLabels labels = words.labels();
        AlertTopic topic = AlertTopic.PLATFORM;
        return renderer.letter(
                new MailTarget(KIND + topic.word(), null, null, address),
                new MailLayout(
                        config.platformLanguage(),
                        words.subject(topic, links.host(), false),
                        labels.greeting(),
                        opening(words, events, ZoneOffset.UTC, List.of()),
                        labels.platformAction(),
                        links.of(topic),
                        labels.linkHint(),
                        List.of(),
                        labels.platformDetails(),
                        List.of(new Fact("Mailyard", links.publicUrl())),
                        List.of(words.whyPlatform()),
                        labels.footer()));
    }

    private List<String> opening(
            AlertWords words, List<AlertEvent> events, ZoneId zone, List<String> first) {
        List<String> opening = new ArrayList<>(first);
        events.stream()
                .limit(MOST_NAMED)
                .map(event -> words.sentence(event, threshold(event.topic()), zone))
                .forEach(opening::add);
        if (events.size() > MOST_NAMED) {
            opening.add(words.more(events.size() - MOST_NAMED));
        }
        return opening;
    }

    /** Composes a sample of an alert. */
    Notice sample(Account account, AlertRecipient recipient, AlertEvent event) {
        AlertWords words = AlertWords.of(recipient.language());
        return letter(account, recipient, List.of(event), SAMPLE, List.of(words.sample()));
    }

    private Notice letter(
            Account account,
            AlertRecipient recipient,
            List<AlertEvent> events,
            String kind,
            List<String> first) {
        AlertWords words = AlertWords.of(recipient.language());
        AlertTopic topic = events.getFirst().topic();
        ZoneId zone = recipient.timezone().orElse(account.timezone());
        AlertLabels labels = words.labels();
        String login = MailText.line(recipient.login(), MAX_NAME);
        String title = MailText.line(account.title(), MAX_NAME);
        return renderer.letter(
                new MailTarget(kind, account.id(), recipient.user(), recipient.address()),
                new MailLayout(
                        recipient.language(),
                        words.subject(topic, title, events.size() > 1),
                        labels.greeting(),
                        opening(words, events, zone, first),
                        labels.action(),
                        links.of(topic),
                        labels.linkHint(),
                        words.advice(topic),
                        labels.details(),
                        facts(account, recipient, labels, login, title, events.getLast()),
                        List.of(
                                words.why(topic.flag(), login + "@" + account.name()),
                                links.profile()),
                        labels.footer()));
    }

    private static List<Fact> facts(
            Account account,
            AlertRecipient recipient,
            AlertLabels labels,
            String login,
            String title,
            AlertEvent last) {
        return List.of(
                new Fact(labels.account(), title + " (" + account.name() + ")"),
                new Fact(labels.login(), login + "@" + account.name()),
                new Fact(
                        labels.time(),
                        TimeText.shown(
                                last.at(),
                                recipient.timezone().orElse(account.timezone()),
                                recipient.language())));
    }

    private AlertThreshold threshold(AlertTopic topic) {
        int limit =
                switch (topic) {
                    case COMPLAINTS -> config.complaints();
                    case HARD_BOUNCES -> config.hardBounces();
                    case SOFT_BOUNCES -> config.softBounces();
                    default -> 0;
                };
        return new AlertThreshold(config.window(), limit);
    }
}
