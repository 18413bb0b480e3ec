package io.mailyard.panel;

import io.mailyard.wire.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Filters, grouping and order that the address of a page of the queue asks for.
 *
 * @param fixed the member that the page itself fixes, such as {@code sender_id}; empty: none
 */
record QueueQuery(
        String sender,
        String account,
        String campaign,
        String isp,
        String domain,
        String group,
        String sort,
        String from,
        String fixed) {
    static final List<String> GROUPS = List.of("lane", "domain", "sender", "account", "isp");
    static final List<String> SORTS =
            List.of("total", "new", "retry", "hold", "oldest", "due", "sender", "account");
    private static final int ROWS = 50;

    static QueueQuery of(Visit visit) {
        return of(visit, visit.param("sender_id"), visit.param("account_id"), "");
    }

    static QueueQuery ofSender(Visit visit, long sender) {
        return of(visit, String.valueOf(sender), visit.param("account_id"), "sender_id");
    }

    static QueueQuery ofAccount(Visit visit, long account) {
        return of(visit, visit.param("sender_id"), String.valueOf(account), "account_id");
    }

    private static QueueQuery of(Visit visit, String sender, String account, String fixed) {
        String group = visit.values().word("group", GROUPS);
        String sort = visit.values().word("sort", SORTS);
        return new QueueQuery(
                sender,
                account,
                visit.param("campaign_id"),
                visit.param("isp"),
                visit.param("domain"),
                group.isEmpty() ? "lane" : group,
                sort.isEmpty() ? "total" : sort,
                visit.param("from"),
                fixed);
    }

    /** The parameters of the call. */
    Value.Members params() {
        Map<String, Value> params = new LinkedHashMap<>();
        put(params, "sender_id", sender);
        put(params, "account_id", account);
        put(params, "campaign_id", campaign);
        put(params, "isp", isp);
        put(params, "domain", domain);
        params.put("group", new Value.Text(group));
        params.put("sort", new Value.Text(sort));
        put(params, "from", from);
        params.put("limit", new Value.Numeral(String.valueOf(ROWS)));
        return new Value.Members(params);
    }

    private static void put(Map<String, Value> params, String name, String value) {
        if (!value.isEmpty()) {
            params.put(name, new Value.Text(value));
        }
    }

    /** Whether anything but the page itself restricts the rows. */
    boolean isFiltered() {
        return !campaign.isEmpty()
                || !isp.isEmpty()
                || !domain.isEmpty()
                || (!sender.isEmpty() && !fixed.equals("sender_id"))
                || (!account.isEmpty() && !fixed.equals("account_id"));
    }

    /** The query of an address, one of its values changed, from the first page on. */
    String with(String name, String value) {
        Map<String, String> values = values();
        values.put(name, value);
        if (!name.equals("from")) {
            values.remove("from");
        }
        return text(values);
    }

    /** The query of this page's address. */
    String text() {
        return text(values());
    }

    private Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("sender_id", fixed.equals("sender_id") ? "" : sender);
        values.put("account_id", fixed.equals("account_id") ? "" : account);
        values.put("campaign_id", campaign);
        values.put("isp", isp);
        values.put("domain", domain);
        values.put("group", group.equals("lane") ? "" : group);
        values.put("sort", sort.equals("total") ? "" : sort);
        values.put("from", from);
        return values;
    }

    private static String text(Map<String, String> values) {
        String query = "";
        for (Map.Entry<String, String> value : values.entrySet()) {
            query =
                    Panel.with(
                            query.startsWith("?") ? query.substring(1) : query,
                            value.getKey(),
                            value.getValue());
        }
        return query;
    }
}
