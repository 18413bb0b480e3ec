package io.mailyard.alerts;

import io.mailyard.base.CountText;
import io.mailyard.notices.MailText;
import io.mailyard.notices.TimeText;
import io.mailyard.templates.Language;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Alerts in English. */
final class EnglishAlertWords implements AlertWords {
    static final AlertWords INSTANCE = new EnglishAlertWords();

    /** Maximum length of a reason or an address within a sentence. */
    private static final int LONG = 500;

    private EnglishAlertWords() {}

    @Override
    public AlertLabels labels() {
        return new AlertLabels(
                "Hello,",
                "Open the account",
                "If the button does not work, copy this address into your browser:",
                "Which account",
                "Account",
                "Login",
                "Time",
                "This mail was sent automatically; replies to it are not read.",
                "Open the health page",
                "Which platform");
    }

    @Override
    public String subject(AlertTopic topic, String title, boolean several) {
        String account = "“" + title + "”";
        return switch (topic) {
            case LIMIT_NEAR -> "Account " + account + " has nearly reached a limit of its tariff";
            case LIMIT_REACHED -> "Account " + account + " has reached a limit of its tariff";
            case ACCOUNT_FROZEN -> "Account " + account + " is frozen";
            case ACCOUNT_UNFROZEN -> "Account " + account + " is no longer frozen";
            case DOMAIN ->
                    (several ? "Domains" : "A domain")
                            + " of account "
                            + account
                            + " need"
                            + (several ? "" : "s")
                            + " attention";
            case WEBHOOK ->
                    (several ? "Webhooks" : "A webhook")
                            + " of account "
                            + account
                            + (several ? " do not work" : " does not work");
            case COMPLAINTS -> "Many complaints about mail of account " + account;
            case HARD_BOUNCES -> "Many hard bounces of mail of account " + account;
            case SOFT_BOUNCES -> "Many soft bounces of mail of account " + account;
            case PLATFORM -> "Mailyard at " + title + " needs attention";
        };
    }

    @Override
    public String sentence(AlertEvent event, AlertThreshold threshold, ZoneId zone) {
        return switch (event.topic()) {
            case LIMIT_NEAR, LIMIT_REACHED -> limit(event);
            case ACCOUNT_FROZEN -> frozen(event, zone);
            case ACCOUNT_UNFROZEN ->
                    "The account was unfrozen on "
                            + time(event.at(), zone)
                            + ": its mail goes out again.";
            case DOMAIN -> domain(event);
            case WEBHOOK -> webhook(event, zone);
            case COMPLAINTS ->
                    CountText.of(event.amount(), "complaint")
                            + " about "
                            + event.whole()
                            + " delivered "
                            + within(threshold)
                            + ": more than "
                            + threshold.limit()
                            + " of a thousand.";
            case HARD_BOUNCES -> rate(event, threshold, "do not exist (hard bounces)");
            case PLATFORM -> PlatformWords.english(event, time(event.at(), zone));
            case SOFT_BOUNCES ->
                    rate(event, threshold, "were refused or could not be reached (soft bounces)");
        };
    }

    private static String limit(AlertEvent event) {
        String limit =
                event.whole() + " recipients a " + event.subject() + " that the tariff allows";
        String first = event.amount() + " of the " + limit + " are used (" + event.note() + ").";
        return event.topic() == AlertTopic.LIMIT_REACHED
                ? first
                        + " What more is sent may be refused until the "
                        + event.subject()
                        + " ends."
                : first;
    }

    private static String frozen(AlertEvent event, ZoneId zone) {
        List<String> words = new ArrayList<>();
        words.add(
                "The account has been frozen since "
                        + time(event.at(), zone)
                        + ": its mail waits and is not lost.");
        if (!event.note().isEmpty()) {
            words.add("Reason: " + MailText.line(event.note(), LONG));
        }
        if (event.whole() > 0) {
            words.add(
                    "It ends by itself on "
                            + time(Instant.ofEpochMilli(event.whole()), zone)
                            + ".");
        }
        if (!event.subject().isEmpty()) {
            words.add("To pay: " + MailText.line(event.subject(), LONG));
        }
        return String.join(" ", words);
    }

    private static String domain(AlertEvent event) {
        String domain = event.subject();
        return switch (event.note()) {
            case "warning" ->
                    domain
                            + ": the daily check no longer finds the proof of the domain in DNS."
                            + " Unless it comes back within 72 hours, the domain is no longer"
                            + " verified.";
            case "pending" -> domain + " is no longer verified: mail from it may go out unsigned.";
            case "unsigned" ->
                    "Mail from "
                            + domain
                            + " goes out without a DKIM signature: no active key of the domain may"
                            + " sign for the account. Add the domain and publish its records.";
            case "shared" ->
                    "Mail from "
                            + domain
                            + " is no longer signed: another account can send by the same sender,"
                            + " and nobody has proved "
                            + domain
                            + ". Add the domain and prove it.";
            case "lost" -> domain + ": another account has proved that the domain is its own.";
            default -> domain + ": the claim has ended, since it was not proved within 14 days.";
        };
    }

    private static String webhook(AlertEvent event, ZoneId zone) {
        String which = "The webhook " + event.amount() + " at " + event.subject();
        return event.note().equals("off")
                ? which + " answered that it is gone (410), and is switched off."
                : which + " has failed since " + time(event.at(), zone) + "; its events wait.";
    }

    private static String rate(AlertEvent event, AlertThreshold threshold, String which) {
        return String.format(
                Locale.ROOT,
                "%d of %d recipients %s %s: %.1f %%, from %d %% on you are alerted.",
                event.amount(),
                event.whole(),
                within(threshold),
                which,
                100.0 * event.amount() / event.whole(),
                threshold.limit());
    }

    private static String within(AlertThreshold threshold) {
        return "in the last " + CountText.of(threshold.window().toHours(), "hour");
    }

    private static String time(Instant at, ZoneId zone) {
        return TimeText.shown(at, zone, Language.EN);
    }

    @Override
    public String more(int count) {
        return "And " + count + " more of this kind.";
    }

    @Override
    public List<String> advice(AlertTopic topic) {
        return switch (topic) {
            case HARD_BOUNCES ->
                    List.of(
                            "Addresses that do not exist are suppressed by themselves. Find out"
                                    + " where they came from: many of them harm the delivery of"
                                    + " all your mail.");
            case COMPLAINTS ->
                    List.of(
                            "Send only to people who asked for it, and make it easy to end:"
                                    + " providers refuse mail of senders with many complaints.");
            case DOMAIN -> List.of("The page of the domain shows the records that DNS must have.");
            default -> List.of();
        };
    }

    @Override
    public String flagName(String flag) {
        return switch (flag) {
            case "limits" -> "limits of the tariff, freezes, domains and webhooks";
            case "complaints" -> "complaints pass the safe threshold";
            case "hard_bounces" -> "hard bounces pass the safe threshold";
            case "soft_bounces" -> "soft bounces pass the safe threshold";
            case "daily_reports" -> "a report every day";
            default -> "a report every week";
        };
    }

    @Override
    public String why(String flag, String login) {
        return "You get this mail because “"
                + flagName(flag)
                + "” is on for your login "
                + login
                + ". To get no more, switch it off in your profile, or ask whoever manages your"
                + " account:";
    }

    @Override
    public String whyPlatform() {
        return "You get this mail because your address is in the setting"
                + " alerts.platform-addresses of the server. What lasts is reported once a day.";
    }

    @Override
    public String sample() {
        return "This is a sample that was asked for: nothing of it has happened.";
    }
}
