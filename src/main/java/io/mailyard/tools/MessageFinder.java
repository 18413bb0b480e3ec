package io.mailyard.tools;

import io.mailyard.access.Principal;
import io.mailyard.base.AccountId;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.suppressions.Suppression;
import io.mailyard.suppressions.Suppressions;
import io.mailyard.tools.FoundItem.Match;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds messages by id, Message-ID, return path and the idempotency key they were sent with,
 * requests by their id, and suppressed addresses: all exactly.
 */
final class MessageFinder {
    private static final int MOST = 5;
    private static final String MESSAGE = "/admin/messages/";

    /** The message that a stored answer names. */
    private static final Pattern NAMED = Pattern.compile("message_id\\W{1,4}([1-9][0-9]{0,17})\\b");

    private final Tx tx;
    private final Principal principal;
    private final FindText text;

    MessageFinder(Tx tx, Principal principal, FindText text) {
        this.tx = tx;
        this.principal = principal;
        this.text = text;
    }

    /**
     * Messages, by a text that names them.
     *
     * @param named those whose Message-ID or return path it is
     */
    List<FoundItem> messages(List<NamedMessages.NamedMessage> named) {
        List<FoundItem> found = new ArrayList<>();
        text.id().flatMap(id -> byId(id, "")).ifPresent(found::add);
        for (NamedMessages.NamedMessage message : named) {
            found.add(
                    message(
                            message.id(),
                            message.account().value(),
                            message.subject(),
                            message.email().isEmpty() ? message.from() : message.email()));
        }
        for (String answer : answers()) {
            Matcher message = NAMED.matcher(answer);
            if (message.find()) {
                byId(Long.parseLong(message.group(1)), text.given()).ifPresent(found::add);
            }
        }
        return found.stream().limit(MOST).toList();
    }

    /** Answers that are kept under the text as their idempotency key. */
    private List<String> answers() {
        return tx.query(
                "SELECT body FROM idempotency WHERE name = ? AND error = 0 AND sealed = 0 LIMIT "
                        + MOST,
                row -> new String(row.bytes(), StandardCharsets.UTF_8),
                text.given());
    }

    private Optional<FoundItem> byId(long id, String about) {
        return tx.one(
                        "SELECT id, account_id, subject, header_from FROM messages WHERE id = ?",
                        row ->
                                message(
                                        row.number("id"),
                                        row.number("account_id"),
                                        row.text("subject"),
                                        about.isEmpty() ? row.text("header_from") : about),
                        id)
                .filter(message -> message.account().map(principal::reaches).orElse(true));
    }

    private static FoundItem message(long id, long account, String subject, String about) {
        return FoundItem.of(FindGroup.MESSAGES, Match.EXACT, id, subject, about, MESSAGE + id)
                .of(account);
    }

    /** Returns what the audit has of a request. */
    List<FoundItem> requests() {
        return tx
                .query(
                        "SELECT action, actor, account_id FROM audit WHERE request_id = ? AND request_id <> ''"
                                + " ORDER BY id LIMIT 1000",
                        this::request,
                        text.given())
                .stream()
                .filter(request ->
                        !principal.bound()
                                || request.account().filter(principal::reaches).isPresent())
                .limit(1)
                .toList();
    }

    private FoundItem request(Row row) {
        Long account = row.numberOrNull("account_id");
        return new FoundItem(
                        FindGroup.REQUESTS,
                        Match.EXACT,
                        Optional.empty(),
                        text.given(),
                        row.text("action") + ", " + row.text("actor"),
                        Optional.empty(),
                        "",
                        "/admin/audit?request_id=" + encoded(text.given()))
                .of(account == null ? AccountId.PLATFORM.value() : account);
    }

    /** The lists that an address is on. */
    List<FoundItem> suppressions(Suppressions suppressions) {
        if (!text.isMail()) {
            return List.of();
        }
        return suppressions.everywhere(tx, text.given(), MOST).stream()
                .filter(each -> principal.reaches(each.owner()))
                .map(this::suppression)
                .toList();
    }

    private FoundItem suppression(Suppression suppression) {
        long owner = suppression.owner().value();
        String list =
                owner == AccountId.PLATFORM.value()
                        ? "/admin/suppressions"
                        : "/admin/accounts/" + owner + "/suppressions";
        return FoundItem.of(
                        FindGroup.SUPPRESSIONS,
                        Match.EXACT,
                        suppression.id(),
                        text.given(),
                        suppression.reason(),
                        list + "?search=" + encoded(text.given()))
                .of(owner);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
