package io.mailyard.domains;

import io.mailyard.base.IpAddress;
import io.mailyard.db.Tx;
import io.mailyard.dns.Dns;
import io.mailyard.domains.DnsRecord.DnsRecordKind;
import io.mailyard.policies.ClaimKeys;
import io.mailyard.policies.SigningKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Determines the records that a domain needs in DNS. */
final class DomainRecords {
    /** Maximum number of addresses whose records are listed: more than a tenant's senders have. */
    private static final int MAX_SOURCES = 64;

    private final ClaimKeys keys;
    private final AccountSenders senders;
    private final String host;

    /**
     * Creates it.
     *
     * @param host the name of this platform's mail host
     */
    DomainRecords(ClaimKeys keys, AccountSenders senders, String host) {
        this.keys = keys;
        this.senders = senders;
        this.host = host;
    }

    /** The records to publish, those that prove the claim first. */
    List<DnsRecord> of(Tx tx, Domain domain) {
        List<DnsRecord> records = new ArrayList<>();
        if (!domain.isVoid()) {
            records.add(challenge(domain));
        }
        List<SigningKey> signing = signing(tx, domain);
        signing.forEach(key -> records.add(dkim(domain, key)));
        List<AccountSenders.DomainSender> sending =
                senders.of(tx, domain.account()).stream()
                        .filter(sender -> concerns(domain, sender))
                        .toList();
        Map<String, Set<AccountSenders.SendingSource>> returnPaths = returnPaths(domain, sending);
        returnPaths.forEach((name, sources) -> records.addAll(returnPath(name, sources)));
        records.add(dmarc(domain, signing, returnPaths.keySet()));
        sending.stream()
                .flatMap(sender -> sender.sources().stream())
                .distinct()
                .limit(MAX_SOURCES)
                .forEach(source -> records.addAll(address(source)));
        return records;
    }

    private static DnsRecord challenge(Domain domain) {
        return new DnsRecord(
                DnsRecordKind.CHALLENGE,
                domain.challengeName(),
                "TXT",
                domain.challenge(),
                "proves that the domain is yours; leave it published: it is looked for daily",
                RecordChecks.challenge(domain.challengeName(), domain.challenge()));
    }

    /** Active and pending keys of the domain, without keys of other accounts' claims. */
    private List<SigningKey> signing(Tx tx, Domain domain) {
        return keys.within(tx, domain.domain()).stream()
                .filter(key ->
                        key.state() == SigningKey.SigningKeyState.ACTIVE
                                || key.state() == SigningKey.SigningKeyState.PENDING)
                .filter(key -> key.id() == domain.keyId() || isOf(tx, domain, key))
                .toList();
    }

    private static boolean isOf(Tx tx, Domain domain, SigningKey key) {
        return domain.isOwned()
                && ClaimTransitions.isFor(key, domain)
                && !DomainTable.isClaimKey(tx, key.id())
                && DomainTable.nearestOwned(tx, key.domain())
                        .filter(owner -> owner.id() == domain.id())
                        .isPresent();
    }

    private static DnsRecord dkim(Domain domain, SigningKey key) {
        boolean isOwn = key.id() == domain.keyId();
        String reason =
                key.state() == SigningKey.SigningKeyState.ACTIVE
                        ? "mail is signed by it"
                        : isOwn
                                ? "mail is signed by it once the domain is verified; proves the"
                                        + " claim as well"
                                : "mail is signed by it once it is active";
        return new DnsRecord(
                DnsRecordKind.DKIM,
                key.dnsName(),
                "TXT",
                key.dnsValue(),
                reason,
                RecordChecks.dkim(key));
    }

    /** The record of a signing key, whoever owns it. */
    static DnsRecord ofKey(SigningKey key) {
        return new DnsRecord(
                DnsRecordKind.DKIM,
                key.dnsName(),
                "TXT",
                key.dnsValue(),
                "mail is signed by it",
                RecordChecks.dkim(key));
    }

    /** For a domain of the platform, the senders that use it. */
    private static boolean concerns(Domain domain, AccountSenders.DomainSender sender) {
        return !domain.isPlatform() || isWithin(sender.returnPathDomain(), domain.domain());
    }

