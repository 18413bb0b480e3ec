package io.mailyard.policies;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Type;
import io.mailyard.api.Types;
import io.mailyard.base.ApiException;
import io.mailyard.base.DomainName;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldValues;
import io.mailyard.wire.Out;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rules of ISPs: a domain belongs to one ISP, {@code other} has no domains, and an ISP's name
 * cannot change.
 */
final class IspRules implements PolicyHooks {
    /** Maximum number of domains of one ISP; the largest shipped one has some hundred. */
    static final int MAX_DOMAINS = 1_000;

    /**
     * Maximum number of domains of all ISPs: every process has them in memory, at most some 20 MB.
     */
    static final int MAX_ALL = 100_000;

    /** Number of users of an ISP that a refusal lists. */
    private static final int NAMED = 10;

    static Type<List<String>> domains() {
        return Types.array(Types.text(1, 255).map(DomainName::checked), MAX_DOMAINS)
                .map(domains -> domains.stream().distinct().toList());
    }

    @Override
    public FieldValues checked(Tx tx, Optional<PolicyRow> before, FieldValues after) {
        String name = after.get(Isp.NAME);
        before.map(kept -> kept.get(Isp.NAME))
                .filter(known -> !known.equals(name))
                .ifPresent(known -> {
                    throw ApiException.conflict(
                            "the name '"
                                    + known
                                    + "' stays, since queued mail and counts go by it: make another"
                                    + " ISP and move the domains");
                });
        List<String> domains = after.get(Isp.DOMAINS);
        if (name.equals(Isp.OTHER) && !domains.isEmpty()) {
            throw ApiException.badRequest(
                    "domains",
                    "'other' is the ISP of every domain that no other has: leave it empty");
        }
        long id = before.map(PolicyRow::id).orElse(0L);
        domains.forEach(domain -> mustBeFree(tx, id, domain));
        long others = tx.number("SELECT count(*) FROM isp_domains WHERE isp_id <> ?", id);
        if (others + domains.size() > MAX_ALL) {
            throw ApiException.conflict("all ISPs together have at most " + MAX_ALL + " domains");
        }
        return after;
    }

    private static void mustBeFree(Tx tx, long id, String domain) {
        tx.one(
                        "SELECT i.name FROM isp_domains d JOIN isps i ON i.id = d.isp_id WHERE d.domain = ? AND d.isp_id <> ?",
                        row -> row.text("name"),
                        domain,
                        id)
                .ifPresent(other -> {
                    throw ApiException.conflict(
                            "domain '" + domain + "' belongs to ISP '" + other + "'");
                });
    }

    @Override
    public void stored(Tx tx, long id, FieldValues after) {
        going(tx, id);
        List<@Nullable Object[]> rows =
                after.get(Isp.DOMAINS).stream()
                        .map(domain -> new @Nullable Object[] {domain, id})
                        .toList();
        if (!rows.isEmpty()) {
            tx.updateAll("INSERT INTO isp_domains (domain, isp_id) VALUES (?, ?)", rows);
        }
    }

    @Override
    public void going(Tx tx, long id) {
        tx.update("DELETE FROM isp_domains WHERE isp_id = ?", id);
    }

    @Override
    public List<String> users(Tx tx, long id) {
        return Stream.of(PolicyKind.LOCK_RULE, PolicyKind.BOUNCE_PATTERN)
                .flatMap(kind ->
                        tx
                                .query(
                                        "SELECT name FROM "
                                                + kind.noun()
                                                + " WHERE isp_id = ? ORDER BY id LIMIT ?",
                                        row -> kind.one() + " '" + row.text("name") + "'",
                                        id,
                                        NAMED)
                                .stream())
                .toList();
    }

    @Override
    public ObjectSchema shownSchema() {
        return ObjectSchema.part()
                .texts("hosts", "Endings of the names of its mail hosts, which the program knows.");
    }

    @Override
    public void shown(Out out, PolicyRow kept) {
        out.texts("hosts", IspSigns.hosts(kept.get(Isp.NAME)));
    }
}
