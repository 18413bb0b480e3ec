package io.mailyard.alerts;

import io.mailyard.access.AccountPrincipal;
import io.mailyard.accounts.Account;
import io.mailyard.accounts.Accounts;
import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.notices.Notice;
import io.mailyard.notices.Notices;
import io.mailyard.statistics.AccountFigures;
import io.mailyard.users.AlertRecipients;
import io.mailyard.users.AlertRecipients.AlertRecipient;
import io.mailyard.users.Login;
import io.mailyard.wire.ApiReply;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import io.mailyard.writes.Writes;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code accounts/users/alerts/test} and {@code account/alerts/test}: a sample to a user. */
final class AlertRoutes {
    /** Samples to one user in an hour: enough to look at all kinds once. */
    private static final int MOST_SAMPLES = 12;

    private static final Duration SAMPLES_IN = Duration.ofHours(1);

    private static final int SAMPLE_LIMIT = 10_000;
    private static final int SAMPLE_PART = 9_000;
    private static final int SAMPLE_RATE = 100;

    private static final Param<Long> ACCOUNT =
            Param.of("account_id", Types.id(), "The account.").required();
    private static final Param<Login> NAME =
            Param.of(
                            "name",
                            Types.text(0, 4096)
                                    .map(Login::new)
                                    .described("minLength", 1)
                                    .described("maxLength", Login.MAX_CHARS),
                            "The user's login.")
                    .required();
    private static final Param<String> KIND =
            Param.of(
                            "kind",
                            Types.oneOf(kinds().toArray(new String[0])),
                            "A member of the user's alerts, or a topic that limits turns on.")
                    .required();

    private static final ObjectSchema SAMPLE =
            ObjectSchema.of("AlertSample", "A sample of an alert or a report.")
                    .text("recipient", "Where it goes: the user's notify_email.")
                    .text("lang", "The user's language, RU or EN.")
                    .text("subject", "The subject.")
                    .text("text", "The plain text.")
                    .text("html", "The HTML.");

    private final Accounts accounts;
    private final Notices notices;
    private final AccountFigures figures;
    private final AlertLetter alerts;
    private final ReportLetter reports;
    private final Writes writes;

    AlertRoutes(
            Accounts accounts,
            Notices notices,
            AccountFigures figures,
            AlertLetter alerts,
            ReportLetter reports,
            Writes writes) {
        this.accounts = accounts;
        this.notices = notices;
        this.figures = figures;
        this.alerts = alerts;
        this.reports = reports;
        this.writes = writes;
    }

    private static List<String> kinds() {
        return Stream.of(
                        Stream.of("limits"),
                        AlertTopic.words().stream(),
                        Arrays.stream(ReportKind.values()).map(ReportKind::flag))
                .flatMap(words -> words)
                .toList();
    }

    List<Route> routes() {
        String says =
                "Mails a user a sample of an alert or report, whether it is on or not; a dry run"
                        + " answers its text and mails nothing.";
        return List.of(
                declared(
                        Route.write(
                                        "/api/v1.1/admin/accounts/users/alerts/test",
                                        "users",
                                        says,
                                        call ->
                                                test(
                                                        call,
                                                        new AccountId(call.params().get(ACCOUNT))),
                                        ACCOUNT,
                                        NAME,
                                        KIND)
                                .on(ACCOUNT)),
                declared(
                        Route.write(
                                        "/api/v1.1/account/alerts/test",
                                        "account",
                                        says,
                                        call ->
                                                test(
                                                        call,
                                                        call.noted(AccountPrincipal.class)
                                                                .account()),
                                        NAME,
                                        KIND)
                                .own()));
    }

    private static Route declared(Route route) {
        return route.answers(ReplySchema.one(SAMPLE))
                .refuses(ErrorCode.NOT_FOUND, "The account has no such user.")
                .refuses(
                        ErrorCode.TOO_MANY_REQUESTS,
                        "The user got " + MOST_SAMPLES + " samples within an hour.");
    }