    static boolean isWithin(String name, String domain) {
        return name.equals(domain) || name.endsWith("." + domain);
    }

    private static Map<String, Set<AccountSenders.SendingSource>> returnPaths(
            Domain domain, List<AccountSenders.DomainSender> sending) {
        Map<String, Set<AccountSenders.SendingSource>> found = new TreeMap<>();
        for (AccountSenders.DomainSender sender : sending) {
            for (AccountSenders.SendingSource source : sender.sources()) {
                String name =
                        !sender.returnPathDomain().isEmpty()
                                ? sender.returnPathDomain()
                                : sender.isPtr() ? source.helo() : domain.domain();
                if (!name.isEmpty()) {
                    found.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(source);
                }
            }
        }
        return found;
    }

    /** Records of a Return-Path domain: SPF for the addresses, and MX for bounces. */
    List<DnsRecord> returnPath(String name, Collection<AccountSenders.SendingSource> sources) {
        List<AccountSenders.SendingSource> some =
                sources.stream().distinct().limit(MAX_SOURCES).toList();
        String policy =
                some.stream()
                        .map(source -> RecordChecks.mechanism(source.ip()))
                        .distinct()
                        .collect(Collectors.joining(" ", "v=spf1 ", " ~all"));
        return List.of(
                new DnsRecord(
                        DnsRecordKind.SPF,
                        name,
                        "TXT",
                        policy,
                        "lets mail with this Return-Path come from our addresses; add the terms to"
                                + " a record that is there",
                        RecordChecks.spf(name, some)),
                new DnsRecord(
                        DnsRecordKind.RETURN_PATH,
                        name,
                        "MX",
                        "10 " + host + ".",
                        "bounces come back to the Return-Path",
                        RecordChecks.mailHost(name)));
    }

    private static DnsRecord dmarc(Domain domain, List<SigningKey> keys, Set<String> returnPaths) {
        List<String> signing = keys.stream().map(SigningKey::domain).distinct().toList();
        return new DnsRecord(
                DnsRecordKind.DMARC,
                "_dmarc." + domain.domain(),
                "TXT",
                "v=DMARC1; p=none",
                "tells receivers what to do with mail that is not yours",
                new Dmarc(domain.domain(), signing, List.copyOf(returnPaths)));
    }

    /** Records of a sending address: its name, and its EHLO name. */
    static List<DnsRecord> address(AccountSenders.SendingSource source) {
        List<DnsRecord> records = new ArrayList<>();
        String name = source.helo();
        records.add(
                new DnsRecord(
                        DnsRecordKind.PTR,
                        Dns.reverseName(IpAddress.parsed(source.ip())),
                        "PTR",
                        name.isEmpty() ? "" : name + ".",
                        "receivers look up the name of " + source.ip() + " and back",
                        RecordChecks.pointer(source.ip())));
        if (!name.isEmpty()) {
            records.add(
                    new DnsRecord(
                            DnsRecordKind.HELO,
                            name,
                            RecordChecks.addressType(source.ip()),
                            source.ip(),
                            "we greet with this name from that address",
                            RecordChecks.greeting(name, source.ip())));
        }
        return records;
    }

    /** The records as a zone file (RFC 1035 section 5); those of other zones as comments. */
    static String zone(Domain domain, List<DnsRecord> records) {
        Map<String, String> lines = new LinkedHashMap<>();
        for (DnsRecord record : records) {
            boolean isOwn = isWithin(record.name(), domain.domain());
            if (record.value().isEmpty()) {
                continue;
            }
            String value = record.type().equals("TXT") ? quoted(record.value()) : record.value();
            String line = record.name() + ".\t3600\tIN\t" + record.type() + "\t" + value;
            lines.put(line, (isOwn ? "" : "; ") + line);
        }
        return "; " + domain.domain() + "\n" + String.join("\n", lines.values()) + "\n";
    }

    /** Splits into character strings of at most 255 octets, with semicolons and quotes escaped. */
    private static String quoted(String text) {
        List<String> parts = new ArrayList<>();
        for (int from = 0; from < text.length(); from += 255) {
            String part = text.substring(from, Math.min(text.length(), from + 255));
            parts.add('"' + part.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
        }
        return String.join(" ", parts);
    }
}
