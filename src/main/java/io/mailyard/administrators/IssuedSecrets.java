package io.mailyard.administrators;

import io.mailyard.db.Tx;
import io.mailyard.wire.Out;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds in the audit the secrets that a person gave out and that still work. */
final class IssuedSecrets {
    /** More than anyone reviews; the newest come first. */
    private static final int MOST = 1_000;

    /** The condition of the index that serves this. */
    private static final String BY_PERSON =
            """
            SELECT DISTINCT object_type, object_id FROM audit
            WHERE substr(actor, 1, 14) = 'administrator:' AND (actor = ? OR substr(actor, 1, CAST(? AS integer)) = ?)
              AND (action IN ('tokens.rotate', 'account_tokens.rotate', 'nodes.rotate')
                OR action IN ('tokens.save', 'account_tokens.save', 'nodes.save') AND before IS NULL)
            ORDER BY object_type, object_id LIMIT ?
            """;

    private IssuedSecrets() {}

    /**
     * A secret that works on.
     *
     * @param account 0: of the platform
     */
    record IssuedSecret(String kind, long id, String name, long account) {
        static void write(Out out, IssuedSecret secret) {
            out.text("kind", secret.kind())
                    .number("id", secret.id())
                    .text("name", secret.name())
                    .numberOrNull("account_id", secret.account() == 0 ? null : secret.account());
        }
    }

    private record IssuedObject(String type, long id) {}

    /** Service tokens, accounts' tokens and nodes whose secret the person made; not own tokens. */
    static List<IssuedSecret> of(Tx tx, Administrator person) {
        String actor = "administrator:" + person.login();
        String byToken = actor + "/";
        List<IssuedObject> objects =
                tx.query(
                        BY_PERSON,
                        row ->
                                new IssuedObject(
                                        row.text("object_type"),
                                        Long.parseLong(row.text("object_id"))),
                        actor,
                        byToken.length(),
                        byToken,
                        MOST);
        if (objects.isEmpty()) {
            return List.of();
        }
        return objects.stream()
                .collect(Collectors.groupingBy(IssuedObject::type))
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(entry -> existing(tx, entry.getKey(), entry.getValue()).stream())
                .toList();
    }

    private static List<IssuedSecret> existing(Tx tx, String type, List<IssuedObject> objects) {
        String ids = objects.stream().map(_ -> "?").collect(Collectors.joining(", "));
        String from =
                type.equals("node")
                        ? "id, name, 0 AS account_id FROM nodes WHERE key_hash IS NOT NULL"
                        : "id, name, account_id FROM tokens WHERE administrator_id = 0";
        @Nullable Object[] args = objects.stream().map(IssuedObject::id).toArray();
        return tx.query(
                "SELECT " + from + " AND id IN (" + ids + ") ORDER BY id",
                row ->
                        new IssuedSecret(
                                type, row.number("id"), row.text("name"), row.number("account_id")),
                args);
    }
}
