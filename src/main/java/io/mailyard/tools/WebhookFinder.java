package io.mailyard.tools;

import io.mailyard.access.Principal;
import io.mailyard.base.AccountId;
import io.mailyard.db.Dialect;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.tools.FoundItem.Match;
import java.util.List;
import java.util.Locale;

/** Finds webhooks by id and by the host and port of their URL. */
final class WebhookFinder {
    /** Webhooks whose hosts are looked at, the newest: URLs are in no index. */
    private static final int MOST_READ = 20_000;

    /** Hits that are ranked. */
    private static final int MOST = 50;

    private final Tx tx;
    private final Principal principal;
    private final FindText text;

    WebhookFinder(Tx tx, Principal principal, FindText text) {
        this.tx = tx;
        this.principal = principal;
        this.text = text;
    }

    List<FoundItem> webhooks() {
        if (text.id().isPresent()) {
            return tx.query(
                    select("webhooks", "w.id = ?") + reached("w.account_id"),
                    this::webhook,
                    text.id().get());
        }
        if (!text.mayBePartOfDomain()) {
            return List.of();
        }
        String newest =
                "(SELECT id, account_id, url, active FROM webhooks WHERE 1 = 1"
                        + reached("account_id")
                        + " ORDER BY id DESC LIMIT "
                        + MOST_READ
                        + ")";
        return tx.query(
                select(newest, FindText.contains(tx.dialect(), host()))
                        + " ORDER BY w.id DESC LIMIT "
                        + MOST,
                this::webhook,
                text.ascii());
    }

    private static String select(String webhooks, String condition) {
        return "SELECT w.id, w.account_id, w.url, w.active, a.title FROM "
                + webhooks
                + " w LEFT JOIN accounts a ON a.id = w.account_id WHERE "
                + condition;
    }

    private String reached(String column) {
        return ObjectFinder.reached(principal, column);
    }

    /** The host and port of a URL that begins with http:// or https://, from its eighth letter. */
    private String host() {
        String at = tx.dialect() == Dialect.POSTGRESQL ? "strpos(" : "instr(";
        String rest = "replace(replace(substr(w.url, 9), '?', '/'), '#', '/')";
        return "lower(substr(w.url, 8, " + at + rest + " || '/', '/')))";
    }

    private FoundItem webhook(Row row) {
        long id = row.number("id");
        long account = row.number("account_id");
        String title = row.textOrNull("title");
        String url = row.text("url");
        String host =
                url.toLowerCase(Locale.ROOT)
                        .replaceFirst("^https?://", "")
                        .replaceFirst("[/?#].*", "");
        return FoundItem.of(
                        FindGroup.WEBHOOKS,
                        text.id().isPresent() ? Match.EXACT : Match.of(host, text.ascii()),
                        id,
                        url,
                        title == null ? "" : title,
                        account == AccountId.PLATFORM.value()
                                ? "/admin/webhooks/" + id
                                : "/admin/accounts/" + account + "/webhooks/" + id)
                .of(account)
                .in(row.flag("active") ? "" : "inactive");
    }
}