    private ApiReply test(Call call, AccountId id) {
        return writes.answer(
                call,
                change -> {
                    Account account = accounts.existing(change.tx(), id);
                    if (!account.active()) {
                        throw ApiException.forbidden(
                                "account "
                                        + id.value()
                                        + " is switched off: no mail goes to its users");
                    }
                    AlertRecipient recipient =
                            AlertRecipients.named(change.tx(), id, call.params().get(NAME));
                    if (recipient.address().isEmpty()) {
                        throw ApiException.conflict(
                                "user '"
                                        + recipient.login()
                                        + "' has no notify_email: alerts and reports go nowhere");
                    }
                    Notice mail = sample(change, account, recipient, call.params().get(KIND));
                    send(change, recipient, mail, call.params().get(KIND));
                    return ApiReply.one(out ->
                            out.text("recipient", mail.recipient())
                                    .text("lang", recipient.language().name())
                                    .text("subject", mail.subject())
                                    .text("text", mail.text())
                                    .text("html", mail.html()));
                });
    }

    private void send(Change change, AlertRecipient recipient, Notice mail, String kind) {
        AccountId account = Optional.ofNullable(mail.account()).orElseThrow();
        Instant since = change.now().minus(SAMPLES_IN);
        long samples =
                notices.countOf(change.tx(), account, recipient.user(), AlertLetter.SAMPLE, since);
        if (samples >= MOST_SAMPLES && !change.dryRun()) {
            throw new ApiException(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "user '"
                            + recipient.login()
                            + "' got "
                            + MOST_SAMPLES
                            + " samples within an hour: try again later");
        }
        notices.add(change.tx(), mail);
        change.recordCreation(
                "users.alerts_test",
                Subject.of("user", recipient.user(), account),
                out -> out.text("kind", kind).text("notify_email", mail.recipient()));
    }

    private Notice sample(Change change, Account account, AlertRecipient recipient, String kind) {
        Optional<ReportKind> report =
                Arrays.stream(ReportKind.values())
                        .filter(one -> one.flag().equals(kind))
                        .findFirst();
        if (report.isPresent()) {
            LocalDate today = change.now().atZone(account.timezone()).toLocalDate();
            DueReport now = new DueReport(report.get(), today);
            return reports.sample(
                    account,
                    recipient,
                    ReportFigures.read(change.tx(), figures, account, now, change.now()));
        }
        AlertTopic topic = kind.equals("limits") ? AlertTopic.LIMIT_NEAR : AlertTopic.of(kind);
        return alerts.sample(account, recipient, sample(account, topic, change.now()));
    }

    private static AlertEvent sample(Account account, AlertTopic topic, Instant now) {
        return switch (topic) {
            case PLATFORM -> throw new IllegalArgumentException("not of an account");
            case LIMIT_NEAR -> limit(account, topic, SAMPLE_PART, now);
            case LIMIT_REACHED -> limit(account, topic, SAMPLE_LIMIT, now);
            case DOMAIN -> event(account, topic, "example.com", "warning", 0, 0, now);
            case WEBHOOK -> event(account, topic, "hooks.example.com", "failing", 1, 0, now);
            case ACCOUNT_FROZEN, ACCOUNT_UNFROZEN -> event(account, topic, "", "", 0, 0, now);
            case COMPLAINTS, HARD_BOUNCES, SOFT_BOUNCES ->
                    event(account, topic, "", "", SAMPLE_RATE, SAMPLE_LIMIT / 10, now);
        };
    }

    private static AlertEvent limit(Account account, AlertTopic topic, long used, Instant now) {
        String month = String.format(Locale.ROOT, "%1$tY-%1$tm", now.atZone(account.timezone()));
        return event(account, topic, "month", month, used, SAMPLE_LIMIT, now);
    }

    private static AlertEvent event(
            Account account,
            AlertTopic topic,
            String subject,
            String note,
            long amount,
            long whole,
            Instant now) {
        return new AlertEvent(account.id(), topic, "sample", subject, note, amount, whole, now);
    }
}
