package io.mailyard.panel;

import java.util.ArrayList;
import java.util.List;

/**
 * One page of a call's list, which begins at the {@code from} of the address.
 *
 * @param next address of the next page; empty on the last
 * @param first address of the first page; empty on it
 */
record KeysetPage(CallResult found, String next, String first) {
    private static final int ROWS = 50;

    /** By ids: {@code from_id} of the call. */
    static KeysetPage byId(
            SignedIn signedIn, String call, String path, String query, Object... params) {
        String from = signedIn.visit().values().number("from");
        List<Object> key = from.isEmpty() ? List.of() : List.of("from_id", Long.parseLong(from));
        return of(signedIn, call, path, query, "next_from_id", key, params);
    }

    /** In an order that the call was told: {@code from} of the call, by ids {@code from_id}. */
    static KeysetPage inOrder(
            SignedIn signedIn,
            String call,
            String path,
            String query,
            String sort,
            Object... params) {
        if (sort.equals("id")) {
            return byId(signedIn, call, path, query, params);
        }
        String from = signedIn.visit().param("from");
        List<Object> all = new ArrayList<>(List.of(params));
        all.addAll(List.of("sort", sort));
        List<Object> key = from.isEmpty() ? List.of() : List.of("from", from);
        return of(signedIn, call, path, query, "next_from", key, all.toArray());
    }

    /** By names: {@code from_name} of the call. */
    static KeysetPage byName(
            SignedIn signedIn, String call, String path, String query, Object... params) {
        String from = signedIn.visit().param("from");
        List<Object> key = from.isEmpty() ? List.of() : List.of("from_name", from);
        return of(signedIn, call, path, query, "next_from_name", key, params);
    }

    /** By names or by ids, in an order that the call was told: {@code id} or {@code -id} by ids. */
    static KeysetPage byNameOrId(
            SignedIn signedIn,
            String call,
            String path,
            String query,
            String sort,
            Object... params) {
        List<Object> all = new ArrayList<>(List.of(params));
        all.addAll(List.of("sort", sort));
        return sort.endsWith("id")
                ? byId(signedIn, call, path, query, all.toArray())
                : byName(signedIn, call, path, query, all.toArray());
    }

    /**
     * By a key that the call names.
     *
     * @param param of the call, which begins the page
     * @param answer the member of the answer that says where the next one begins
     */
    static KeysetPage byKey(
            SignedIn signedIn,
            String call,
            String path,
            String query,
            String param,
            String answer,
            Object... params) {
        String from = signedIn.visit().param("from");
        List<Object> key = from.isEmpty() ? List.of() : List.of(param, from);
        return of(signedIn, call, path, query, answer, key, params);
    }

    private static KeysetPage of(
            SignedIn signedIn,
            String call,
            String path,
            String query,
            String nextKey,
            List<Object> key,
            Object... params) {
        List<Object> all = new ArrayList<>(List.of(params));
        all.addAll(List.of("limit", ROWS));
        all.addAll(key);
        CallResult found = signedIn.call(call, all.toArray());
        String next = found.next(nextKey).orElse("");
        return new KeysetPage(
                found,
                next.isEmpty() ? "" : path + Panel.with(Panel.undone(query), "from", next),
                signedIn.visit().param("from").isEmpty()
                        ? ""
                        : path + Panel.with(Panel.undone(query), "from", ""));
    }

    /** The list of this page, without search and filters. */
    ListView list(
            String address,
            String total,
            List<ListView.Column> columns,
            List<ListView.ListRow> rows,
            ListView.Empty empty) {
        return new ListView(
                        address, "", "", List.of(), List.of(), total, columns, rows, next, first,
                        empty)
                .of(found);
    }
}
