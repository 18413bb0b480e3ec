package io.mailyard.domains;

import io.mailyard.dns.DnsAnswer;
import io.mailyard.domains.Finding.FindingStatus;
import io.mailyard.domains.NameServer.NameServerAnswer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The DMARC policy that applies to a domain, and whether our mail is aligned with it (RFC 7489, and
 * its successor's walk up to the organisational domain).
 *
 * @param keyDomains the domains of the keys that sign for it
 * @param returnPaths the domains of the reverse paths
 */
record Dmarc(String domain, List<String> keyDomains, List<String> returnPaths)
        implements DnsRecord.DnsRecordCheck {

    @Override
    public Finding look(List<NameServer> resolvers) {
        String organisational = PublicSuffixes.organisational(domain);
        String name = domain;
        while (true) {
            String at = "_dmarc." + name;
            NameServerAnswer<String> asked = NameServer.first(resolvers, dns -> dns.texts(at));
            if (asked.answer() instanceof DnsAnswer.DnsFailed<String>) {
                return RecordChecks.missing(asked);
            }
            List<String> records =
                    asked.answer() instanceof DnsAnswer.DnsFound<String>(List<String> values)
                            ? values.stream().filter(Dmarc::isDmarc).toList()
                            : List.of();
            if (records.size() > 1) {
                return Finding.of(
                        FindingStatus.DIFFERENT,
                        records,
                        at + " has " + records.size() + " DMARC records: receivers take none",
                        asked.resolver());
            }
            if (!records.isEmpty()) {
                return judged(at, records.getFirst(), name.equals(domain), asked.resolver());
            }
            if (name.equals(organisational) || name.indexOf('.') < 0) {
                return Finding.of(
                        FindingStatus.ABSENT,
                        List.of(),
                        "neither " + domain + " nor a domain above it has a DMARC record",
                        asked.resolver());
            }
            name = name.substring(name.indexOf('.') + 1);
        }
    }

    private static boolean isDmarc(String text) {
        return text.strip().matches("(?s)v\\s*=\\s*DMARC1\\s*(?:;.*)?");
    }

    private Finding judged(String at, String record, boolean isOwn, String resolver) {
        Map<String, String> tags = tags(record);
        String policy = tags.getOrDefault("p", "");
        String applied = isOwn ? policy : tags.getOrDefault("sp", policy);
        if (!List.of("none", "quarantine", "reject").contains(applied)) {
            return Finding.of(
                    FindingStatus.DIFFERENT,
                    List.of(record),
                    at + " has no valid policy (p)",
                    resolver);
        }
        List<String> notes = new ArrayList<>();
        notes.add("policy " + applied + (isOwn ? "" : ", by " + at));
        boolean isSigned = isAligned(tags.getOrDefault("adkim", "r"), keyDomains);
        boolean isReturned = isAligned(tags.getOrDefault("aspf", "r"), returnPaths);
        notes.add("DKIM is " + (isSigned ? "" : "not ") + "aligned");
        notes.add("the Return-Path is " + (isReturned ? "" : "not ") + "aligned");
        return Finding.of(
                isSigned || isReturned ? FindingStatus.RIGHT : FindingStatus.DIFFERENT,
                List.of(record),
                String.join("; ", notes),
                resolver);
    }

    /** Strict: the same domain; relaxed: the same organisational domain. */
    private boolean isAligned(String mode, List<String> domains) {
        return mode.equals("s")
                ? domains.contains(domain)
                : domains.stream().anyMatch(item -> PublicSuffixes.aligned(item, domain));
    }

    private static Map<String, String> tags(String record) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String pair : record.split(";", -1)) {
            String[] halves = pair.split("=", 2);
            if (halves.length == 2) {
                tags.putIfAbsent(
                        halves[0].strip().toLowerCase(Locale.ROOT),
                        halves[1].strip().toLowerCase(Locale.ROOT));
            }
        }
        return tags;
    }
}
