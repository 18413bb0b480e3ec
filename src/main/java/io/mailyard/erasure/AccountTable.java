package io.mailyard.erasure;

import io.mailyard.db.Row;
import io.mailyard.db.RowMapper;
import io.mailyard.db.Tx;
import io.mailyard.wire.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A table of which an account's rows are exported, without secrets: columns are named, so that a
 * new one is not exported by oversight.
 *
 * @param columns after the key {@code id}: numbers end with {@code #}
 */
record AccountTable(String name, String from, String account, String key, List<String> columns) {
    private static final String NUMBER = "#";

    /** Contents of messages, which may be large: {@link #contents} finds them. */
    static final AccountTable CONTENTS =
            new AccountTable(
                    "contents",
                    "contents c JOIN messages m ON m.id = c.message_id",
                    "m.account_id",
                    "m.id",
                    List.of("size#"));

    /** In the order of the file. */
    static final List<AccountTable> ALL =
            List.of(
                    of(
                            "accounts",
                            "id",
                            "name,title,timezone,tariff_id#,is_active#,is_frozen#,frozen_reason,created_at#,updated_at#"),
                    of(
                            "users",
                            "account_id",
                            "login,first_name,last_name,email,notify_email,phone,lang,active#,master#,alerts,created_at#,updated_at#"),
                    of("domains", "account_id", "domain,state,verified_at#,created_at#"),
                    of(
                            "vsenders",
                            "account_id",
                            "name,email_rules,sms_rules,created_at#,updated_at#"),
                    of(
                            "tokens",
                            "account_id",
                            "name,active#,expires_at#,scopes,created_at#,last_used_at#"),
                    of("webhooks", "account_id", "url,events,active#,created_at#,updated_at#"),
                    of(
                            "suppressions",
                            "account_id",
                            "address,class,source,reason,answer,created_at#,expires_at#"),
                    of(
                            "messages",
                            "account_id",
                            "source,submitter,envelope_from,header_from,subject,header_id,campaign_id#,group_id#,vsender_id#,size#,accepted_at#"),
                    CONTENTS,
                    of(
                            "recipients",
                            "account_id",
                            "message_id#,address,state#,kind,attempts#,ended_at#,ip,host,answer"),
                    of(
                            "events",
                            "account_id",
                            "at#,kind,message_id#,recipient_id#,recipient,attempt#,ip,host,answer"),
                    of(
                            "audit",
                            "account_id",
                            "at#,actor,action,object_type,object_id,before,after"));

    private static AccountTable of(String name, String account, String columns) {
        return new AccountTable(name, name, account, "id", List.of(columns.split(",", -1)));
    }

    /** One line of JSON a row. */
    record TableLine(long key, String json) {}

    /** A content of a message, and its octets. */
    record StoredContent(long message, long size) {}

    /** The next contents of an account by message. */
    static List<StoredContent> contents(Tx tx, long of, long after, int limit) {
        return CONTENTS.query(
                tx,
                row -> new StoredContent(row.number("row_key"), row.number("size")),
                of,
                after,
                limit);
    }

    /** The next rows of an account by key. */
    List<TableLine> read(Tx tx, long of, long after, int limit) {
        return query(tx, this::line, of, after, limit);
    }

    private <T> List<T> query(Tx tx, RowMapper<T> mapper, long of, long after, int limit) {
        return tx.query(
                "SELECT "
                        + key
                        + " AS row_key, "
                        + String.join(", ", columns.stream().map(AccountTable::plain).toList())
                        + " FROM "
                        + from
                        + " WHERE "
                        + account
                        + " = ? AND "
                        + key
                        + " > ? ORDER BY "
                        + key
                        + " LIMIT ?",
                mapper,
                of,
                after,
                limit);
    }

    private static String plain(String column) {
        return column.endsWith(NUMBER) ? column.substring(0, column.length() - 1) : column;
    }

    private TableLine line(Row row) {
        return new TableLine(
                row.number("row_key"),
                JsonText.write(out -> {
                    out.text("table", name).number("id", row.number("row_key"));
                    for (String column : columns) {
                        if (column.endsWith(NUMBER)) {
                            out.numberOrNull(plain(column), row.numberOrNull(plain(column)));
                        } else {
                            out.text(plain(column), row.textOrNull(plain(column)));
                        }
                    }
                }));
    }

    static byte[] bytes(List<TableLine> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.json()).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
