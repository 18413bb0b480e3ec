package io.mailyard.policies;

import io.mailyard.base.DomainName;
import io.mailyard.db.Tx;
import java.util.HashMap;
import java.util.Map;

/** Finds the ISP of a domain, in memory. */
public final class Isps {
    private final CachedValue<Map<String, String>> byDomain;

    Isps(CachedValue<Map<String, String>> byDomain) {
        this.byDomain = byDomain;
    }

    /**
     * The name of the ISP that a recipient's domain, in any form, belongs to; {@link Isp#OTHER} if
     * none has it.
     */
    public String of(String domain) {
        return byDomain.value().getOrDefault(DomainName.normal(domain), Isp.OTHER);
    }

    static Map<String, String> read(Tx tx) {
        Map<String, String> byDomain = new HashMap<>();
        tx.query(
                        "SELECT d.domain, i.name FROM isp_domains d JOIN isps i ON i.id = d.isp_id",
                        row -> Map.entry(row.text("domain"), row.text("name")))
                .forEach(pair -> byDomain.put(pair.getKey(), pair.getValue()));
        return byDomain;
    }
}
