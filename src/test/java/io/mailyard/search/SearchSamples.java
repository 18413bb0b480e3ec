package io.mailyard.search;

import java.util.List;

/** What messages of the bench say, and the statements that store them. */
final class SearchSamples {
    private SearchSamples() {}

    static final List<String> ISPS =
            List.of("Gmail", "Outlook", "Yahoo", "Mail.ru", "Yandex", "iCloud", "GMX", "other");

    /** Frequent first: of a text's words, half are of the first tenth. */
    static final List<String> COMMON =
            List.of(
                    "your",
                    "order",
                    "invoice",
                    "for",
                    "ваш",
                    "заказ",
                    "счёт",
                    "оплата",
                    "new",
                    "code",
                    "подтверждение",
                    "is",
                    "ready",
                    "доставка",
                    "weekly",
                    "report",
                    "security",
                    "alert",
                    "welcome",
                    "скидки",
                    "reminder",
                    "appointment");

    static final List<String> ANSWERS =
            List.of(
                    "550 5.1.1 <%s>: Recipient address rejected: User unknown",
                    "452 4.2.2 The email account that you tried to reach is over quota %s",
                    "421 4.7.0 Try again later, closing connection. %s",
                    "554 5.7.1 Message rejected as spam by Content Filtering, id %s",
                    "451 4.7.1 Greylisting in action, please come back later %s",
                    "550 5.7.26 Unauthenticated email is not accepted due to domain policy %s");

    static final String MESSAGE =
            "INSERT INTO messages (id, account_id, source, submitter, envelope_from, header_from,"
                    + " subject, header_id, campaign_id, group_id, vsender_id, size, recipients,"
                    + " accepted_at) VALUES (?, ?, 'smtp', 'bench', 'b@s.example', 'b@s.example', ?,"
                    + " ?, 0, 0, NULL, 2000, 1, ?)";
    static final String RECIPIENT =
            "INSERT INTO recipients (id, message_id, account_id, lane_id, address, domain, state,"
                    + " due_at, expires_at, attempts, session_id, tied_node, tied_ip, tied_version,"
                    + " kind, ended_at, ip, host, answer) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 1, NULL,"
                    + " NULL, NULL, 0, '', 0, '', '', ?)";
    static final String CONTENT = "INSERT INTO contents (message_id, content) VALUES (?, ?)";
    static final String LANE =
            "INSERT INTO lanes (id, sender_id, account_id, campaign_id, isp, domain, fresh, retry,"
                    + " proc, due_at, expires_at, clock_offset, stopped_at, account_state, purged,"
                    + " tie_version, accepted_at) VALUES (?, ?, 0, 0, ?, '', 0, 0, 0, 0, 0, 0, NULL,"
                    + " '', 0, 0, 0)";
}
