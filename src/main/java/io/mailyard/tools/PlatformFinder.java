package io.mailyard.tools;

import io.mailyard.base.IpAddress;
import io.mailyard.config.Setting;
import io.mailyard.db.Row;
import io.mailyard.db.SortedList;
import io.mailyard.db.Tx;
import io.mailyard.tools.FoundItem.Match;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds senders, by their names and IPs, nodes and settings: a platform has few of them. */
final class PlatformFinder {
    /** Hits that are ranked. */
    private static final int MOST = 50;

    private static final String SENDER = "/admin/senders/";

    private final Tx tx;
    private final FindText text;

    PlatformFinder(Tx tx, FindText text) {
        this.tx = tx;
        this.text = text;
    }

    List<FoundItem> senders() {
        Map<Long, FoundItem> found = new LinkedHashMap<>();
        byIp().forEach(sender -> found.put(sender.id().orElse(0L), sender));
        List<@Nullable Object> args = new ArrayList<>(List.of(text.id().orElse(0L)));
        tx.query(
                        "SELECT id, name, type, deleted_at FROM senders WHERE id = ? OR "
                                + SortedList.contains(text.given(), args, "name")
                                + " ORDER BY id LIMIT "
                                + MOST,
                        row -> sender(row, row.text("type")),
                        args.toArray())
                .forEach(sender -> found.putIfAbsent(sender.id().orElse(0L), sender));
        return List.copyOf(found.values());
    }

    /** Senders with an IP that is, or begins, as the text says. */
    private List<FoundItem> byIp() {
        String ip = ip();
        if (!ip.matches("[0-9a-f]*[.:][0-9a-f.:]*")) {
            return List.of();
        }
        return tx.query(
                """
                SELECT s.id, s.name, s.deleted_at, min(i.ip) AS ip
                FROM sender_ips i JOIN senders s ON s.id = i.sender_id
                WHERE substr(i.ip, 1, ?) = ? GROUP BY s.id, s.name, s.deleted_at ORDER BY s.id LIMIT ?
                """,
                row -> sender(row, row.text("ip")),
                ip.length(),
                ip,
                MOST);
    }

    private String ip() {
        try {
            return IpAddress.checked(text.given());
        } catch (IllegalArgumentException onlyBegun) {
            return text.lower();
        }
    }

    private FoundItem sender(Row row, String about) {
        long id = row.number("id");
        String name = row.text("name").toLowerCase(Locale.ROOT);
        boolean isNamed = text.id().filter(given -> given == id).isPresent() || about.equals(ip());
        return FoundItem.of(
                        FindGroup.SENDERS,
                        isNamed ? Match.EXACT : matched(name, about),
                        id,
                        row.text("name"),
                        about,
                        SENDER + id)
                .in(row.timeOrNull("deleted_at") == null ? "" : "deleted");
    }

    /** Returns how well the name fits, or else the IP, which begins so. */
    private Match matched(String name, String about) {
        return name.contains(text.lower()) || about.isEmpty()
                ? Match.of(name, text.lower())
                : Match.BEGINNING;
    }

    List<FoundItem> nodes() {
        List<@Nullable Object> args = new ArrayList<>(List.of(text.id().orElse(0L)));
        return tx.query(
                "SELECT id, name, host FROM nodes WHERE id = ? OR "
                        + SortedList.contains(text.given(), args, "name", "host")
                        + " ORDER BY id LIMIT "
                        + MOST,
                row -> {
                    long id = row.number("id");
                    String name = row.text("name").toLowerCase(Locale.ROOT);
                    String host = row.text("host").toLowerCase(Locale.ROOT);
                    boolean isNamed = text.id().filter(given -> given == id).isPresent();
                    return FoundItem.of(
                            FindGroup.NODES,
                            isNamed
                                    ? Match.EXACT
                                    : Match.of(
                                            name.contains(text.lower()) ? name : host,
                                            text.lower()),
                            id,
                            row.text("name"),
                            row.text("host"),
                            "/admin/nodes/" + id);
                },
                args.toArray());
    }

    /** Settings by their keys, or by words of what they mean. */
    static List<FoundItem> settings(FindText text, List<Setting<?>> all) {
        List<FoundItem> found = new ArrayList<>();
        for (Setting<?> setting : all) {
            String key = setting.key();
            boolean isInKey = key.contains(text.lower());
            boolean isInDoc =
                    text.lower().length() > 2
                            && setting.doc().toLowerCase(Locale.ROOT).contains(text.lower());
            if (isInKey || isInDoc) {
                found.add(
                        new FoundItem(
                                FindGroup.SETTINGS,
                                isInKey ? Match.of(key, text.lower()) : Match.PART,
                                Optional.empty(),
                                key,
                                setting.doc(),
                                Optional.empty(),
                                "",
                                "/admin/settings?search=" + key + "#" + key));
            }
        }
        return found;
    }
}
